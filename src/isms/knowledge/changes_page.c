/*
 * isms/knowledge/changes_page.c -- what the content would change in an organisation's records,
 * and the button that brings it in.
 */
#include "isms/knowledge/page_parts.h"
#include "record/list.h"

extern const struct record record_framework;

int knowledge_loaded(struct ctx *c, const char *key, const char **ret)
{
	struct rec *r;
	int rc;

	*ret = NULL;
	if (!c->org.id || access_scope(c, &record_framework, VERB_READ) == SCOPE_NONE)
		return E_OK;
	if ((rc = record_get(c, &record_framework, key, VERB_READ, &r)) == E_OK)
		*ret = rec_text(r, "content_version");
	if (rc != E_NOTFOUND)
		return rc;
	err_clear(&c->err);
	return E_OK;
}

static const char *what_label(const char *what)
{
	return strcmp(what, "created") == 0 ? N_("New") :
	    strcmp(what, "updated") == 0 ? N_("Changes") : N_("Yours stays");
}

static int changes(struct ctx *c, struct req *r, struct value *view)
{
	const struct library_framework *f = library_framework(library(), r->param[0]);
	struct arena *a = c->arena;
	struct value *told, *list;
	const char *version;
	int rc;

	if ((rc = knowledge_changes(c, r->param[0], &told)) < 0 ||
	    (rc = knowledge_loaded(c, r->param[0], &version)) < 0)
		return rc;
	list = val_get(told, "changes");
	for (struct value *o = list->u.list.first; o; o = o->next)
		val_set_text(a, o, "what_label", what_label(val_get_text(o, "what")));
	val_set(view, "framework", view_framework(a, f));
	val_set_bool(a, view, "loaded", version != NULL);
	val_set_int(a, view, "created", val_get_int(told, "created", 0));
	val_set_int(a, view, "updated", val_get_int(told, "updated", 0));
	val_set_int(a, view, "kept", val_get_int(told, "kept", 0));
	val_set(view, "changes", list);
	val_set_bool(a, view, "nothing", list->u.list.n == 0 && version != NULL);
	val_set_bool(a, view, "may_load", !c->as_of_us &&
	    access_scope(c, &record_framework, VERB_CREATE) != SCOPE_NONE &&
	    (!version || strcmp(version, f->version) != 0));
	part_crumb(a, view, N_("Knowledge"), "/knowledge");
	part_crumb(a, view, f->title, arena_printf(a, "/knowledge/%s", f->key));
	return E_OK;
}
PAGE(knowledge_changes, .method = "GET", .path = "/knowledge/changes/:framework", .run = changes,
    .type = "framework", .verb = VERB_READ, .template = "knowledge-changes",
    .title = N_("What loading changes"), .api = true,
    .help = "What loading a framework would create, update and leave as the organisation has it.");

static int load(struct ctx *c, struct req *r, struct value *view)
{
	struct value *told;
	int rc;

	if ((rc = knowledge_load(c, r->param[0], &told)) < 0)
		return rc;
	*view = *told;
	r->redirect = arena_printf(c->arena, "/knowledge/%s", r->param[0]);
	r->flash = arena_printf(c->arena, "%" PRId64 " created, %" PRId64 " updated, %" PRId64
	    " kept as you have them", val_get_int(told, "created", 0),
	    val_get_int(told, "updated", 0), val_get_int(told, "kept", 0));
	return E_OK;
}
PAGE(knowledge_changes_load, .method = "POST", .path = "/knowledge/changes/:framework",
	.run = load, .type = "framework", .verb = VERB_CREATE, .title = N_("Load a framework"),
	.api = true, .help = "Load a framework, or what a newer content has in it; edits stay.");
