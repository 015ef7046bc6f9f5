/*
 * isms/context/context_page.c -- the context at a glance: the climate answer, issues by lens,
 * parties with what they require, obligations with what they cause.
 */
#include "record/list.h"
#include "record/program.h"
#include "web/page.h"

/* Everything of a type the actor may read, in the order of the sort; none if it may not. */
static int all_of(struct ctx *c, const char *type, const char *sort, struct list *ret)
{
	struct list_query lq = { .t = record_find(type), .sort = sort, .every = true };

	*ret = (struct list){ 0 };
	return access_scope(c, lq.t, VERB_READ) == SCOPE_NONE ? E_OK : list_run(c, &lq, ret);
}

static struct value *line(struct ctx *c, const struct rec *r)
{
	struct arena *a = c->arena;
	const char *code = rec_code(a, r);
	struct value *o = val_obj(a);

	val_add(o, "code", val_text(a, code));
	val_add(o, "label", val_text(a, rec_title(r)));
	val_add(o, "href", val_text(a, rec_path(a, r->type, code)));
	val_add(o, "drafted", val_bool(a, r->drafted));
	return o;
}

/* The records a field refers to: [{code, label, href}]. */
static struct value *linked(struct ctx *c, const struct rec *r, const char *field)
{
	const struct record *to = record_find(field_find(r->type, field)->to);
	const struct value *ids = rec_value(r, field);
	struct value *list = val_arr(c->arena);

	for (const struct value *v = ids ? ids->u.list.first : NULL; v; v = v->next) {
		struct ref_label l = ref_label(c, to, v->u.i);
		struct value *o = val_obj(c->arena);

		val_add(o, "code", val_text(c->arena, l.code));
		val_add(o, "label", val_text(c->arena, l.label));
		val_add(o, "href", val_text(c->arena, l.label ? rec_path(c->arena, to, l.code) :
		    NULL));
		val_push(list, o);
	}
	return list;
}

static struct value *word(struct ctx *c, const struct rec *r, const char *field)
{
	const struct field *f = field_find(r->type, field);
	const struct item *i = item_find(f->items, rec_text(r, field), strlen(rec_text(r, field)));
	struct value *o = val_obj(c->arena);

	if (!i)
		return val_null(c->arena);
	val_add(o, "name", val_text(c->arena, i->name));
	val_add(o, "label", val_text(c->arena, i->label));
	val_add(o, "tone", val_text(c->arena, i->tone ? i->tone : "none"));
	return o;
}

/* ---- issues ---- */

static void issues_of(struct ctx *c, const struct list *issues, const char *lens,
    const char *label, struct value *lenses)
{
	struct value *o = val_obj(c->arena), *list = val_arr(c->arena);

	for (size_t i = 0; i < issues->n; i++) {
		const struct rec *r = issues->recs[i];
		struct value *one;

		if (lens ? !rec_is(r, "lens", lens) : rec_has(r, "lens"))
			continue;
		one = line(c, r);
		val_add(one, "side", word(c, r, "side"));
		val_add(one, "climate", val_bool(c->arena, rec_int(r, "climate") != 0));
		val_add(one, "effect", val_text(c->arena, rec_has(r, "effect") ?
		    rec_text(r, "effect") : NULL));
		val_add(one, "risks", linked(c, r, "risks"));
		val_push(list, one);
	}
	if (!list->u.list.n && !lens)
		return;
	val_add(o, "name", val_text(c->arena, lens ? lens : "none"));
	val_add(o, "label", val_text(c->arena, label));
	val_add(o, "n", val_int(c->arena, (int64_t)list->u.list.n));
	val_add(o, "issues", list);
	val_push(lenses, o);
}

static int issues(struct ctx *c, struct value *view)
{
	const struct field *f = field_find(record_find("context_issue"), "lens");
	struct value *lenses = val_arr(c->arena);
	struct list l;
	int rc;

	if ((rc = all_of(c, "context_issue", "side", &l)) < 0)
		return rc;
	for (const struct item *i = f->items; i->name; i++)
		issues_of(c, &l, i->name, i->label, lenses);
	issues_of(c, &l, NULL, N_("Not put under a lens yet"), lenses);
	val_add(view, "lenses", lenses);
	val_add(view, "issue_count", val_int(c->arena, (int64_t)l.n));
	return E_OK;
}

/* ---- climate, parties, obligations ---- */

static int climate(struct ctx *c, struct value *view)
{
	struct value *o;
	struct list l;
	int rc;

	if ((rc = all_of(c, "climate_answer", NULL, &l)) < 0)
		return rc;
	if (!l.n) {
		val_add(view, "climate", val_null(c->arena));
		return E_OK;
	}
	o = line(c, l.recs[0]);
	val_add(o, "relevant", word(c, l.recs[0], "relevant"));
	val_add(o, "parties_ask", word(c, l.recs[0], "parties_ask"));
	val_add(o, "reasoning", val_text(c->arena, rec_text(l.recs[0], "reasoning")));
	val_add(view, "climate", o);
	return E_OK;
}

static struct value *needs_of(struct ctx *c, const struct list *needs, int64_t party)
{
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; i < needs->n; i++) {
		const struct rec *r = needs->recs[i];
		struct value *one;

		if (rec_int(r, "party") != party)
			continue;
		one = line(c, r);
		val_add(one, "treated", word(c, r, "treated"));
		val_add(one, "how", val_text(c->arena, rec_has(r, "how") ? rec_text(r, "how") :
		    NULL));
		val_add(one, "climate", val_bool(c->arena, rec_int(r, "climate") != 0));
		val_add(one, "controls", linked(c, r, "controls"));
		val_add(one, "obligations", linked(c, r, "obligations"));
		val_push(list, one);
	}
	return list;
}

static int parties(struct ctx *c, struct value *view)
{
	struct value *list = val_arr(c->arena);
	struct list l, needs;
	int rc;

	if ((rc = all_of(c, "interested_party", "name", &l)) < 0 ||
	    (rc = all_of(c, "party_need", NULL, &needs)) < 0)
		return rc;
	for (size_t i = 0; i < l.n; i++) {
		struct value *one = line(c, l.recs[i]);

		val_add(one, "kind", word(c, l.recs[i], "kind"));
		val_add(one, "needs", needs_of(c, &needs, l.recs[i]->id));
		val_push(list, one);
	}
	val_add(view, "parties", list);
	return E_OK;
}

static int obligations(struct ctx *c, struct value *view)
{
	struct value *list = val_arr(c->arena);
	struct list l;
	int rc;

	if ((rc = all_of(c, "obligation", "title", &l)) < 0)
		return rc;
	for (size_t i = 0; i < l.n; i++) {
		struct value *one = line(c, l.recs[i]);

		val_add(one, "kind", word(c, l.recs[i], "kind"));
		val_add(one, "controls", linked(c, l.recs[i], "controls"));
		val_push(list, one);
	}
	val_add(view, "obligations", list);
	return E_OK;
}

static void may_create(struct ctx *c, struct value *view, const char *key, const char *type)
{
	val_add(view, key, val_bool(c->arena, !c->as_of_us &&
	    access_scope(c, record_find(type), VERB_CREATE) != SCOPE_NONE));
}

static int context(struct ctx *c, struct req *r, struct value *view)
{
	int rc;

	(void)r;
	if ((rc = climate(c, view)) < 0 || (rc = issues(c, view)) < 0 ||
	    (rc = parties(c, view)) < 0 || (rc = obligations(c, view)) < 0)
		return rc;
	may_create(c, view, "may_answer", "climate_answer");
	may_create(c, view, "may_issue", "context_issue");
	may_create(c, view, "may_party", "interested_party");
	may_create(c, view, "may_oblige", "obligation");
	val_add(view, "may_scope", val_bool(c->arena, page_may_follow(c, "/scope")));
	return E_OK;
}

PAGE(context, .method = "GET", .path = "/context", .run = context, .type = "context_issue",
    .verb = VERB_READ, .template = "context", .title = N_("Context"),
    .nav = "context|Context|context", .api = true,
    .help = "The climate answer, issues by lens, parties with their requirements, obligations with "
	    "the controls they cause.");
