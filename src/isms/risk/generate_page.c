/* isms/risk/generate_page.c -- proposals of the catalogues, looked at, picked, drafted. */
#include "isms/risk/generate.h"
#include "isms/risk/suggest.h"
#include "web/page.h"

static const char *given(const struct req *r, const char *name)
{
	const char *text = req_query(r, name);

	return text && text[0] ? text : NULL;
}

static struct value *option(struct arena *a, const char *value, const char *label, const char *now)
{
	struct value *o = val_obj(a);

	val_add(o, "value", val_text(a, value));
	val_add(o, "label", val_text(a, label));
	val_add(o, "selected", val_bool(a, now && strcmp(now, value) == 0));
	return o;
}

static void filters(struct ctx *c, const struct generate_query *q, struct value *view)
{
	static const char *const sources[][2] = { { "", N_("Scenarios and assets") },
		{ "scenarios", N_("Scenarios: event-based") },
		{ "assets", N_("Asset, threat, vulnerability") } };
	static const char *const limits[] = { "20", "50", "100", "200" };
	const struct field *f = field_find(record_find("asset"), "type");
	struct value *from = val_arr(c->arena), *types = val_arr(c->arena),
		     *numbers = val_arr(c->arena);
	const char *limit = arena_printf(c->arena, "%" PRId64, q->limit ? q->limit : 50);

	for (size_t i = 0; i < COUNT(sources); i++)
		val_push(from, option(c->arena, sources[i][0], sources[i][1],
		    q->from ? q->from : ""));
	val_push(types, option(c->arena, "", N_("All types"), q->type ? q->type : ""));
	for (const struct item *i = f->items; i->name; i++)
		val_push(types, option(c->arena, i->name, i->label, q->type));
	for (size_t i = 0; i < COUNT(limits); i++)
		val_push(numbers, option(c->arena, limits[i], limits[i], limit));
	val_set(view, "from_options", from);
	val_set(view, "type_options", types);
	val_set(view, "limit_options", numbers);
	val_set_text(c->arena, view, "asset_value", q->asset ? q->asset : "");
}

static int proposals(struct ctx *c, struct req *r, struct value *view)
{
	struct generate_query q = { given(r, "from"), given(r, "type"), given(r, "asset"),
		req_int(r, "limit", 0) };
	struct value *result;
	int rc;

	if ((rc = generate_propose(c, &q, &result)) < 0)
		return rc;
	for (struct value *v = result->u.list.first, *next; v; v = next) {
		next = v->next;
		val_set(view, v->key, v);
	}
	if (!r->json) {
		filters(c, &q, view);
		val_set_bool(c->arena, view, "none",
		    val_get(view, "proposals")->u.list.n == 0);
		val_set_bool(c->arena, view, "no_assets", val_get_int(view, "assets", 0) == 0);
	}
	return E_OK;
}

PAGE(risk_generate, .method = "GET", .path = "/risks/generate", .run = proposals, .type = "risk",
    .verb = VERB_CREATE, .flags = PAGE_SLOW, .template = "generate",
    .title = N_("Propose risks"), .nav = "risk|Propose risks|catalogue", .api = true,
    .params = "from text scenarios or assets; both without it\n"
	      "type text only assets of this type\n"
	      "asset text only this asset\n"
	      "limit integer at most so many, up to 200",
    .help = "Risks that the catalogues suggest for the assets, ranked, without those recorded "
	    "already.");

/* Picked in a form (the name comes once for each) or as an array. */
static size_t picked(const struct req *r, const char *keys[], size_t room)
{
	const struct value *list = r->body ? val_get(r->body, "pick") : NULL;
	size_t n = 0;

	for (size_t i = 0; r->form && i < r->form->n && n < room; i++)
		if (strcmp(r->form->fields[i].name, "pick") == 0 && !r->form->fields[i].file)
			keys[n++] = r->form->fields[i].value.p;
	if (list && list->kind == V_ARRAY)
		for (const struct value *v = list->u.list.first; v && n < room; v = v->next)
			if (v->kind == V_TEXT)
				keys[n++] = v->u.s.p;
	return n;
}

static int take(struct ctx *c, struct req *r, struct value *view)
{
	const char *keys[SUGGEST_MAX + 1];
	struct value *codes;
	int64_t known;
	int rc;

	if ((rc = generate_take(c, keys, picked(r, keys, COUNT(keys)), &codes, &known)) < 0)
		return rc;
	val_add(view, "known", val_int(c->arena, known));
	val_add(view, "risks", codes);
	r->redirect = "/risks?drafted=true&sort=-code";
	r->flash = arena_printf(c->arena, "%s drafted%s. Until somebody confirms or changes "
	    "it, a draft counts as not done.", text_counted(c->arena, (int64_t)codes->u.list.n,
	    "risk was", "risks were"), known ? arena_printf(c->arena, ", %s there already",
	    text_counted(c->arena, known, "was", "were")) : "");
	return E_OK;
}

PAGE(risk_generate_take, .method = "POST", .path = "/risks/generate", .run = take,
    .type = "risk", .verb = VERB_CREATE, .title = N_("Take proposals over"), .api = true,
    .help = "Record the picked proposals (pick: their keys) as drafted risks.");
