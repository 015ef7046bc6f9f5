/* isms/control/soa_filter.c -- see soa_filter.h. */
#include "isms/control/soa_filter.h"

struct choice {
	const char *value, *label;
};

static const struct choice decisions[] = {
	{ "applicable", N_("Applicable") }, { "inherited", N_("Inherited from a provider") },
	{ "excluded", N_("Not applicable") }, { "undecided", N_("Undecided") }, { 0 }
};
static const struct choice themes[] = {
	{ "A.5", N_("Organizational") }, { "A.6", N_("People") }, { "A.7", N_("Physical") },
	{ "A.8", N_("Technological") }, { 0 }
};
static const struct choice statuses[] = {
	{ "in-place", N_("In place") }, { "partly", N_("Partly") }, { "planned", N_("Planned") },
	{ "not-implemented", N_("Not implemented") }, { "provider", N_("Done by the provider") },
	{ 0 }
};
static const struct choice reasons[] = {
	{ "risk", N_("Risk treatment") }, { "legal", N_("Legal") },
	{ "regulatory", N_("Regulatory") }, { "contractual", N_("Contractual") },
	{ "business", N_("Business") }, { "good-practice", N_("Good practice") },
	{ "party", N_("Interested party") }, { "words", N_("Words alone, no record") },
	{ "none", N_("No reason") }, { 0 }
};
static const struct choice proofs[] = {
	{ "proved", N_("Proved by tests") }, { "shown", N_("Shown by evidence") },
	{ "claimed", N_("Claimed, not shown") }, { "contradicted", N_("Contradicted by a test") },
	{ "broken", N_("A condition has turned false") }, { "drafted", N_("Not confirmed") },
	{ 0 }
};

enum { ATTRIBUTES_MAX = 120 };

static const char *given(const struct req *r, const char *name)
{
	const char *text = req_query(r, name);

	return text && text[0] ? text : NULL;
}

struct soa_wanted soa_wanted(const struct req *r)
{
	return (struct soa_wanted){ given(r, "framework"), given(r, "decision"),
		given(r, "theme"), given(r, "status"), given(r, "attribute"), given(r, "reason"),
		given(r, "proof"), given(r, "q") };
}

const char *soa_theme_of(struct arena *a, const struct value *row)
{
	const char *ref = val_get_text(row, "control"), *dot = strchr(ref, '.');
	const char *theme = val_get_text(row, "theme");

	if (strcmp(val_get_text(row, "framework"), "iso27001-2022") == 0 && dot)
		return arena_text_n(a, ref, (size_t)(dot + 1 - ref) + strcspn(dot + 1, "."));
	return theme && theme[0] ? theme : val_get_text(row, "framework");
}

const char *soa_theme_label(const char *theme)
{
	for (const struct choice *c = themes; c->value; c++)
		if (strcmp(c->value, theme) == 0)
			return c->label;
	return NULL;
}

static bool has(struct arena *a, const char *text, const char *needle)
{
	return text && strstr(text_lower(a, text), needle);
}

static bool is(const char *text, const char *wanted)
{
	return text && strcmp(text, wanted) == 0;
}

static bool has_reason(struct arena *a, const struct value *row, const char *kind)
{
	if (strcmp(kind, "none") == 0)
		return val_get_int(row, "reasons_total", 0) == 0;
	if (strcmp(kind, "words") == 0)
		return val_truthy(val_get(row, "no_record")) &&
		    val_get_int(row, "reasons_total", 0) > 0;
	return strstr(val_get_text(row, "kinds"), arena_printf(a, ";%s;", kind)) != NULL;
}

static bool has_proof(const struct value *row, const char *word)
{
	if (strcmp(word, "broken") == 0)
		return val_get_int(row, "broken", 0) > 0;
	if (strcmp(word, "drafted") == 0)
		return val_truthy(val_get(row, "drafted"));
	return is(val_get_text(val_get(row, "proof"), "name"), word);
}

bool soa_shown(struct arena *a, const struct soa_wanted *w, const struct value *row)
{
	const char *q = w->q ? text_lower(a, w->q) : NULL;

	if (w->framework && !is(val_get_text(row, "framework"), w->framework))
		return false;
	if (w->decision && !is(val_get_text(val_get(row, "decision"), "name"), w->decision))
		return false;
	if (w->theme && !is(soa_theme_of(a, row), w->theme))
		return false;
	if (w->status && !is(val_get_text(val_get(row, "status"), "name"), w->status))
		return false;
	if (w->attribute && !strstr(val_get_text(row, "attributes"),
	    arena_printf(a, ";%s;", w->attribute)))
		return false;
	if (w->reason && !has_reason(a, row, w->reason))
		return false;
	if (w->proof && !has_proof(row, w->proof))
		return false;
	return !q || has(a, val_get_text(row, "control"), q) ||
	    has(a, val_get_text(row, "title"), q) || has(a, val_get_text(row, "justification"), q);
}

/* ---- the form ---- */

/* One filter: name, what it is called, where it stands in struct soa_wanted. */
struct sieve {
	const char *name, *label;
	size_t at;
	const struct choice *choices;
};

static int64_t count(struct arena *a, const struct sieve *f, const char *value,
    const struct value *rows)
{
	struct soa_wanted alone = { 0 };
	int64_t n = 0;

	memcpy((char *)&alone + f->at, &value, sizeof(value));
	for (const struct value *r = rows->u.list.first; r; r = r->next)
		n += soa_shown(a, &alone, r);
	return n;
}

/* Every choice says how many rows it would show by itself; those that show none are left out. */
static struct value *filter_view(struct arena *a, const struct sieve *f,
    const struct soa_wanted *w, const struct value *rows)
{
	struct value *o = val_obj(a), *options = val_arr(a);
	const char *now;

	memcpy(&now, (const char *)w + f->at, sizeof(now));
	val_add(o, "name", val_text(a, f->name));
	val_add(o, "label", val_text(a, f->label));
	val_add(o, "active", val_bool(a, now != NULL));
	for (const struct choice *c = f->choices; c->value; c++) {
		struct value *option = val_obj(a);
		int64_t n = count(a, f, c->value, rows);
		bool selected = now && strcmp(now, c->value) == 0;

		if (!n && !selected)
			continue;
		val_add(option, "value", val_text(a, c->value));
		val_add(option, "label", val_text(a, arena_printf(a, "%s (%" PRId64 ")", c->label,
		    n)));
		val_add(option, "count", val_int(a, n));
		val_add(option, "selected", val_bool(a, selected));
		val_push(options, option);
	}
	val_add(o, "options", options);
	return o;
}

/* "capability:Information_protection" as people read it. */
static const char *attribute_label(struct arena *a, const char *value)
{
	char *text = arena_text(a, value);
	char *colon = strchr(text, ':');

	for (char *p = text; *p; p++)
		*p = *p == '_' ? ' ' : *p;
	if (!colon)
		return text;
	text[0] = (char)(text[0] - 'a' + 'A');
	return arena_printf(a, "%.*s: %s", (int)(colon - text), text, colon + 1);
}

static int by_value(const void *x, const void *y)
{
	return strcmp(((const struct choice *)x)->value, ((const struct choice *)y)->value);
}

/* Every value that a control of the Statement has. */
static const struct choice *attributes(struct arena *a, const struct value *rows)
{
	struct choice *list = arena_zero(a, ATTRIBUTES_MAX + 1, sizeof(*list));
	size_t n = 0;

	for (const struct value *r = rows->u.list.first; r; r = r->next) {
		const char *p = val_get_text(r, "attributes");

		for (p += *p == ';'; *p; p += strcspn(p, ";"), p += *p == ';') {
			size_t len = strcspn(p, ";"), i = 0;

			while (i < n && (strncmp(list[i].value, p, len) != 0 || list[i].value[len]))
				i++;
			if (i == n && n < ATTRIBUTES_MAX)
				list[n++].value = arena_text_n(a, p, len);
		}
	}
	if (n)
		qsort(list, n, sizeof(*list), by_value);
	for (size_t i = 0; i < n; i++)
		list[i].label = attribute_label(a, list[i].value);
	return list;
}

static const struct choice *frameworks(struct arena *a, const struct value *list)
{
	struct choice *c = arena_zero(a, list->u.list.n + 1, sizeof(*c));
	size_t n = 0;

	for (const struct value *o = list->u.list.first; o; o = o->next)
		c[n++] = (struct choice){ val_get_text(o, "key"), val_get_text(o, "title") };
	return c;
}

void soa_filters(struct ctx *c, const struct soa_wanted *w, const struct value *rows,
    struct value *view)
{
	struct arena *a = c->arena;
	const struct value *known = val_get(view, "frameworks");
	const struct sieve sieves[] = {
		{ "framework", N_("Framework"), offsetof(struct soa_wanted, framework),
		    frameworks(a, known) },
		{ "decision", N_("Decision"), offsetof(struct soa_wanted, decision), decisions },
		{ "theme", N_("Theme"), offsetof(struct soa_wanted, theme), themes },
		{ "status", N_("Status"), offsetof(struct soa_wanted, status), statuses },
		{ "reason", N_("Reason"), offsetof(struct soa_wanted, reason), reasons },
		{ "attribute", N_("Attribute"), offsetof(struct soa_wanted, attribute),
		    attributes(a, rows) },
		{ "proof", N_("Shown to work"), offsetof(struct soa_wanted, proof), proofs },
	};
	struct value *list = val_arr(a);
	int64_t on = w->q != NULL;

	for (size_t i = known->u.list.n > 1 ? 0 : 1; i < COUNT(sieves); i++) {
		struct value *f = filter_view(a, &sieves[i], w, rows);

		on += val_truthy(val_get(f, "active"));
		val_push(list, f);
	}
	val_add(view, "filters", list);
	val_add(view, "filter_count", val_int(a, on));
	val_add(view, "q", val_text(a, w->q ? w->q : ""));
	val_add(view, "clear_href", val_text(a, "/soa"));
}
