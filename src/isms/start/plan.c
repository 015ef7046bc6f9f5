/*
 * isms/start/plan.c -- proposals against what is there: what is new, what is there already, what
 * no longer fits. See start.h.
 */
#include "isms/start/start.h"
#include "record/list.h"
#include "record/program.h"

bool start_origin(const struct rec *answers, const char *origin, struct any *ret)
{
	const struct value *map = answers ? rec_value(answers, "origins") : NULL;
	const char *text = map ? val_get_text(map, origin) : NULL;

	return text && any_parse(str_of(text), ret);
}

/* A live record that says the same in this field; 0 if there is none. */
static int says(struct ctx *c, const struct proposal *p, const struct field *f, int64_t *ret)
{
	const char *text = val_get_text(p->input, f->name);
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int rc;

	*ret = 0;
	if (!text || f->kind != FK_TEXT)
		return E_OK;
	sqlb_add(b, SQL("SELECT id FROM "));
	sqlb_name(b, p->t->name);
	sqlb_add(b, SQL(" WHERE org = :org AND archived = FALSE AND lower("));
	sqlb_name(b, f->name);
	sqlb_add(b, SQL(") = lower("));
	if (!sqlb_param_str(b, str_of(text)))
		BUG("one parameter");
	sqlb_add(b, SQL(") ORDER BY id LIMIT 1"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* One of that name, or of what no second one may have: a role renamed keeps its reference. */
static int named(struct ctx *c, const struct proposal *p, int64_t *ret)
{
	int rc = says(c, p, field_find(p->t, p->t->key ? p->t->key : p->t->title), ret);

	for (const struct field *f = p->t->fields; f->name && rc == E_OK && !*ret; f++)
		if (f->flags & F_UNIQUE)
			rc = says(c, p, f, ret);
	return rc;
}

/* A document of the kit is known by its reference, whatever it is called by now. */
static int by_kit(struct ctx *c, const struct proposal *p, int64_t *ret)
{
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("SELECT id FROM document WHERE org = :org AND kit = :kit"
	    " AND archived = FALSE LIMIT 1"))) < 0)
		return rc;
	db_bind_text(q, ":kit", val_get_text(p->input, "kit"));
	if ((rc = db_step(c, q)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* An organisation has one profile; and with criteria of its own it needs no first ones. */
static int only_one(struct ctx *c, const struct record *t, int64_t *ret)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT id FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" WHERE org = :org AND archived = FALSE ORDER BY id LIMIT 1"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* What a proposal of this origin was found to be already: roles are sorted before their cells. */
static bool adopted(const struct start_plan *plan, const char *origin, struct any *ret)
{
	for (size_t i = 0; i < plan->nadopt; i++)
		if (strcmp(plan->adopt[i].p->origin, origin) == 0) {
			*ret = (struct any){ plan->adopt[i].r->type, plan->adopt[i].r->id };
			return true;
		}
	return false;
}

/* A cell of the matrix: its requirement, and the role that is there or was drafted before. */
static int by_cell(struct ctx *c, const struct start_plan *plan, const struct proposal *p,
    int64_t *ret)
{
	const char *role = val_get_text(p->input, "role");
	struct any subject, who;
	struct query *q;
	int rc;

	if ((rc = any_resolve(c, str_of(val_get_text(p->input, "subject")), &subject)) < 0)
		return rc;
	if (!start_origin(plan->answers, role + 1, &who) && !adopted(plan, role + 1, &who))
		return E_OK;	/* a role that is new has no cells */
	if ((rc = db_query(c, &q, SQL("SELECT id FROM raci WHERE org = :org AND subject = :subject"
	    " AND role_id = :role AND archived = FALSE LIMIT 1"))) < 0)
		return rc;
	db_bind_text(q, ":subject", any_text(c->arena, subject.t, subject.id));
	db_bind_int(q, ":role", who.id);
	if ((rc = db_step(c, q)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* A type that exists once for a subject is there already when the subject has its record. */
static int by_subject(struct ctx *c, const struct start_plan *plan, const struct proposal *p,
    int64_t *ret)
{
	const char *ref = val_get_text(p->input, "control");
	struct query *q;
	int rc;

	*ret = 0;
	if (val_get(p->input, "kit"))
		return by_kit(c, p, ret);
	if (strcmp(p->t->name, "profile") == 0 || strcmp(p->t->name, "risk_criteria") == 0)
		return only_one(c, p->t, ret);
	if (strcmp(p->t->name, "raci") == 0)
		return by_cell(c, plan, p, ret);
	if (strcmp(p->t->name, "soa_entry") != 0 || !ref)
		return E_OK;
	if ((rc = db_query(c, &q, SQL("SELECT s.id FROM soa_entry AS s JOIN control AS k"
	    " ON k.org = s.org AND k.id = s.control_id WHERE s.org = :org AND k.ref = :ref"
	    " AND s.archived = FALSE LIMIT 1"))) < 0)
		return rc;
	db_bind_text(q, ":ref", ref);
	if ((rc = db_step(c, q)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static int sort_proposal(struct ctx *c, struct start_plan *plan, const struct proposal *p)
{
	struct any known;
	struct rec *r;
	int64_t id;
	int rc;

	if (start_origin(plan->answers, p->origin, &known)) {
		plan->nthere++;		/* also when it was archived: that was a decision */
		return E_OK;
	}
	if ((rc = named(c, p, &id)) < 0 || (!id && (rc = by_subject(c, plan, p, &id)) < 0))
		return rc;
	if (!id) {
		plan->create[plan->ncreate++] = p;
		return E_OK;
	}
	if ((rc = record_load(c, p->t, id, &r)) < 0)
		return rc;
	plan->adopt[plan->nadopt++] = (struct start_adopt){ p, r };
	return E_OK;
}

static bool still_proposed(const struct start_plan *plan, const char *origin)
{
	for (const struct proposal *p = plan->all.first; p; p = p->next)
		if (strcmp(p->origin, origin) == 0)
			return true;
	return false;
}

/* What was drafted from an answer that no longer stands. */
static int sort_left_over(struct ctx *c, struct start_plan *plan, const char *origin)
{
	struct any known;
	struct rec *r;
	int rc;

	if (!start_origin(plan->answers, origin, &known))
		return E_OK;
	if ((rc = record_load(c, known.t, known.id, &r)) < 0)
		return rc;
	if (r->archived)
		return E_OK;
	if (r->drafted)
		plan->archive[plan->narchive++] = r;
	else
		plan->stays[plan->nstays++] = r;
	return E_OK;
}

int start_plan(struct ctx *c, struct start_plan *ret)
{
	const struct value *map;
	size_t n, nmap;
	int rc;

	*ret = (struct start_plan){ 0 };
	if ((rc = start_answers(c, &ret->answers)) < 0 ||
	    (rc = start_propose(c, ret->answers, &ret->all)) < 0)
		return rc;
	map = rec_value(ret->answers, "origins");
	nmap = map ? map->u.list.n : 0;
	n = ret->all.n;
	ret->create = arena_zero(c->arena, n + 1, sizeof(struct proposal *));
	ret->adopt = arena_zero(c->arena, n + 1, sizeof(struct start_adopt));
	ret->archive = arena_zero(c->arena, nmap + 1, sizeof(struct rec *));
	ret->stays = arena_zero(c->arena, nmap + 1, sizeof(struct rec *));
	for (const struct proposal *p = ret->all.first; p; p = p->next)
		if ((rc = sort_proposal(c, ret, p)) < 0)
			return rc;
	for (const struct value *m = nmap ? map->u.list.first : NULL; m; m = m->next)
		if (!still_proposed(ret, m->key) && (rc = sort_left_over(c, ret, m->key)) < 0)
			return rc;
	return E_OK;
}

/* ---- as a value ---- */

static struct value *record_line(struct arena *a, const struct rec *r)
{
	struct value *o = val_obj(a);
	const char *code = rec_code(a, r);

	val_add(o, "type", val_text(a, r->type->name));
	val_add(o, "type_label", val_text(a, r->type->label));
	val_add(o, "code", val_text(a, code));
	val_add(o, "label", val_text(a, rec_title(r)));
	val_add(o, "href", val_text(a, rec_path(a, r->type, code)));
	return o;
}

static const char *role_name(const struct start_plan *plan, const char *ref)
{
	for (const struct proposal *p = plan->all.first; p; p = p->next)
		if (strcmp(p->origin, ref + (*ref == '@')) == 0)
			return proposal_title(p);
	return ref;
}

/* What a reader recognises it by: some records have no title before they are written. */
static const char *shown_title(struct arena *a, const struct start_plan *plan,
    const struct proposal *p)
{
	const char *subject = val_get_text(p->input, "subject"), *role = val_get_text(p->input,
	    "role"), *control = val_get_text(p->input, "control"), *relevant = val_get_text(
	    p->input, "relevant");
	const struct field *f = field_find(p->t, "letter");
	const char *letter = f ? val_get_text(p->input, "letter") : NULL;

	if (subject && role && letter)
		return arena_printf(a, "%s: %s, %s", strchr(subject, '/') + 1,
		    text_lower(a, item_find(f->items, letter, 1)->label), role_name(plan, role));
	if (control && val_get(p->input, "records"))
		return arena_printf(a, "%s: no %s?%s", control, val_get_text(p->input, "records"),
		    val_get_text(p->input, "query"));
	if (control)
		return arena_printf(a, "%s: %s", control, val_get_text(p->input, "justification"));
	if (relevant)
		return arena_printf(a, "Climate change is a relevant issue: %s", relevant);
	return proposal_title(p);
}

static struct value *create_lines(struct arena *a, const struct start_plan *plan)
{
	struct value *list = val_arr(a);

	for (size_t i = 0; i < plan->ncreate; i++) {
		const struct proposal *p = plan->create[i];
		struct value *o = val_obj(a);

		val_add(o, "type", val_text(a, p->t->name));
		val_add(o, "type_label", val_text(a, p->t->label));
		val_add(o, "origin", val_text(a, p->origin));
		val_add(o, "title", val_text(a, shown_title(a, plan, p)));
		val_push(list, o);
	}
	return list;
}

/* The same by type, in the order of the navigation's areas. */
static struct value *groups(struct arena *a, const struct value *create)
{
	struct value *list = val_arr(a);

	for (size_t i = 0; record_index[i]; i++) {
		struct value *o = val_obj(a), *titles = val_arr(a);

		for (const struct value *l = create->u.list.first; l; l = l->next)
			if (strcmp(val_get_text(l, "type"), record_index[i]->name) == 0)
				val_push(titles, val_text(a, val_get_text(l, "title")));
		if (!titles->u.list.n)
			continue;
		val_add(o, "labels", val_text(a, record_index[i]->labels));
		val_add(o, "icon", val_text(a, record_index[i]->icon));
		val_add(o, "n", val_int(a, (int64_t)titles->u.list.n));
		val_add(o, "titles", titles);
		val_push(list, o);
	}
	return list;
}

static struct value *record_lines(struct arena *a, struct rec *const *recs, size_t n)
{
	struct value *list = val_arr(a);

	for (size_t i = 0; i < n; i++)
		val_push(list, record_line(a, recs[i]));
	return list;
}

struct value *start_plan_value(struct ctx *c, const struct start_plan *plan)
{
	struct arena *a = c->arena;
	struct value *o = val_obj(a), *counts = val_obj(a), *adopt = val_arr(a);
	struct value *create = create_lines(a, plan);

	for (size_t i = 0; i < plan->nadopt; i++)
		val_push(adopt, record_line(a, plan->adopt[i].r));
	val_add(counts, "create", val_int(a, (int64_t)plan->ncreate));
	val_add(counts, "archive", val_int(a, (int64_t)plan->narchive));
	val_add(counts, "stays", val_int(a, (int64_t)plan->nstays));
	val_add(counts, "adopt", val_int(a, (int64_t)plan->nadopt));
	val_add(counts, "there", val_int(a, (int64_t)plan->nthere));
	val_add(o, "counts", counts);
	val_add(o, "create", create);
	val_add(o, "archive", record_lines(a, plan->archive, plan->narchive));
	val_add(o, "stays", record_lines(a, plan->stays, plan->nstays));
	val_add(o, "adopt", adopt);
	val_add(o, "groups", groups(a, create));
	return o;
}
