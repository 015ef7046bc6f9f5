/* isms/start/review_page.c -- what the program drafted and nobody has confirmed yet, by type. */
#include "isms/start/start.h"
#include "web/app.h"

static int get_drafted(struct ctx *c, struct req *r, struct value *view)
{
	struct value *types;
	int64_t total;
	int rc;

	(void)r;
	if ((rc = start_drafted(c, &types, &total)) < 0)
		return rc;
	val_add(view, "types", types);
	val_add(view, "total", val_int(c->arena, total));
	return E_OK;
}

/* A code of the form or the body; the name comes once for each record. */
static const char **codes_of(struct ctx *c, const struct req *r, size_t *ret_n)
{
	const struct value *list = r->body ? val_get(r->body, "codes") : NULL;
	size_t room = (r->form ? r->form->n : 0) + (list && list->kind == V_ARRAY ?
	    list->u.list.n : 0);
	const char **codes = arena_zero(c->arena, room + 1, sizeof(*codes));

	*ret_n = 0;
	for (size_t i = 0; r->form && i < r->form->n; i++)
		if (strcmp(r->form->fields[i].name, "codes") == 0 && !r->form->fields[i].file)
			codes[(*ret_n)++] = r->form->fields[i].value.p;
	for (const struct value *v = room && list ? list->u.list.first : NULL; v; v = v->next)
		if (v->kind == V_TEXT)
			codes[(*ret_n)++] = v->u.s.p;
	return codes;
}

static int post_drafted(struct ctx *c, struct req *r, struct value *view)
{
	const char *action = req_field(r, "action");
	bool archive = action && strcmp(action, "archive") == 0;
	const char **codes;
	size_t n, done;
	int rc;

	if (action && !archive && strcmp(action, "confirm") != 0)
		return err_field(&c->err, "action", "unknown", "is confirm or archive");
	codes = codes_of(c, r, &n);
	if (!n)
		return err_field(&c->err, "codes", "required", "choose at least one record");
	if ((rc = start_review(c, codes, n, archive, &done)) < 0)
		return rc;
	val_add(view, "done", val_int(c->arena, (int64_t)done));
	r->redirect = "/drafted";
	r->flash = arena_printf(c->arena, "%s %s.", text_counted(c->arena, (int64_t)done,
	    "record was", "records were"), archive ? "archived" : "confirmed");
	return E_OK;
}

PAGE(drafted, .method = "GET", .path = "/drafted", .run = get_drafted, .flags = PAGE_SIGNED_IN,
    .template = "drafted", .title = N_("What was drafted"), .api = true,
    .help = "Records the program drafted that nobody has confirmed or changed yet, by type.");
PAGE(drafted_post, .method = "POST", .path = "/drafted", .run = post_drafted,
    .flags = PAGE_SIGNED_IN, .title = N_("What was drafted"), .api = true,
    .help = "Confirm or archive drafted records: {\"action\": \"confirm\", \"codes\": [\"CI-1\"]}. "
	    "All or none.");
