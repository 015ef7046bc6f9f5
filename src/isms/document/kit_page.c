/* isms/document/kit_page.c -- the document kit: what is demanded, what is there; drafting it. */
#include "isms/document/document_priv.h"
#include "isms/document/kit.h"
#include "isms/document/live.h"
#include "record/rec.h"
#include "web/app.h"
#include "web/page.h"

static bool has_word(struct arena *a, const struct value *row, const char *q)
{
	const char *text = arena_printf(a, "%s %s %s %s", val_get_text(row, "ref"),
	    val_get_text(row, "title"), val_get_text(row, "serves"), val_get_text(row, "owner"));

	return strstr(text_lower(a, text), text_lower(a, q)) != NULL;
}

static bool shown(struct arena *a, const struct value *row, const struct req *r)
{
	const char *need = req_query(r, "need"), *status = req_query(r, "status");
	const char *q = req_query(r, "q");

	return (!q || !q[0] || has_word(a, row, q)) &&
	    (!need || !need[0] ||
	    strcmp(need, val_get_text(val_get(row, "need"), "name")) == 0) &&
	    (!status || !status[0] ||
	    strcmp(status, val_get_text(val_get(row, "status"), "name")) == 0);
}

/* Rows come in the order of the needs: a group for each. */
static struct value *groups(struct arena *a, struct value *rows, const struct req *r, bool create)
{
	struct value *list = val_arr(a), *g = NULL;

	for (struct value *row = rows->u.list.first, *next; row; row = next) {
		const char *need = val_get_text(val_get(row, "need"), "name");
		const struct item *i = item_find(kit_needs, need, strlen(need));

		next = row->next;
		if (!shown(a, row, r))
			continue;
		if (!g || strcmp(val_get_text(g, "name"), need) != 0) {
			g = val_obj(a);
			val_add(g, "name", val_text(a, need));
			val_add(g, "label", val_text(a, i->label));
			val_add(g, "help", val_text(a, i->help));
			val_add(g, "rows", val_arr(a));
			val_push(list, g);
		}
		val_add(row, "can_draft", val_bool(a, create &&
		    val_get(row, "document")->kind == V_NULL));
		val_push(val_get(g, "rows"), row);
	}
	return list;
}

static struct value *needs_filter(struct arena *a, const char *now)
{
	struct value *o = val_obj(a), *options = val_arr(a);

	for (const struct item *i = kit_needs; i->name; i++) {
		struct value *one = val_obj(a);

		val_add(one, "value", val_text(a, i->name));
		val_add(one, "label", val_text(a, i->label));
		val_add(one, "selected", val_bool(a, now && strcmp(now, i->name) == 0));
		val_push(options, one);
	}
	val_add(o, "name", val_text(a, "need"));
	val_add(o, "label", val_text(a, N_("Need")));
	val_add(o, "active", val_bool(a, now && now[0]));
	val_add(o, "options", options);
	return o;
}

static int kit(struct ctx *c, struct req *r, struct value *view)
{
	struct arena *a = c->arena;
	const char *need = req_query(r, "need"), *q = req_query(r, "q");
	struct value *rows, *summary, *filters = val_arr(a);
	bool create = !c->as_of_us &&
	    access_scope(c, record_find("document"), VERB_CREATE) != SCOPE_NONE;
	int rc = kit_rows(c, &rows);

	if (rc < 0)
		return rc;
	summary = kit_summary(a, rows);
	val_add(view, "summary", summary);
	if (r->json) {
		val_add(view, "documents", rows);
		return E_OK;
	}
	val_push(filters, needs_filter(a, need));
	val_add(view, "filters", filters);
	val_add(view, "filter_count", val_int(a, (need && need[0]) + (q && q[0])));
	val_add(view, "q", val_text(a, q ? q : ""));
	val_add(view, "clear_href", val_text(a, "/documents/kit"));
	val_add(view, "groups", groups(a, rows, r, create));
	val_add(view, "can_draft_all", val_bool(a, create &&
	    val_get_int(summary, "mandatory_missing", 0) > 0));
	val_add(view, "mandatory_missing",
	    val_int(a, val_get_int(summary, "mandatory_missing", 0)));
	val_add(view, "nothing", val_bool(a, val_get(view, "groups")->u.list.n == 0));
	return E_OK;
}
PAGE(document_kit, .method = "GET", .path = "/documents/kit", .run = kit, .type = "document",
    .verb = VERB_READ, .template = "document-kit", .title = N_("Document kit"),
    .nav = "document|Document kit|catalogue", .api = true,
    .params = "need text mandatory, control, expected or offer\n"
	      "status text missing, drafted, published, overdue and so on\n"
	      "q text part of reference, title, clause, control or owner",
    .help = "Every document of the kit: whether it is demanded, and where the organisation's own "
	    "stands.");

/* Body: {ref} or {mandatory: true}. */
static int draft(struct ctx *c, struct req *r, struct value *view)
{
	const char *ref = req_field(r, "ref");
	bool all = r->body ? val_truthy(val_get(r->body, "mandatory")) :
	    req_field(r, "mandatory") != NULL;
	struct value *made;
	struct rec *doc;
	int rc;

	if (!all && !(ref && ref[0]))
		return err_field(&c->err, "ref", "required",
		    "say which document: its reference in the kit, or mandatory");
	if (!all) {
		if ((rc = kit_create(c, ref, &doc)) < 0)
			return rc;
		r->redirect = rec_path(c->arena, doc->type, rec_code(c->arena, doc));
		r->flash = N_("Drafted from the kit. Read it, adapt it, name owner and approvers.");
		*view = r->json ? *record_value(c, doc, NULL) : *view;
	} else {
		if ((rc = kit_create_mandatory(c, &made)) < 0)
			return rc;
		val_add(view, "created", made);
		r->redirect = "/documents/kit?need=mandatory";
		r->flash = arena_printf(c->arena, "%s drafted.", text_counted(c->arena,
		    (int64_t)made->u.list.n, "document was", "documents were"));
	}
	r->status = r->api ? 201 : 0;
	return E_OK;
}
PAGE(document_kit_draft, .method = "POST", .path = "/documents/kit", .run = draft,
    .type = "document", .verb = VERB_CREATE, .title = N_("Draft from the kit"), .api = true,
    .help = "Draft one document of the kit (ref), or all mandatory ones that are missing "
	    "(mandatory: true).");

/* ---- the vocabulary ---- */

static const char *kind_label(enum live_kind k)
{
	static const char *const labels[] = { [LIVE_VALUE] = N_("Value"), [LIVE_LIST] = N_("List"),
		[LIVE_TABLE] = N_("Table"), [LIVE_IF] = N_("Condition") };

	return labels[k];
}

static int now_text(struct ctx *c, const struct live_name *n, struct value *o)
{
	struct arena *a = c->arena;
	struct live_thing t;
	int rc = live_one(c, n, NULL, &t);
	const char *text = t.text;

	if (rc == E_TOOBIG) {	/* of one name: the others are still to be told */
		val_add(o, "now", val_null(a));
		val_add(o, "gap", val_bool(a, true));
		val_add(o, "fill", val_text(a, c->err.detail));
		val_add(o, "fill_href", val_text(a, n->href));
		err_clear(&c->err);
		return E_OK;
	}
	if (rc < 0)
		return rc;
	if (t.rows)
		text = text_counted(a, (int64_t)t.rows->u.list.n, "row", "rows");
	if (n->kind == LIVE_IF)
		text = t.text[0] ? N_("yes") : N_("no");
	if (n->kind >= LIVE_LIST && n->kind <= LIVE_TABLE && n->get == live_records && !n->type)
		text = N_("no register yet");
	val_add(o, "now", val_text(a, text));
	val_add(o, "gap", val_bool(a, !text && !t.hidden));
	val_add(o, "fill", val_text(a, n->fill));
	val_add(o, "fill_href", val_text(a, n->href));
	return E_OK;
}

static int placeholders(struct ctx *c, struct req *r, struct value *view)
{
	struct arena *a = c->arena;
	struct value *list = val_arr(a);
	int rc = E_OK;

	(void)r;
	for (const struct live_name *n = live_names; n->name && rc == E_OK; n++) {
		struct value *o = val_obj(a);

		val_add(o, "name", val_text(a, n->kind == LIVE_IF ?
		    arena_printf(a, "{{#if %s}}", n->name) : arena_printf(a, "{{%s}}", n->name)));
		val_add(o, "alias", val_text(a, n->alias ?
		    arena_printf(a, "{{%s}}", n->alias) : NULL));
		val_add(o, "kind", val_text(a, kind_label(n->kind)));
		val_add(o, "says", val_text(a, n->says));
		rc = now_text(c, n, o);
		val_push(list, o);
	}
	val_add(view, "placeholders", list);
	return rc;
}
PAGE(document_placeholders, .method = "GET", .path = "/documents/placeholders",
    .run = placeholders, .type = "document", .verb = VERB_READ,
    .template = "document-placeholders", .title = N_("Placeholders"), .api = true,
    .help = "Names that stand for live data in documents, and what each reads now.");
