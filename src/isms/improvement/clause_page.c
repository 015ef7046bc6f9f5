/* isms/improvement/clause_page.c -- one clause: what it asks to exist, what of it is missing. */
#include "isms/improvement/progress.h"
#include "rule/rule.h"
#include "web/page.h"

static int64_t same_rule(const struct value *f)
{
	const char *rule = val_get_text(f, "rule");
	int64_t n = 0;

	for (; f && strcmp(val_get_text(f, "rule"), rule) == 0; f = f->next)
		n++;
	return n;
}

/* One finding of each rule, worst first, with how many there are like it. */
static int findings(struct ctx *c, const struct clause *k, struct value *view)
{
	struct value *result, *list = val_arr(c->arena);
	struct err before = c->err;
	int rc = rules_check(c, k->ref, &result);

	val_add(view, "ruled", val_bool(c->arena, rc == E_OK));
	if (rc == E_NOTFOUND) {	/* a clause that no rule is about is one all the same */
		c->err = before;
		val_add(view, "findings", list);
		val_add(view, "finding_count", val_int(c->arena, 0));
		return E_OK;
	}
	if (rc < 0)
		return rc;
	for (enum severity s = SEVERITY_MAJOR; s <= SEVERITY_OPPORTUNITY; s++) {
		const char *rule = "", *name = severity_name(s);

		for (const struct value *f = val_get(result, "findings")->u.list.first; f;
		     f = f->next) {
			bool first = strcmp(val_get_text(f, "rule"), rule) != 0;
			struct value *o;

			rule = val_get_text(f, "rule");
			if (!first || strcmp(val_get_text(f, "severity"), name) != 0)
				continue;
			o = val_copy(c->arena, f);
			val_set(o, "severity", severity_value(c->arena, name));
			val_add(o, "alike", val_int(c->arena, same_rule(f) - 1));
			val_push(list, o);
		}
	}
	val_add(view, "findings", list);
	val_add(view, "finding_count", val_int(c->arena,
	    (int64_t)val_get(result, "findings")->u.list.n));
	return E_OK;
}

static void neighbour(struct arena *a, struct value *view, const char *key, const struct clause *k)
{
	struct value *o = val_obj(a);

	val_add(o, "label", val_text(a, arena_printf(a, "%s %s", k->ref, k->title)));
	val_add(o, "href", val_text(a, arena_printf(a, "/clauses/%s", k->ref)));
	val_add(view, key, o);
}

static int clause(struct ctx *c, struct req *r, struct value *view)
{
	const struct clause *k = clause_find(r->param[0]);
	struct value *one;
	int rc;

	if (!k)
		return err_set(&c->err, E_NOTFOUND, "there is no clause \"%s\"", r->param[0]);
	if ((rc = progress_clause(c, k, &one)) < 0 || (rc = findings(c, k, view)) < 0)
		return rc;
	for (struct value *m = one->u.list.first, *next; m; m = next) {
		next = m->next;
		m->next = NULL;
		val_add(view, m->key, m);
	}
	val_add(view, "seen", val_bool(c->arena, val_truthy(val_get(view, "things"))));
	val_add(view, "heading", val_text(c->arena, arena_printf(c->arena, "%s %s", k->ref,
	    k->title)));
	val_add(view, "guide_href", val_text(c->arena, strcmp(k->ref, "A") == 0 ?
	    "/knowledge/iso27001-2022" : arena_printf(c->arena, "/knowledge/iso27001-2022/%s",
	    k->ref)));
	if (k > clauses)
		neighbour(c->arena, view, "before", k - 1);
	if (k + 1 < clauses + clauses_count)
		neighbour(c->arena, view, "behind", k + 1);
	return E_OK;
}

static int all_clauses(struct ctx *c, struct req *r, struct value *view)
{
	struct value *list;
	int rc;

	(void)r;
	if ((rc = progress_all(c, &list)) < 0)
		return rc;
	val_add(view, "clauses", list);
	return E_OK;
}

PAGE(clauses_all, .method = "GET", .path = "/clauses", .run = all_clauses,
    .type = "requirement", .verb = VERB_READ, .template = "clauses",
    .title = N_("Completeness"), .nav = "improvement|Completeness|dashboard", .api = true,
    .help = "How complete the ISMS is, clause by clause, with what is missing.");
PAGE(clause_one, .method = "GET", .path = "/clauses/:clause", .run = clause,
    .type = "requirement", .verb = VERB_READ, .template = "clause", .title = N_("Clause"),
    .api = true,
    .help = "What one clause asks to exist, counted from the records, and its findings.");
