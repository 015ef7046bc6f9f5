/* isms/start/draft.c -- a plan carried out in one act, and drafted records reviewed in bulk. */
#include "isms/document/kit.h"
#include "isms/start/start.h"
#include "record/list.h"
#include "record/program.h"

/* ---- references between proposals ---- */

static bool has_refs(const struct field *f)
{
	return f && (f->kind == FK_REF || f->kind == FK_REFS || f->kind == FK_ANY);
}

/* "@asset:a,@asset:b,A.8.1" with each origin replaced by the code it stands for now. */
static const char *resolved(struct ctx *c, const struct value *map, const char *text)
{
	const char *out = "";

	while (*text) {
		size_t n = strcspn(text, ",");
		const char *part = arena_text_n(c->arena, text, n), *code = part;
		const char *to = *part == '@' ? val_get_text(map, part + 1) : NULL;
		struct any known;

		if (*part == '@')
			code = to && any_parse(str_of(to), &known) ?
			    code_text(c->arena, known.t, known.id) : "";
		if (code[0])
			out = arena_printf(c->arena, "%s%s%s", out, out[0] ? "," : "", code);
		text += n + (text[n] == ',');
	}
	return out;
}

static int draft_one(struct ctx *c, const struct proposal *p, struct value *map)
{
	struct value *input = val_obj(c->arena);
	struct rec *r;
	int rc;

	for (const struct value *m = p->input->u.list.first; m; m = m->next)
		val_add(input, m->key, val_text(c->arena,
		    has_refs(field_find(p->t, m->key)) ? resolved(c, map, m->u.s.p) : m->u.s.p));
	rc = val_get(input, "kit") ? kit_create_for(c, val_get_text(input, "kit"),
	    val_get_text(input, "owner"), val_get_text(input, "approvers"), &r) :
	    record_draft(c, p->t, input, IN_TEXT, &r);
	if (rc < 0) {
		if (rc == E_INVALID && c->err.fields)
			c->err.detail = arena_printf(c->arena, "drafting %s \"%s\": %s %s",
			    p->t->label, proposal_title(p), c->err.fields->field,
			    c->err.fields->detail);
		return rc;
	}
	val_set_text(c->arena, map, p->origin, any_text(c->arena, r->type, r->id));
	return E_OK;
}

/* ---- what no longer fits ---- */

static int64_t references(struct ctx *c, const struct rec *r)
{
	struct query *q;
	int64_t n = 0;

	if (db_query(c, &q, SQL("SELECT count(*) FROM link WHERE org = :org AND to_type = :type"
	    " AND to_id = :id")) < 0)
		return 1;
	db_bind_text(q, ":type", r->type->name);
	db_bind_int(q, ":id", r->id);
	if (db_step(c, q) > 0)
		n = db_int(q, 0);
	db_done(q);
	return n;
}

static struct value *without(struct arena *a, const struct value *map, const struct rec *r)
{
	struct value *o = val_obj(a);
	const char *gone = any_text(a, r->type, r->id);

	for (const struct value *m = map->u.list.first; m; m = m->next)
		if (!str_is(m->u.s, gone))
			val_add(o, m->key, val_str(a, m->u.s));
	return o;
}

/*
 * Newest first, so that what refers goes before what is referred to. What a person's record has
 * come to refer to stays.
 */
static int archive_left_over(struct ctx *c, struct start_plan *plan, struct value **map)
{
	int rc;

	for (size_t i = plan->narchive; i > 0; i--) {
		struct rec *r = plan->archive[i - 1], *done;

		rc = record_archive(c, r->type, rec_code(c->arena, r), true, ANY_REV, &done);
		if (rc == E_CONFLICT && references(c, r) > 0) {
			err_clear(&c->err);
			continue;
		}
		if (rc < 0)
			return rc;
		*map = without(c->arena, *map, r);
	}
	return E_OK;
}

static int keep_origins(struct ctx *c, const struct rec *answers, struct value *map)
{
	struct rec *was, *now;
	int rc;

	if ((rc = record_load(c, answers->type, answers->id, &was)) < 0)
		return rc;
	now = rec_copy(c, was);
	rec_set(now, "origins", map->u.list.n ? map : NULL);
	return record_save(c, was, now, "update");
}

int start_draft(struct ctx *c, struct start_plan *plan)
{
	const struct value *had = rec_value(plan->answers, "origins");
	struct value *map = had ? val_copy(c->arena, had) : val_obj(c->arena);
	int rc;

	if ((rc = access_require(c, plan->answers->type, VERB_EDIT)) < 0)
		return rc;
	for (size_t i = 0; i < plan->nadopt; i++)
		val_set_text(c->arena, map, plan->adopt[i].p->origin,
		    any_text(c->arena, plan->adopt[i].r->type, plan->adopt[i].r->id));
	for (size_t i = 0; i < plan->ncreate; i++)
		if ((rc = draft_one(c, plan->create[i], map)) < 0)
			return rc;
	if ((rc = archive_left_over(c, plan, &map)) < 0)
		return rc;
	if (!plan->ncreate && !plan->narchive && !plan->nadopt)
		return E_OK;
	return keep_origins(c, plan->answers, map);
}

/* ---- review ---- */

static int of_code(struct ctx *c, const char *code, const struct record **ret)
{
	struct any known;
	int rc;

	if ((rc = any_resolve(c, str_of(code), &known)) == E_OK) {
		*ret = known.t;
		return E_OK;
	}
	return err_field(&c->err, "codes", "unknown", "there is no record \"%s\"", code);
}

int start_review(struct ctx *c, const char *const *codes, size_t n, bool archive,
    size_t *ret_done)
{
	*ret_done = 0;
	for (size_t i = 0; i < n; i++) {
		const struct record *t;
		struct rec *r;
		int rc;

		if ((rc = of_code(c, codes[i], &t)) < 0)
			return rc;
		if ((rc = record_get(c, t, codes[i], VERB_READ, &r)) < 0)
			return rc;
		if (!r->drafted || r->archived)
			continue;	/* somebody was faster: it is as wished */
		rc = archive ? record_archive(c, t, codes[i], true, ANY_REV, &r) :
		    record_confirm(c, t, codes[i], ANY_REV, &r);
		if (rc < 0)
			return rc;
		++*ret_done;
	}
	return E_OK;
}

/* ---- what waits for review ---- */

enum { SHOWN_OF_TYPE = 200 };

static int drafted_of(struct ctx *c, const struct record *t, struct value *types, int64_t *total)
{
	struct list_query lq = { .t = t, .limit = SHOWN_OF_TYPE, .sort = "code" };
	struct value *o, *items = val_arr(c->arena);
	struct list l;
	int rc;

	if ((rc = list_filter(c, &lq, "drafted", OP_EQ, STR("true"))) < 0 ||
	    (rc = list_run(c, &lq, &l)) < 0)
		return rc;
	if (!l.n)
		return E_OK;
	for (size_t i = 0; i < l.n; i++) {
		const char *code = rec_code(c->arena, l.recs[i]);

		o = val_obj(c->arena);
		val_add(o, "code", val_text(c->arena, code));
		val_add(o, "label", val_text(c->arena, rec_title(l.recs[i])));
		val_add(o, "href", val_text(c->arena, rec_path(c->arena, t, code)));
		val_push(items, o);
	}
	o = val_obj(c->arena);
	val_add(o, "type", val_text(c->arena, t->name));
	val_add(o, "labels", val_text(c->arena, t->labels));
	val_add(o, "icon", val_text(c->arena, t->icon));
	val_add(o, "n", val_int(c->arena, l.total));
	val_add(o, "more", val_int(c->arena, l.total - (int64_t)l.n));
	val_add(o, "items", items);
	val_push(types, o);
	*total += l.total;
	return E_OK;
}

int start_drafted(struct ctx *c, struct value **ret, int64_t *ret_total)
{
	int rc;

	*ret = val_arr(c->arena);
	*ret_total = 0;
	for (size_t i = 0; record_index[i]; i++)
		if (access_scope(c, record_index[i], VERB_READ) != SCOPE_NONE &&
		    (rc = drafted_of(c, record_index[i], *ret, ret_total)) < 0)
			return rc;
	return E_OK;
}
