/* isms/control/soa_page.c -- the Statement of Applicability on the screen and in the API. */
#include "isms/control/soa_filter.h"
#include "isms/control/soa_version.h"
#include "isms/knowledge/library.h"

enum { REASONS_SHOWN = 6 };	/* of one row on the page; the API has all */

static struct value *group_for(struct arena *a, struct value *groups, const struct value *row)
{
	const char *theme = soa_theme_of(a, row), *label = soa_theme_label(theme);
	struct value *g = groups->u.list.last;

	if (g && strcmp(val_get_text(g, "theme"), theme) == 0)
		return g;
	g = val_obj(a);
	val_add(g, "theme", val_text(a, theme));
	val_add(g, "label", val_text(a, label ? label : val_get_text(row, "theme")));
	val_add(g, "controls", val_arr(a));
	val_push(groups, g);
	return g;
}

/* ---- conditions that are usual for this exclusion ---- */

static const char *encoded(struct arena *a, const char *text)
{
	static const char hex[] = "0123456789ABCDEF";
	char *out = arena_alloc(a, 3 * strlen(text) + 1), *p = out;

	for (; *text; text++) {
		unsigned char ch = (unsigned char)*text;

		if (isalnum(ch) || strchr("-._~", ch)) {
			*p++ = *text;
		} else {
			*p++ = '%';
			*p++ = hex[ch >> 4];
			*p++ = hex[ch & 15];
		}
	}
	*p = '\0';
	return out;
}

static struct value *proposals(struct ctx *c, const struct value *row)
{
	const struct library_table *t = library_table(library(), "catalogues/exclusions");
	const char *control = val_get_text(row, "control");
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; t && i < t->nrows; i++) {
		const struct library_row *r = &t->rows[i];
		struct value *o;

		if (strcmp(library_cell(r, "control"), control) != 0)
			continue;
		o = val_obj(c->arena);
		val_add(o, "label", val_text(c->arena, library_cell(r, "condition")));
		val_add(o, "href", val_text(c->arena, arena_printf(c->arena,
		    "/exclusion_conditions/new?control=%s&records=%s&query=%s&why=%s",
		    encoded(c->arena, control), library_cell(r, "records"),
		    encoded(c->arena, library_cell(r, "query")),
		    encoded(c->arena, library_cell(r, "why")))));
		val_push(list, o);
	}
	return list;
}

/* Which of the decisions the row's form shows as chosen. */
static struct value *options(struct arena *a, const struct value *row)
{
	const char *now = val_get_text(val_get(row, "decision"), "name");
	struct value *list = val_arr(a), *o = val_obj(a);

	val_add(o, "value", val_text(a, ""));
	val_add(o, "label", val_text(a, N_("By its reasons")));
	val_add(o, "selected", val_bool(a, false));
	val_push(list, o);
	for (enum soa_decision d = SOA_APPLICABLE; d <= SOA_EXCLUDED; d++) {
		o = val_obj(a);
		val_add(o, "value", val_text(a, soa_decision_name(d)));
		val_add(o, "label", val_text(a, soa_decision_label(d)));
		val_add(o, "selected", val_bool(a, val_get_text(row, "entry") &&
		    strcmp(now, soa_decision_name(d)) == 0));
		val_push(list, o);
	}
	return list;
}

/* What the page needs beside what the API says. */
static void for_page(struct ctx *c, struct value *row)
{
	struct arena *a = c->arena;
	const char *href = soa_edit_href(c, row);

	val_add(row, "edit_href", val_text(a, href));
	if (href)
		val_add(row, "options", options(a, row));
	if (href && val_truthy(val_get(row, "excluded")) &&
	    !val_get(row, "conditions")->u.list.n)
		val_add(row, "proposals", proposals(c, row));
	if (val_get_int(row, "reasons_more", 0) > 0)
		val_add(row, "more_href", val_text(a, val_get_text(row, "href")));
}

static void groups(struct ctx *c, const struct req *r, const struct soa_wanted *w,
    struct value *rows, struct value *view)
{
	struct value *list = val_arr(c->arena);
	int64_t n = 0;

	for (struct value *row = rows->u.list.first, *next; row; row = next) {
		next = row->next;
		if (!soa_shown(c->arena, w, row))
			continue;
		if (r->api)
			val_add(row, "edit_href", val_text(c->arena, soa_edit_href(c, row)));
		else
			for_page(c, row);
		val_push(val_get(group_for(c->arena, list, row), "controls"), row);
		n++;
	}
	val_add(view, "nothing", val_bool(c->arena, rows->u.list.n && !list->u.list.n));
	val_add(view, "shown", val_int(c->arena, n));
	val_add(view, "groups", list);
}

/* The same moment as the page, in every format. */
static struct value *exports(struct ctx *c, const struct req *r)
{
	static const char *const formats[] = { "pdf", "docx", "xlsx", "csv", "json" };
	static const char *const labels[] = { "PDF", "Word", "XLSX", "CSV", "JSON" };
	const char *as_of = req_query(r, "as_of");
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

/* ---- where the Statement stands ---- */

static struct value *mark(struct ctx *c, const char *tone, const char *text, const char *href,
    const char *label)
{
	struct arena *a = c->arena;
	struct value *o = val_obj(a);
	bool may = page_may_follow(c, href);

	val_add(o, "tone", val_text(a, tone));
	val_add(o, "text", val_text(a, text));
	val_add(o, "href", val_text(a, may ? href : NULL));
	val_add(o, "label", val_text(a, may ? label : NULL));
	return o;
}

static struct value *version_mark(struct ctx *c, const struct soa_standing *st, int64_t changed)
{
	const struct record *t = record_find("soa_version");
	struct arena *a = c->arena;
	const char *approved = code_text(a, t, st->approved);
	const char *waiting = code_text(a, t, st->in_review);

	if (st->approved && !changed)
		return mark(c, "good", arena_printf(a, "As approved on %s in version %s.",
		    st->approved_on, approved), "/soa/versions", N_("Versions"));
	if (st->approved)
		return mark(c, "warn", arena_printf(a, "Version %s, approved on %s, is out of date:"
		    " %s.", approved, st->approved_on, text_counted(a, changed, "row differs",
		    "rows differ")),
		    arena_printf(a, "/soa/compare?from=%s", approved), N_("What differs"));
	if (st->in_review)
		return mark(c, "info", arena_printf(a, "Version %s waits for its approval.",
		    waiting), arena_printf(a, "/soa_versions/%s", waiting), N_("Look at it"));
	return mark(c, "warn", N_("No version is approved yet."), "/soa/versions", N_("Versions"));
}

static struct value *comparison_mark(struct ctx *c, const struct soa_standing *st)
{
	struct arena *a = c->arena;

	if (st->comparison && st->comparison_current)
		return mark(c, "good", arena_printf(a, "Compared with Annex A on %s (6.1.3 c).",
		    st->comparison_on), "/soa/comparison", N_("Comparison"));
	if (st->comparison)
		return mark(c, "warn", arena_printf(a, "Since the comparison with Annex A of %s "
		    "risks name other controls.", st->comparison_on), "/soa/comparison",
		    N_("Compare again"));
	return mark(c, "warn", N_("The comparison with Annex A (6.1.3 c) is not recorded."),
	    "/soa/comparison", N_("Go through it"));
}

/* Where the whole Statement stands, also for who sees a part of it; mine: what was read for him. */
static int standing(struct ctx *c, const struct soa *mine, struct value *view)
{
	struct value *list = val_arr(c->arena), *changed = val_obj(c->arena);
	bool all = soa_sees_all(c);
	struct soa_standing st;
	struct soa whole;
	int rc;

	if (!all && (rc = soa_now_short(c, 1, &whole)) < 0)
		return rc;
	if (!(all ? mine : &whole)->n)
		return E_OK;
	if ((rc = soa_standing(c, all ? mine : &whole, &st)) < 0)
		return rc;
	if (st.approved) {
		if ((!all || mine->cap) && (rc = soa_now(c, &whole)) < 0)
			return rc;
		if ((rc = soa_version_changed(c, all && !mine->cap ? mine : &whole, &changed)) < 0)
			return rc;
	}
	val_push(list, version_mark(c, &st, (int64_t)changed->u.list.n));
	val_push(list, comparison_mark(c, &st));
	val_add(view, "standing", list);
	val_add(view, "changed", changed);
	return E_OK;
}

static void link_to(struct ctx *c, struct value *list, const char *href, const char *label)
{
	struct value *o = val_obj(c->arena);

	if (!page_may_follow(c, href))
		return;
	val_add(o, "href", val_text(c->arena, href));
	val_add(o, "label", val_text(c->arena, label));
	val_push(list, o);
}

/* A control of one's own needs its framework first. */
static struct value *actions(struct ctx *c, const struct value *frameworks)
{
	struct value *list = val_arr(c->arena);
	bool own = false;

	link_to(c, list, "/soa/versions", N_("Versions"));
	link_to(c, list, "/soa/comparison", N_("Comparison"));
	for (const struct value *f = frameworks->u.list.first; f; f = f->next)
		own |= strcmp(val_get_text(f, "key"), SOA_OWN) == 0;
	if (!c->as_of_us && access_scope(c, record_find("control"), VERB_CREATE) != SCOPE_NONE)
		link_to(c, list, own ? "/controls/new?framework=" SOA_OWN :
		    "/frameworks/new?ref=" SOA_OWN "&title=Our%20own%20controls",
		    N_("A control of our own"));
	return list;
}

static int soa(struct ctx *c, struct req *r, struct value *view)
{
	const struct soa_wanted w = soa_wanted(r);
	struct soa s = { .c = c, .cap = r->api ? 0 : REASONS_SHOWN };
	struct value *rows, *known;
	bool may = !c->as_of_us &&
	    access_scope(c, record_find("soa_entry"), VERB_CREATE) != SCOPE_NONE;
	int rc;

	if ((rc = soa_read(&s)) < 0 || (rc = soa_frameworks(c, &known)) < 0 ||
	    (rc = standing(c, &s, view)) < 0)
		return rc;
	rows = soa_values(&s);
	val_add(view, "summary", soa_summary(c->arena, rows));
	val_add(view, "frameworks", known);
	if (!rows->u.list.n)
		val_add(view, "note",
		    val_text(c->arena,
			N_("The controls of ISO/IEC 27001:2022 are not "
			   "loaded yet. Load them in Knowledge; then each appears here.")));
	val_add(view, "actions", actions(c, known));
	val_add(view, "can_decide", val_bool(c->arena, may && rows->u.list.n));
	soa_filters(c, &w, rows, view);
	groups(c, r, &w, rows, view);
	val_add(view, "exports", exports(c, r));
	return E_OK;
}

PAGE(soa, .method = "GET", .path = "/soa", .run = soa, .type = "control", .verb = VERB_READ,
    .template = "soa", .title = N_("Statement of Applicability"),
    .nav = "control|Statement of Applicability|soa", .api = true, .params = SOA_FILTER_PARAMS,
    .help = "Every control of the Statement with decision, reasons, justification, conditions, "
	    "status and measures, and where the Statement stands.");
