/* isms/control/soa_page.c -- the Statement of Applicability on the screen and in the API. */
#include "isms/control/soa.h"
#include "web/page.h"

struct choice {
	const char *value, *label;
};

static const struct choice decisions[] = {
	{ "applicable", N_("Applicable") }, { "inherited", N_("Inherited from a provider") },
	{ "excluded", N_("Not applicable") }, { "undecided", N_("Undecided") },
};
static const struct choice themes[] = {
	{ "A.5", N_("Organizational") }, { "A.6", N_("People") }, { "A.7", N_("Physical") },
	{ "A.8", N_("Technological") },
};
static const struct choice statuses[] = {
	{ "in-place", N_("In place") }, { "partly", N_("Partly") }, { "planned", N_("Planned") },
	{ "not-implemented", N_("Not implemented") }, { "provider", N_("Done by the provider") },
};

/* What the reader asked to see; NULL = everything. */
struct wanted {
	const char *decision, *theme, *status, *q;
};

static const char *given(const struct req *r, const char *name)
{
	const char *text = req_query(r, name);

	return text && text[0] ? text : NULL;
}

static bool has(struct arena *a, const char *text, const char *needle)
{
	return text && strstr(text_lower(a, text), needle);
}

/* "A.8.13" belongs to "A.8". */
static const char *theme_of(struct arena *a, const struct value *row)
{
	const char *ref = val_get_text(row, "control"), *dot = strchr(ref, '.');
	size_t n = dot ? (size_t)(dot + 1 - ref) + strcspn(dot + 1, ".") : strlen(ref);

	return arena_text_n(a, ref, n);
}

static bool shown(struct arena *a, const struct wanted *w, const struct value *row)
{
	const char *q = w->q ? text_lower(a, w->q) : NULL;

	if (w->decision && strcmp(val_get_text(val_get(row, "decision"), "name"), w->decision) != 0)
		return false;
	if (w->theme && strcmp(theme_of(a, row), w->theme) != 0)
		return false;
	if (w->status && strcmp(val_get_text(val_get(row, "status"), "name"), w->status) != 0)
		return false;
	return !q || has(a, val_get_text(row, "control"), q) ||
	    has(a, val_get_text(row, "title"), q) || has(a, val_get_text(row, "justification"), q);
}

static struct value *filter_view(struct arena *a, const char *name, const char *label,
    const struct choice *choices, size_t n, const char *now)
{
	struct value *o = val_obj(a), *options = val_arr(a);

	val_add(o, "name", val_text(a, name));
	val_add(o, "label", val_text(a, label));
	val_add(o, "active", val_bool(a, now != NULL));
	for (size_t i = 0; i < n; i++) {
		struct value *option = val_obj(a);

		val_add(option, "value", val_text(a, choices[i].value));
		val_add(option, "label", val_text(a, choices[i].label));
		val_add(option, "selected", val_bool(a, now && strcmp(now, choices[i].value) == 0));
		val_push(options, option);
	}
	val_add(o, "options", options);
	return o;
}

static void filters(struct ctx *c, const struct wanted *w, struct value *view)
{
	struct arena *a = c->arena;
	struct value *list = val_arr(a);

	val_push(list, filter_view(a, "decision", N_("Decision"), decisions, COUNT(decisions),
	    w->decision));
	val_push(list, filter_view(a, "theme", N_("Theme"), themes, COUNT(themes), w->theme));
	val_push(
	    list, filter_view(a, "status", N_("Status"), statuses, COUNT(statuses), w->status));
	val_add(view, "filters", list);
	val_add(view, "filter_count", val_int(a, (w->decision != NULL) + (w->theme != NULL) +
	    (w->status != NULL) + (w->q != NULL)));
	val_add(view, "q", val_text(a, w->q ? w->q : ""));
	val_add(view, "clear_href", val_text(a, "/soa"));
}

static struct value *group_for(struct arena *a, struct value *groups, const struct value *row)
{
	const char *theme = theme_of(a, row), *label = val_get_text(row, "theme");
	struct value *g = groups->u.list.last;

	if (g && strcmp(val_get_text(g, "theme"), theme) == 0)
		return g;
	for (size_t i = 0; i < COUNT(themes); i++)
		if (strcmp(themes[i].value, theme) == 0)
			label = themes[i].label;
	g = val_obj(a);
	val_add(g, "theme", val_text(a, theme));
	val_add(g, "label", val_text(a, label));
	val_add(g, "controls", val_arr(a));
	val_push(groups, g);
	return g;
}

static void groups(struct ctx *c, const struct wanted *w, struct value *rows, struct value *view)
{
	struct value *list = val_arr(c->arena);

	for (struct value *row = rows->u.list.first, *next; row; row = next) {
		next = row->next;
		if (!shown(c->arena, w, row))
			continue;
		val_add(row, "edit_href", val_text(c->arena, soa_edit_href(c, row)));
		val_push(val_get(group_for(c->arena, list, row), "controls"), row);
	}
	val_add(view, "nothing", val_bool(c->arena, rows->u.list.n && !list->u.list.n));
	val_add(view, "groups", list);
}

/* The same moment as the page, in every format. */
static struct value *exports(struct ctx *c, const struct req *r)
{
	static const char *const formats[] = { "pdf", "xlsx", "csv", "json" };
	static const char *const labels[] = { "PDF", "XLSX", "CSV", "JSON" };
	const char *as_of = given(r, "as_of");
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; i < COUNT(formats); i++) {
		struct value *o = val_obj(c->arena);

		val_add(o, "label", val_text(c->arena, labels[i]));
		val_add(o, "href",
		    val_text(c->arena,
			arena_printf(c->arena, "/reports/soa?format=%s%s%s", formats[i],
			    c->as_of_us && as_of ? "&as_of=" : "",
			    c->as_of_us && as_of ? as_of : "")));
		val_push(list, o);
	}
	return list;
}

static int soa(struct ctx *c, struct req *r, struct value *view)
{
	const struct wanted w = { given(r, "decision"), given(r, "theme"), given(r, "status"),
		given(r, "q") };
	struct value *rows;
	int rc;

	if ((rc = soa_rows(c, "iso27001-2022", &rows)) < 0)
		return rc;
	val_add(view, "summary", soa_summary(c->arena, rows));
	if (!rows->u.list.n)
		val_add(view, "note",
		    val_text(c->arena,
			N_("The controls of ISO/IEC 27001:2022 are not "
			   "loaded yet. Load them in Knowledge; then each appears here.")));
	filters(c, &w, view);
	groups(c, &w, rows, view);
	val_add(view, "exports", exports(c, r));
	return E_OK;
}

PAGE(soa, .method = "GET", .path = "/soa", .run = soa, .type = "control", .verb = VERB_READ,
    .template = "soa", .title = N_("Statement of Applicability"),
    .nav = "control|Statement of Applicability|soa", .api = true,
    .params = "decision text applicable, inherited, excluded or undecided\n"
	      "theme text A.5, A.6, A.7 or A.8\n"
	      "status text in-place, partly, planned, not-implemented or provider\n"
	      "q text part of reference, title or justification",
    .help = "Every control of Annex A with decision, reasons, justification, status and measures.");
