/* isms/context/scope_page.c -- the scope that holds, its versions, a new one, two compared. */
#include "isms/approval/approval.h"
#include "isms/context/scope.h"
#include "record/any.h"
#include "record/list.h"
#include "record/program.h"
#include "web/app.h"
#include "web/markdown.h"

static const char *const inside[] = { "sites", "units", "processes", "systems" };

static struct value *named(struct ctx *c, const struct rec *r, const char *field)
{
	const struct field *f = field_find(r->type, field);
	const struct record *to = record_find(f->to);
	const struct value *ids = rec_value(r, field);
	struct value *list = val_arr(c->arena), *o = val_obj(c->arena);

	for (const struct value *v = ids ? ids->u.list.first : NULL; v; v = v->next) {
		struct ref_label l = ref_label(c, to, v->u.i);
		struct value *one = val_obj(c->arena);

		val_add(one, "code", val_text(c->arena, l.code));
		val_add(one, "label", val_text(c->arena, l.label ? l.label : l.code));
		val_add(one, "href", val_text(c->arena, l.label ? rec_path(c->arena, to, l.code) :
		    NULL));
		val_push(list, one);
	}
	val_add(o, "name", val_text(c->arena, field));
	val_add(o, "label", val_text(c->arena, f->label));
	val_add(o, "records", list);
	return o;
}

/* A version as the page shows it whole. */
static struct value *whole(struct ctx *c, const struct rec *r, bool json)
{
	struct value *o = val_obj(c->arena), *list = val_arr(c->arena);
	const char *code = rec_code(c->arena, r), *text = rec_text(r, "statement");

	val_add(o, "code", val_text(c->arena, code));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, r->type, code)));
	val_add(o, "title", val_text(c->arena, rec_title(r)));
	val_add(o, "version", val_int(c->arena, rec_int(r, "version")));
	val_add(o, "approved_on", val_text(c->arena, rec_has(r, "approved_on") ?
	    rec_text(r, "approved_on") : NULL));
	val_add(o, "state", state_view(c->arena, r->type, r->state));
	val_add(o, "drafted", val_bool(c->arena, r->drafted));
	val_add(o, "statement", json ? val_text(c->arena, text) :
	    markdown_html(c->arena, str_of(text), 3));
	for (size_t i = 0; i < COUNT(inside); i++)
		val_push(list, named(c, r, inside[i]));
	val_add(o, "inside", list);
	val_add(o, "interfaces", scope_lines(c->arena, rec_text(r, "interfaces")));
	val_add(o, "exclusions", scope_lines(c->arena, rec_text(r, "exclusions")));
	return o;
}

/* ---- versions ---- */

static int version_line(struct ctx *c, const struct rec *r, const struct rec *held,
    struct value *list)
{
	struct approval_standing s;
	struct value *o = val_obj(c->arena);
	const char *code = rec_code(c->arena, r);
	int rc;

	if ((rc = approval_standing(c, r, NULL, &s)) < 0)
		return rc;
	val_add(o, "code", val_text(c->arena, code));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, r->type, code)));
	val_add(o, "version", val_int(c->arena, rec_int(r, "version")));
	val_add(o, "state", state_view(c->arena, r->type, r->state));
	val_add(o, "approved_on", val_text(c->arena, rec_has(r, "approved_on") ?
	    rec_text(r, "approved_on") : NULL));
	val_add(o, "approval", approval_value(c->arena, &s));
	val_add(o, "drafted", val_bool(c->arena, r->drafted));
	val_add(o, "submit", val_bool(c->arena, !c->as_of_us && strcmp(r->state, "draft") == 0 &&
	    record_may(c, r, VERB_STATE)));
	val_add(o, "ask_href", val_text(c->arena, !c->as_of_us && strcmp(r->state, "in-review") == 0
	    && !s.asked ? arena_printf(c->arena, "/approvals/new?subject=%s",
	    any_text(c->arena, r->type, r->id)) : NULL));
	val_add(o, "compare_href", val_text(c->arena, held && held->id != r->id ?
	    arena_printf(c->arena, "/scope/compare?from=%s&to=%s", rec_code(c->arena, held), code) :
	    NULL));
	val_push(list, o);
	return E_OK;
}

static int all_versions(struct ctx *c, struct list *ret)
{
	struct list_query lq = { .t = record_find("scope_statement"), .sort = "-version",
		.every = true };

	return list_run(c, &lq, ret);
}

static int scope(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = record_find("scope_statement");
	struct value *versions = val_arr(c->arena);
	const struct rec *held = NULL, *shown;
	struct list l;
	int rc;

	if ((rc = all_versions(c, &l)) < 0)
		return rc;
	for (size_t i = 0; i < l.n && !held; i++)
		if (strcmp(l.recs[i]->state, "approved") == 0)
			held = l.recs[i];
	for (size_t i = 0; i < l.n; i++)
		if ((rc = version_line(c, l.recs[i], held, versions)) < 0)
			return rc;
	shown = held ? held : l.n ? l.recs[0] : NULL;
	val_add(view, "scope", shown ? whole(c, shown, r->json) : val_null(c->arena));
	val_add(view, "in_force", val_bool(c->arena, held != NULL));
	val_add(view, "versions", versions);
	val_add(view, "may_create", val_bool(c->arena, !c->as_of_us &&
	    access_scope(c, t, VERB_CREATE) != SCOPE_NONE));
	return E_OK;
}

/* A draft with the content of the version that holds, or of the newest. */
static int new_version(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = record_find("scope_statement");
	struct value *input = val_obj(c->arena);
	struct rec *from, *made;
	struct list l;
	int rc;

	if ((rc = scope_approved(c, &from)) == E_NOTFOUND) {
		if ((rc = all_versions(c, &l)) < 0)
			return rc;
		if (!l.n)
			return err_hint(&c->err, E_CONFLICT,
			    "write the first one at /scope_statements/new",
			    "there is no version to go on from");
		from = l.recs[0];
	} else if (rc < 0) {
		return rc;
	}
	for (const struct field *f = t->fields; f->name; f++)
		if (!(f->flags & F_DERIVED) && rec_has(from, f->name) &&
		    strcmp(f->name, "review_due") != 0)
			val_add(input, f->name, val_copy(c->arena, val_get(record_value(c, from,
			    NULL), f->name)));
	if ((rc = record_create(c, t, input, IN_JSON, &made)) < 0)
		return rc;
	val_add(view, "code", val_text(c->arena, rec_code(c->arena, made)));
	r->redirect = arena_printf(c->arena, "%s/edit", rec_path(c->arena, t, rec_code(c->arena,
	    made)));
	r->flash = arena_printf(c->arena, "Version %" PRId64 " was made from version %" PRId64
	    ". Change it, submit it, have it approved.", rec_int(made, "version"),
	    rec_int(from, "version"));
	return E_OK;
}

/* ---- compare ---- */

static bool has_id(const struct value *list, int64_t id)
{
	for (const struct value *v = list ? list->u.list.first : NULL; v; v = v->next)
		if (v->u.i == id)
			return true;
	return false;
}

/* What one list of references has and the other lacks, as labels. */
static struct value *only_in(struct ctx *c, const struct field *f, const struct value *has,
    const struct value *lacks)
{
	struct value *list = val_arr(c->arena);

	for (const struct value *v = has ? has->u.list.first : NULL; v; v = v->next) {
		struct ref_label l = ref_label(c, record_find(f->to), v->u.i);

		if (!has_id(lacks, v->u.i))
			val_push(list, val_text(c->arena, arena_printf(c->arena, "%s %s", l.code,
			    l.label ? l.label : "")));
	}
	return list;
}

static bool has_line(const char *text, const char *line, size_t n)
{
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
		if (strcspn(text, "\n") == n && strncmp(text, line, n) == 0)
			return true;
	return false;
}

/* Lines of a text that the other text does not have. */
static struct value *lines_only_in(struct arena *a, const char *has, const char *lacks)
{
	struct value *list = val_arr(a);

	while (*has) {
		size_t n = strcspn(has, "\n");

		if (n && !has_line(lacks, has, n))
			val_push(list, val_text(a, arena_text_n(a, has, n)));
		has += n + (has[n] == '\n');
	}
	return list;
}

static void compare_field(struct ctx *c, const struct field *f, const struct rec *x,
    const struct rec *y, struct value *rows)
{
	const struct value *was = rec_value(x, f->name), *now = rec_value(y, f->name);
	struct value *o;

	if ((!was && !now) || (was && now && val_same(was, now)))
		return;
	o = val_obj(c->arena);
	val_add(o, "field", val_text(c->arena, f->name));
	val_add(o, "label", val_text(c->arena, f->label));
	if (f->kind == FK_REFS) {
		val_add(o, "removed", only_in(c, f, was, now));
		val_add(o, "added", only_in(c, f, now, was));
	} else {
		const char *before = value_text(c, f, was), *after = value_text(c, f, now);

		val_add(o, "removed", lines_only_in(c->arena, before, after));
		val_add(o, "added", lines_only_in(c->arena, after, before));
	}
	val_push(rows, o);
}

static int compare(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = record_find("scope_statement");
	const char *from = req_query(r, "from"), *to = req_query(r, "to");
	struct value *rows = val_arr(c->arena);
	struct rec *x, *y;
	int rc;

	if (!from || !from[0])
		IGNORE(err_field(&c->err, "from", "required", "name a version, such as SS-1"));
	if (!to || !to[0])
		IGNORE(err_field(&c->err, "to", "required", "name a version, such as SS-2"));
	if (c->err.code)
		return c->err.code;
	if ((rc = record_get(c, t, from, VERB_READ, &x)) < 0 ||
	    (rc = record_get(c, t, to, VERB_READ, &y)) < 0)
		return rc;
	for (const struct field *f = t->fields; f->name; f++)
		if (!(f->flags & (F_DERIVED | F_INTERNAL)))
			compare_field(c, f, x, y, rows);
	val_add(view, "from", whole(c, x, true));
	val_add(view, "to", whole(c, y, true));
	val_add(view, "same", val_bool(c->arena, !rows->u.list.n));
	val_add(view, "rows", rows);
	return E_OK;
}

PAGE(scope, .method = "GET", .path = "/scope", .run = scope, .type = "scope_statement",
    .verb = VERB_READ, .template = "scope", .title = N_("Scope"), .nav = "context|Scope|scope",
    .api = true, .help = "The scope that is in force, or the newest draft, and all versions.");
PAGE(scope_version, .method = "POST", .path = "/scope/version", .run = new_version,
    .type = "scope_statement", .verb = VERB_CREATE, .title = N_("New version"), .api = true,
    .help = "A new draft with the content of the approved version, or of the newest.");
PAGE(scope_compare, .method = "GET", .path = "/scope/compare", .run = compare,
    .type = "scope_statement", .verb = VERB_READ, .template = "scope-compare",
    .title = N_("Versions compared"), .api = true,
    .params = "from text code of the older version\nto text code of the newer version",
    .help = "What one version of the scope has and the other lacks, field by field.");
