/* exchange/unclear.c -- references of a table that name no record, or several. See import.h. */
#include "exchange/import.h"
#include "record/list.h"

enum { CANDIDATES = 8 };

static struct str part_of(struct ctx *c, struct str cell, size_t *at)
{
	size_t from = *at;

	while (*at < cell.n && !strchr(",;\n", cell.p[*at]))
		(*at)++;
	return str_trim(c->arena, str_copy(c->arena, cell.p + from, (*at)++ - from));
}

static const struct import_choice *choice_for(const struct import *im, const struct field *f,
    struct str text)
{
	for (size_t i = 0; i < im->nchoices; i++)
		if (strcmp(im->choice[i].field, f->name) == 0 &&
		    strcasecmp(im->choice[i].text, text.p) == 0)
			return &im->choice[i];
	return NULL;
}

struct str choices_applied(struct ctx *c, const struct import *im, const struct field *f,
    struct str cell)
{
	struct sbuf *b;
	size_t at = 0;

	if (!im->nchoices || !f->to)
		return cell;
	b = sbuf_new(c->arena, 256 << 10);
	while (at <= cell.n) {
		struct str part = part_of(c, cell, &at);
		const struct import_choice *ch = part.n ? choice_for(im, f, part) : NULL;
		const char *text = ch ? ch->code : part.p;

		if (text[0])
			sbuf_printf(b, "%s%s", b->n ? "," : "", text);
	}
	return b->n ? sbuf_str(b) : STR("");
}

static bool noted(const struct import *im, const struct field *f, struct str text)
{
	for (const struct value *o = im->unclear->u.list.first; o; o = o->next)
		if (strcmp(val_get_text(o, "field"), f->name) == 0 &&
		    strcmp(val_get_text(o, "text"), text.p) == 0)
			return true;
	return false;
}

/* c: of the row, whose memory goes; what is kept lies on the import's arena. */
void unclear_note(struct ctx *c, struct import *im, const struct field *f, struct str cell)
{
	struct arena *keep = im->unclear_arena;
	size_t at = 0;

	while (f->to && at <= cell.n && im->unclear->u.list.n < IMPORT_UNCLEAR) {
		struct str part = part_of(c, cell, &at);
		int64_t id = part.n ? ref_resolve(c, record_find(f->to), part) : 1;
		struct value *o;

		if (id > 0 || noted(im, f, part))
			continue;
		o = val_obj(keep);
		val_add(o, "field", val_text(keep, f->name));
		val_add(o, "label", val_text(keep, f->label));
		val_add(o, "text", val_text(keep, arena_text(keep, part.p)));
		val_add(o, "why", val_text(keep, id == -2 ? "several" : "none"));
		val_push(im->unclear, o);
	}
}

/* Records that have these words, else those that have the first of them. */
static int find(struct ctx *c, const struct record *t, struct str words, struct list *l)
{
	struct list_query lq = { .t = t, .q = words, .limit = CANDIDATES };
	const char *blank = strchr(words.p, ' ');
	int rc = list_run(c, &lq, l);

	if (rc < 0 || l->n || !blank)
		return rc;
	lq.q = str_copy(c->arena, words.p, (size_t)(blank - words.p));
	return list_run(c, &lq, l);
}

void unclear_candidates(struct ctx *c, struct import *im)
{
	for (struct value *o = im->unclear->u.list.first; o; o = o->next) {
		const struct record *t =
		    record_find(field_find(im->t, val_get_text(o, "field"))->to);
		struct value *list = val_arr(c->arena);
		struct err before = c->err;
		struct list l = { 0 };

		err_init(&c->err, c->arena);
		if (access_scope(c, t, VERB_READ) != SCOPE_NONE &&
		    find(c, t, str_of(val_get_text(o, "text")), &l) == E_OK)
			for (size_t i = 0; i < l.n; i++) {
				struct value *one = val_obj(c->arena);

				val_add(one, "code", val_text(c->arena,
				    rec_code(c->arena, l.recs[i])));
				val_add(one, "label", val_text(c->arena, rec_title(l.recs[i])));
				val_push(list, one);
			}
		c->err = before;
		val_add(o, "candidates", list);
	}
}
