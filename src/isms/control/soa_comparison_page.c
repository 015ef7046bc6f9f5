/*
 * isms/control/soa_comparison_page.c -- leads through the comparison that 6.1.3 c) asks for: what
 * risks choose beyond Annex A, what of Annex A no risk names, and the record of having looked.
 */
#include "isms/control/soa_version.h"
#include "web/page.h"

static void label_rows(struct arena *a, struct value *list)
{
	static const char *const tones[] = { "warn", "good", "info", "none" };

	for (struct value *o = list->u.list.first; o; o = o->next) {
		const char *name = val_get_text(o, "decision"), *ref = val_get_text(o, "control");
		struct value *d = val_obj(a);

		for (enum soa_decision i = SOA_UNDECIDED; i <= SOA_EXCLUDED; i++)
			if (strcmp(soa_decision_name(i), name) == 0) {
				val_add(d, "name", val_text(a, name));
				val_add(d, "label", val_text(a, soa_decision_label(i)));
				val_add(d, "tone", val_text(a, tones[i]));
			}
		val_set(o, "decision", d);
		val_add(o, "href", val_text(a, rec_path(a, record_find("control"), ref)));
		val_add(o, "decide_href", val_text(a, arena_printf(a, "/soa?q=%s#%s", ref, ref)));
		val_add(o, "undecided", val_bool(a, strcmp(name, "undecided") == 0));
	}
}

static int last(struct ctx *c, const struct soa *s, struct value *view)
{
	const struct record *t = record_find("soa_comparison");
	struct value *o = val_null(c->arena);
	struct soa_standing st;
	int rc;

	if ((rc = soa_standing(c, s, &st)) < 0)
		return rc;
	if (st.comparison) {
		const char *code = code_text(c->arena, t, st.comparison);

		o = val_obj(c->arena);
		val_add(o, "code", val_text(c->arena, code));
		val_add(o, "href", val_text(c->arena, rec_path(c->arena, t, code)));
		val_add(o, "on", val_text(c->arena, st.comparison_on));
		val_add(o, "current", val_bool(c->arena, st.comparison_current));
	}
	val_add(view, "last", o);
	return E_OK;
}

static int comparison(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = record_find("soa_comparison");
	bool may = !c->as_of_us && access_scope(c, t, VERB_CREATE) != SCOPE_NONE;
	struct value *rows, *annex, *beyond;
	struct soa s;
	int rc;

	(void)r;
	if ((rc = soa_now_short(c, 1, &s)) < 0 || (rc = last(c, &s, view)) < 0)
		return rc;
	rows = soa_comparison_rows(c->arena, &s);
	annex = val_copy(c->arena, val_get(rows, "annex"));
	beyond = val_copy(c->arena, val_get(rows, "beyond"));
	label_rows(c->arena, annex);
	label_rows(c->arena, beyond);
	val_add(view, "none", val_bool(c->arena, !val_get_int(rows, "annex_total", 0)));
	val_add(view, "annex", annex);
	val_add(view, "beyond", beyond);
	val_add(view, "undecided", val_int(c->arena, val_get_int(rows, "undecided", 0)));
	val_add(view, "chosen", val_int(c->arena, val_get_int(rows, "chosen", 0)));
	val_add(view, "unnamed", val_int(c->arena,
	    (int64_t)annex->u.list.n));
	val_add(view, "may_list", val_bool(c->arena, page_may_follow(c, "/soa_comparisons")));
	val_add(view, "can_record", val_bool(c->arena, may));
	val_add(view, "me", val_text(c->arena, c->actor->person ? code_text(c->arena,
	    record_find("person"), c->actor->person) : ""));
	return E_OK;
}

PAGE(soa_comparison_page, .method = "GET", .path = "/soa/comparison", .run = comparison,
    .type = "control", .verb = VERB_READ, .template = "soa-comparison",
    .title = N_("Comparison with Annex A"), .api = true,
    .help = "The controls that treat risks against Annex A, in both directions, and the last "
	    "comparison that was recorded.");
