/* isms/control/check_page.c -- what an auditor would raise, by clause. */
#include "report/report.h"
#include "rule/rule.h"
#include "web/page.h"

enum { FIRST = 5, SHOWN_MAX = 100 }; /* findings of one rule on the page; the API lists all */

/* One rule with its findings: what is said once, and the cases, the first few at once. */
static struct value *rule_view(struct arena *a, const struct value *f)
{
	static const char *const same[] = { "rule", "title", "source", "fix" };
	struct value *o = val_obj(a);

	for (size_t i = 0; i < COUNT(same); i++)
		val_add(o, same[i], val_copy(a, val_get(f, same[i])));
	val_add(o, "severity", severity_value(a, val_get_text(f, "severity")));
	val_add(o, "cases", val_arr(a));
	val_add(o, "more", val_arr(a));
	val_add(o, "count", val_int(a, 0));
	return o;
}

static void case_add(struct value *rule, struct value *f)
{
	int64_t n = ++val_get(rule, "count")->u.i;

	if (n <= FIRST)
		val_push(val_get(rule, "cases"), f);
	else if (n <= SHOWN_MAX)
		val_push(val_get(rule, "more"), f);
}

/* Findings come sorted by clause and rule; those of a rule stand together. */
static struct value *by_rule(struct ctx *c, const struct value *findings)
{
	struct value *list = val_arr(c->arena), *rule = NULL;

	for (const struct value *f = findings->u.list.first; f; f = f->next) {
		if (!rule || strcmp(val_get_text(rule, "rule"), val_get_text(f, "rule")) != 0) {
			rule = rule_view(c->arena, f);
			val_push(list, rule);
		}
		case_add(rule, val_copy(c->arena, f));
	}
	for (struct value *r = list->u.list.first; r; r = r->next) {
		int64_t n = val_get_int(r, "count", 0), more = n - FIRST, hidden = n - SHOWN_MAX;

		val_add(r, "several", val_bool(c->arena, n > 1));
		val_add(r, "more_text", val_text(c->arena, more > 0 ?
		    arena_printf(c->arena, "%" PRId64 " more", more) : NULL));
		val_add(r, "hidden_text", val_text(c->arena, hidden > 0 ? arena_printf(c->arena,
		    "%" PRId64 " of them are not shown here; the report lists them.", hidden) :
		    NULL));
	}
	return list;
}

/* Move the findings under their clauses; both are sorted by clause and rule. */
static struct value *by_clause(struct ctx *c, const struct value *result, bool api)
{
	struct value *list = val_arr(c->arena), *f = val_get(result, "findings")->u.list.first,
		     *next;

	for (const struct value *k = val_get(result, "clauses")->u.list.first; k; k = k->next) {
		struct value *o = val_copy(c->arena, k), *mine = val_arr(c->arena);
		const char *clause = val_get_text(k, "clause");

		for (; f && strcmp(val_get_text(f, "clause"), clause) == 0; f = next) {
			next = f->next;
			if (api)
				val_set(f, "severity", severity_value(c->arena,
				    val_get_text(f, "severity")));
			val_push(mine, f);
		}
		if (!mine->u.list.n)
			continue;
		if (api)
			val_add(o, "findings", mine);
		else
			val_set(o, "rules", by_rule(c, mine));
		val_push(list, o);
	}
	return list;
}

static struct value *score_view(struct arena *a, const struct value *result)
{
	const struct value *counts = val_get(result, "counts");
	struct value *o = val_copy(a, val_get(result, "score"));
	int64_t major = val_get_int(counts, "major", 0), minor = val_get_int(counts, "minor", 0);

	val_add(o, "percent", val_copy(a, val_get(o, "value")));
	val_add(o, "text",
	    val_text(a,
		major     ? N_("Not ready: major findings stand against a certificate.") :
		    minor ? N_("Nearly ready: only minor findings are left.") :
			    N_("Ready, as far as records can tell.")));
	return o;
}

/* ---- filters ---- */

static struct value *option(struct arena *a, const char *value, const char *label, const char *now)
{
	struct value *o = val_obj(a);

	val_add(o, "value", val_text(a, value));
	val_add(o, "label", val_text(a, label));
	val_add(o, "selected", val_bool(a, now && strcmp(now, value) == 0));
	return o;
}

static struct value *filter(struct arena *a, const char *name, const char *label, const char *now,
    struct value *options)
{
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, name));
	val_add(o, "label", val_text(a, label));
	val_add(o, "active", val_bool(a, now && *now));
	val_add(o, "options", options);
	return o;
}

/* The parts of the standard, whatever was found. */
static struct value *clause_options(struct arena *a, const char *now)
{
	static const char *const parts[][2] = {
		{ "4", N_("4 Context") }, { "5", N_("5 Leadership") }, { "6", N_("6 Planning") },
		{ "7", N_("7 Support") }, { "8", N_("8 Operation") },
		{ "9", N_("9 Performance evaluation") }, { "10", N_("10 Improvement") },
		{ "A", N_("Annex A") },
	};
	struct value *list = val_arr(a);
	bool known = !now || !*now;

	for (size_t i = 0; i < COUNT(parts); i++) {
		val_push(list, option(a, parts[i][0], parts[i][1], now));
		known = known || strcmp(now, parts[i][0]) == 0;
	}
	if (!known)
		val_push(list, option(a, now, now, now));
	return list;
}

static struct value *severity_options(struct arena *a, const char *now)
{
	struct value *list = val_arr(a);

	for (enum severity s = SEVERITY_MAJOR; s <= SEVERITY_OPPORTUNITY; s++) {
		const struct value *v = severity_value(a, severity_name(s));

		val_push(list, option(a, severity_name(s), val_get_text(v, "label"), now));
	}
	return list;
}

/* Each person who owns a subject of a finding, in the order found. */
static struct value *owner_options(struct arena *a, const struct value *result, const char *now)
{
	struct value *list = val_arr(a);

	for (const struct value *f = val_get(result, "findings")->u.list.first; f; f = f->next) {
		const struct value *owner = val_get(f, "owner"), *o;
		const char *code = val_get_text(owner, "code");
		const char *label = val_get_text(owner, "label");

		for (o = list->u.list.first; code && o; o = o->next)
			if (strcmp(val_get_text(o, "value"), code) == 0)
				break;
		if (code && !o)
			val_push(list, option(a, code, label ? label : code, now));
	}
	return list;
}

static bool given(const char *text)
{
	return text && *text;
}

static void filters_view(struct ctx *c, struct req *r, const struct value *result,
    struct value *view)
{
	const char *clause = req_query(r, "clause"), *severity = req_query(r, "severity");
	const char *owner = req_query(r, "owner");
	struct value *filters = val_arr(c->arena);

	val_push(filters, filter(c->arena, "clause", N_("Clause"), clause,
	    clause_options(c->arena, clause)));
	val_push(filters, filter(c->arena, "severity", N_("Severity"), severity,
	    severity_options(c->arena, severity)));
	val_push(filters, filter(c->arena, "owner", N_("Owner"), owner,
	    owner_options(c->arena, result, owner)));
	val_add(view, "filters", filters);
	val_add(view, "filter_count", val_int(c->arena, given(clause) + given(severity) +
	    given(owner)));
	val_add(view, "clear_href", val_text(c->arena, "/check"));
}

static struct value *exports(struct arena *a)
{
	struct value *list = val_arr(a);

	for (const struct report_format *f = report_formats; f->name; f++) {
		struct value *o = val_obj(a);

		val_add(o, "label", val_text(a, f->name));
		val_add(o, "href", val_text(a, arena_printf(a, "/reports/conformity?format=%s",
		    f->name)));
		val_push(list, o);
	}
	return list;
}

static int check(struct ctx *c, struct req *r, struct value *view)
{
	static const char *const members[] = { "counts", "predicted", "rules", "met",
		"not_listed" };
	const char *clause = req_query(r, "clause");
	struct value *result, *clauses;
	int rc;

	if ((rc = rules_check(c, given(clause) ? clause : NULL, &result)) < 0)
		return rc;
	filters_view(c, r, result, view);
	rules_filter(result, req_query(r, "severity"), req_query(r, "owner"));
	clauses = by_clause(c, result, r->api);
	val_add(view, "none", val_bool(c->arena, !clauses->u.list.n));
	val_add(view, "score", score_view(c->arena, result));
	for (size_t i = 0; i < COUNT(members); i++)
		val_add(view, members[i], val_copy(c->arena, val_get(result, members[i])));
	val_add(view, "clauses", clauses);
	val_add(view, "ran_text", val_text(c->arena, arena_printf(c->arena,
	    "%s%s%s looked at the records%s, %s met.",
	    text_counted(c->arena, val_get_int(result, "rules", 0), "rule", "rules"),
	    given(clause) ? " of clause " : "",
	    given(clause) ? clause : "", c->as_of_us ? " as they were" : "",
	    text_counted(c->arena, val_get_int(result, "met", 0), "is", "are"))));
	val_add(view, "exports", exports(c->arena));
	return E_OK;
}

PAGE(check, .method = "GET", .path = "/check", .run = check, .type = "control", .verb = VERB_READ,
    .template = "check", .title = N_("Check"), .nav = "control|Check|check", .api = true,
    .params = "clause text only rules of this clause or below it: 6.1, A.5.9\n"
	      "severity text only findings of this severity: major, minor, opportunity\n"
	      "owner text only findings whose subject this person owns: P-1",
    .help = "What the conformity rules find in the records, by clause, with severity, remedy and "
	    "the action that clears it.");
