/*
 * isms/leadership/leadership_page.c -- policy, roles, and the matrix of who answers for what.
 *
 * Rows of the matrix are the clauses of the standard that are loaded, columns the active roles. A
 * cell is a choice with a button of its own row, so that it works by keyboard and without a script.
 */
#include "isms/leadership/clauses.h"
#include "isms/leadership/matrix.h"
#include "record/list.h"
#include "record/program.h"
#include "web/page.h"

/* ---- policy and roles ---- */

static int policy(struct ctx *c, struct value *view)
{
	const struct record *t = record_find("document");
	struct list_query lq = { .t = t, .limit = 1 };
	struct value *o;
	struct list l;
	int rc;

	val_set(view, "policy", val_null(c->arena));
	if (!t || access_scope(c, t, VERB_READ) == SCOPE_NONE)
		return E_OK;
	if ((rc = list_filter(c, &lq, "kit", OP_EQ, STR("D02"))) < 0 ||
	    (rc = list_run(c, &lq, &l)) < 0 || !l.n)
		return rc;
	o = val_obj(c->arena);
	val_add(o, "code", val_text(c->arena, rec_code(c->arena, l.recs[0])));
	val_add(o, "label", val_text(c->arena, rec_title(l.recs[0])));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, t, rec_code(c->arena,
	    l.recs[0]))));
	val_add(o, "state", matrix_word(c->arena, t->states, l.recs[0]->state));
	val_add(o, "published_on", val_text(c->arena, rec_has(l.recs[0], "published_on") ?
	    rec_text(l.recs[0], "published_on") : NULL));
	val_add(o, "drafted", val_bool(c->arena, l.recs[0]->drafted));
	val_set(view, "policy", o);
	return E_OK;
}

static struct value *people(struct ctx *c, const struct value *ids)
{
	struct value *list = val_arr(c->arena);

	for (const struct value *v = ids ? ids->u.list.first : NULL; v; v = v->next) {
		struct ref_label l = ref_label(c, record_find("person"), v->u.i);

		val_push(list, val_text(c->arena, l.label ? l.label : l.code));
	}
	return list;
}

static void role_line(struct ctx *c, const struct rec *r, struct value *list)
{
	const char *code = rec_code(c->arena, r);
	struct value *o = val_obj(c->arena);

	val_add(o, "code", val_text(c->arena, code));
	val_add(o, "label", val_text(c->arena, rec_title(r)));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, r->type, code)));
	val_add(o, "holders", people(c, rec_value(r, "holders")));
	val_add(o, "deputy", val_text(c->arena, rec_has(r, "deputy") ?
	    ref_label(c, record_find("person"), rec_int(r, "deputy")).label : NULL));
	val_add(o, "appointed_on", val_text(c->arena, rec_has(r, "appointed_on") ?
	    rec_text(r, "appointed_on") : NULL));
	val_add(o, "appointment", val_text(c->arena, rec_has(r, "appointment") ?
	    rec_text(r, "appointment") : NULL));
	val_add(o, "drafted", val_bool(c->arena, r->drafted));
	val_push(list, o);
}

static int leadership(struct ctx *c, struct req *r, struct value *view)
{
	struct value *roles = val_arr(c->arena);
	struct list l;
	int rc;

	(void)r;
	if ((rc = matrix_roles(c, &l)) < 0 || (rc = policy(c, view)) < 0)
		return rc;
	for (size_t i = 0; i < l.n; i++)
		role_line(c, l.recs[i], roles);
	val_add(view, "roles", roles);
	val_add(view, "may_role", val_bool(c->arena, !c->as_of_us &&
	    page_may_follow(c, "/isms_roles/new")));
	return raci_matrix(c, &l, view);
}

/* ---- one row of the matrix written ---- */

/* The letters of a row: form fields named by the code of the role, "r", "a", "c", "i" or "". */
static int post_row(struct ctx *c, struct req *r, struct value *view)
{
	const char *subject = req_field(r, "subject");
	struct list l;
	int64_t changed = 0;
	int rc;

	if (!subject || !subject[0])
		return err_field(&c->err, "subject", "required",
		    "name a requirement or control, such as requirement/6.1");
	if ((rc = matrix_roles(c, &l)) < 0)
		return rc;
	for (size_t i = 0; i < l.n; i++) {
		const char *code = rec_code(c->arena, l.recs[i]);
		const char *letter = req_field(r, code);

		if (letter && (rc = raci_put(c, subject, l.recs[i], letter, &changed)) < 0)
			return rc;
	}
	val_add(view, "changed", val_int(c->arena, changed));
	r->redirect = arena_printf(c->arena, "/leadership#%s", strchr(subject, '/') ?
	    strchr(subject, '/') + 1 : subject);
	r->flash = changed ? "The assignments were saved." : "Nothing was changed.";
	return E_OK;
}

PAGE(leadership, .method = "GET", .path = "/leadership", .run = leadership, .type = "isms_role",
    .verb = VERB_READ, .template = "leadership", .title = N_("Leadership"),
    .nav = "context|Leadership|leadership", .api = true,
    .help = "State of the policy, roles with their holders, and who answers for which clause.");
PAGE(leadership_post, .method = "POST", .path = "/leadership", .run = post_row, .type = "raci",
    .verb = VERB_EDIT, .title = N_("Leadership"), .api = true,
    .help = "One row of the matrix: {\"subject\": \"requirement/6.1\", \"IR-1\": \"a\", \"IR-2\": "
	    "\"\"}. Empty takes the assignment away; roles not named stay as they are.");
