/*
 * exchange/unclear.c -- references of a table that name no record, or several, and words that are
 * none of the field's. See import.h.
 */
#include "exchange/import_priv.h"
#include "record/list.h"

enum { CANDIDATES = 8 };

static const struct import_choice *choice_for(const struct import *im, const struct field *f,
    struct str text)
{
	for (size_t i = 0; i < im->nchoices; i++)
		if (strcmp(im->choice[i].field, f->name) == 0 &&
		    strcasecmp(im->choice[i].text, text.p) == 0)
			return &im->choice[i];
	return NULL;
}

static bool any_choice(const struct import *im, const struct field *f)
{
	for (size_t i = 0; i < im->nchoices; i++)
		if (strcmp(im->choice[i].field, f->name) == 0)
			return true;
	return false;
}

struct str choices_applied(struct ctx *c, const struct import *im, const struct field *f,
    struct str cell)
{
	struct sbuf *b;
	size_t at = 0;

	if (!any_choice(im, f))
		return cell;
	b = sbuf_new(c->arena, 256 << 10);
	while (at <= cell.n) {
		struct str part = value_part(c, f, cell, &at);
		const struct import_choice *ch = part.n ? choice_for(im, f, part) : NULL;
		const char *text = ch ? ch->code : part.p;

		if (text[0])
			sbuf_printf(b, "%s%s", b->n ? ";" : "", text);
	}
	return b->n ? sbuf_str(b) : STR("");
}

static bool noted(const struct import *im, const struct field *f, struct str text)
{
	for (const struct value *o = im->unclear->u.list.first; o; o = o->next)
		if (strcmp(val_get_text(o, "field"), f->name) == 0 &&
		    strcasecmp(val_get_text(o, "text"), text.p) == 0)
			return true;
	return false;
}

/* Why this part is unclear, or NULL. */
static const char *why(struct ctx *c, const struct field *f, struct str part)
{
	int64_t id;

	if (f->kind == FK_WORDS && f->items)
		return usual_item(f, part.p) ? NULL : "word";
	if (!f->to)
		return "word";
	id = ref_resolve(c, record_find(f->to), value_ref(c, f, part));
	return id > 0 ? NULL : id == -2 ? "several" : "none";
}

/* c: of the row, whose memory goes; what is kept lies on the import's arena. */
void unclear_note(struct ctx *c, struct import *im, const struct field *f, struct str cell)
{
	struct arena *keep = im->unclear_arena;
	size_t at = 0;

	while (at <= cell.n && im->unclear->u.list.n < IMPORT_UNCLEAR) {
		struct str part = value_part(c, f, cell, &at);
		const char *reason;
		struct value *o;

		if (!part.n || noted(im, f, part) || !(reason = why(c, f, part)))
			continue;
		o = val_obj(keep);
		val_add(o, "field", val_text(keep, f->name));
		val_add(o, "label", val_text(keep, f->label));
		val_add(o, "text", val_text(keep, arena_text(keep, part.p)));
		val_add(o, "why", val_text(keep, reason));
		val_push(im->unclear, o);
	}
}

/* Records that have these words, else those that have the first of them. */
static int find(struct ctx *c, const struct record *t, struct str words, struct list *l)
{
	struct list_query lq = { .t = t, .q = words, .limit = CANDIDATES };
	size_t word = strcspn(words.p, " ,@");
	int rc = list_run(c, &lq, l);

	if (rc < 0 || l->n || word == words.n)
		return rc;
	lq.q = str_copy(c->arena, words.p, word);
	return list_run(c, &lq, l);
}

static void candidate(struct arena *a, struct value *list, const char *code, const char *label)
{
	struct value *one = val_obj(a);

	val_add(one, "code", val_text(a, code));
	val_add(one, "label", val_text(a, label));
	val_push(list, one);
}

static void records(struct ctx *c, const struct record *t, const char *text, struct value *list)
{
	struct err before = c->err;
	struct list l = { 0 };

	err_init(&c->err, c->arena);
	if (access_scope(c, t, VERB_READ) != SCOPE_NONE && find(c, t, str_of(text), &l) == E_OK)
		for (size_t i = 0; i < l.n; i++)
			candidate(c->arena, list, rec_code(c->arena, l.recs[i]),
			    rec_title(l.recs[i]));
	c->err = before;
}

void unclear_candidates(struct ctx *c, struct import *im)
{
	for (struct value *o = im->unclear->u.list.first; o; o = o->next) {
		const struct field *f = field_find(im->t, val_get_text(o, "field"));
		const struct scale *scale = f->kind == FK_STEP ? scale_in(c, f->scale) : NULL;
		struct value *list = val_arr(c->arena);

		if (f->to)
			records(c, record_find(f->to), val_get_text(o, "text"), list);
		for (const struct item *i = f->items; i && i->name; i++)
			candidate(c->arena, list, i->name, i->label);
		for (int64_t i = 1; scale && i <= scale_length(scale); i++)
			candidate(c->arena, list, arena_printf(c->arena, "%" PRId64, i),
			    scale->items[i - 1].label);
		if (f->kind == FK_BOOL) {
			candidate(c->arena, list, "true", N_("Yes"));
			candidate(c->arena, list, "false", N_("No"));
		}
		val_add(o, "candidates", list);
	}
}
