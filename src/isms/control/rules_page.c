/* isms/control/rules_page.c -- the conformity rules themselves: what is asked, and where from. */
#include "rule/rule.h"
#include "web/page.h"

static struct value *rule_view(struct arena *a, const struct rule *r)
{
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, r->name));
	val_add(o, "title", val_text(a, r->title));
	val_add(o, "severity", severity_value(a, severity_name(r->severity)));
	val_add(o, "source", val_text(a, r->source));
	val_add(o, "fix", val_text(a, r->fix));
	val_add(o, "subject", val_text(a, r->subject ? r->subject->name : NULL));
	return o;
}

static int rules_list(struct ctx *c, struct req *r, struct value *view)
{
	struct value *clauses = val_arr(c->arena), *clause = NULL;
	const struct rule *const *rules;
	size_t n;
	int rc;

	(void)r;
	if ((rc = rules_load(&rules, &n, &c->err)) < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {	/* sorted by clause */
		if (!clause || strcmp(val_get_text(clause, "clause"), rules[i]->clause) != 0) {
			clause = val_obj(c->arena);
			val_add(clause, "clause", val_text(c->arena, rules[i]->clause));
			val_add(clause, "href", val_text(c->arena,
			    arena_printf(c->arena, "/check?clause=%s", rules[i]->clause)));
			val_add(clause, "rules", val_arr(c->arena));
			val_push(clauses, clause);
		}
		val_push(val_get(clause, "rules"), rule_view(c->arena, rules[i]));
	}
	val_add(view, "count", val_int(c->arena, (int64_t)n));
	val_add(view, "clauses", clauses);
	return E_OK;
}

PAGE(check_rules, .method = "GET", .path = "/check/rules", .run = rules_list, .type = "control",
    .verb = VERB_READ, .template = "rules", .title = N_("Conformity rules"), .api = true,
    .help = "The conformity rules by clause: what should be so, how severe it is when it is not, "
	    "what the standard says about it, and how it is mended.");
