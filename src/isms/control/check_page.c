/* isms/control/check_page.c -- what an auditor would raise, by clause. */
#include "rule/rule.h"
#include "web/page.h"

enum { SHOWN_MAX = 100 }; /* findings of one rule on the page; the API lists what the rule listed */

static struct value *severity_view(struct arena *a, const char *name)
{
	static const struct { const char *name, *label, *tone; } severities[] = {
		{ "major", N_("Major"), "severe" }, { "minor", N_("Minor"), "warn" },
		{ "opportunity", N_("Opportunity"), "info" },
	};
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, name));
	for (size_t i = 0; i < COUNT(severities); i++)
		if (strcmp(severities[i].name, name) == 0) {
			val_add(o, "label", val_text(a, severities[i].label));
			val_add(o, "tone", val_text(a, severities[i].tone));
		}
	return o;
}

/* Move the findings under their clauses; both are sorted by clause and rule. */
static struct value *by_clause(struct ctx *c, const struct value *result, bool api)
{
	struct value *list = val_arr(c->arena), *f = val_get(result, "findings")->u.list.first,
		     *next;
	const char *rule = "";
	int64_t shown = 0;

	for (const struct value *k = val_get(result, "clauses")->u.list.first; k; k = k->next) {
		struct value *o = val_copy(c->arena, k), *mine = val_arr(c->arena);
		const char *clause = val_get_text(k, "clause");

		for (; f && strcmp(val_get_text(f, "clause"), clause) == 0; f = next) {
			next = f->next;
			shown = strcmp(rule, val_get_text(f, "rule")) == 0 ? shown + 1 : 1;
			rule = val_get_text(f, "rule");
			if (!api && shown > SHOWN_MAX + 1)
				continue;
			val_set(
			    f, "severity", severity_view(c->arena, val_get_text(f, "severity")));
			if (!api && shown > SHOWN_MAX) {
				val_set_text(c->arena, f, "finding",
				    N_("There are more findings of this kind."));
				val_set(f, "subject", val_null(c->arena));
			}
			val_push(mine, f);
		}
		if (!mine->u.list.n)
			continue;
		val_add(o, "findings", mine);
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

static int check(struct ctx *c, struct req *r, struct value *view)
{
	const char *clause = req_query(r, "clause");
	struct value *result, *clauses;
	int rc;

	if ((rc = rules_check(c, clause && clause[0] ? clause : NULL, &result)) < 0)
		return rc;
	clauses = by_clause(c, result, r->api);
	val_add(view, "none", val_bool(c->arena, !clauses->u.list.n));
	val_add(view, "score", score_view(c->arena, result));
	val_add(view, "counts", val_copy(c->arena, val_get(result, "counts")));
	val_add(view, "clauses", clauses);
	val_add(view, "rules", val_copy(c->arena, val_get(result, "rules")));
	val_add(view, "not_listed", val_copy(c->arena, val_get(result, "not_listed")));
	val_add(view, "ran_text", val_text(c->arena, arena_printf(c->arena,
	    "%" PRId64 " rules%s%s looked at the records%s.", val_get_int(result, "rules", 0),
	    clause && clause[0] ? " of clause " : "", clause && clause[0] ? clause : "",
	    c->as_of_us ? " as they were" : "")));
	if (clause && clause[0]) {
		struct value *actions = val_arr(c->arena), *all = val_obj(c->arena);

		val_add(all, "href", val_text(c->arena, "/check"));
		val_add(all, "label", val_text(c->arena, N_("All clauses")));
		val_push(actions, all);
		val_add(view, "actions", actions);
	}
	return E_OK;
}

PAGE(check, .method = "GET", .path = "/check", .run = check, .type = "control", .verb = VERB_READ,
    .template = "check", .title = N_("Check"), .nav = "control|Check|check", .api = true,
    .params = "clause text only rules of this clause or below it: 6.1, A.5.9",
    .help = "What the conformity rules find in the records, by clause, with severity and remedy.");
