/*
 * isms/control/soa_rules.c -- the Statement of Applicability as views of numbers for rules: what
 * soa_read() computes is said once, there, and rules ask for it.
 */
#include "isms/control/soa_priv.h"
#include "isms/control/soa_version.h"
#include "rule/rule.h"

/*
 * decision: 0 undecided, 1 applicable, 2 inherited, 3 excluded. status: 0 not needed, 1 not
 * implemented, 2 planned, 3 partly, 4 in place, 5 the provider. causes: records that name the
 * control; linked, worded: its own reasons with and without a record, the justification of an
 * inclusion among the latter. working: measures in place or partly; failing, proved, shown of
 * them. changed: against the approved version, SOA_DIFF_*.
 */
static int fill_soa(struct ctx *c, struct ruleview_rows *ret)
{
	struct soa s = { .c = c };
	struct value *changed;
	int rc;

	if ((rc = soa_read(&s)) < 0 || (rc = soa_version_changed(c, &s, &changed)) < 0)
		return rc;
	for (size_t i = 0; i < s.n; i++) {
		const struct soa_row *r = &s.rows[i];
		enum soa_decision d = soa_decision_of(r);
		bool why = r->justified && (d == SOA_APPLICABLE || d == SOA_INHERITED);
		bool annex_a = strcmp(r->framework, SOA_ANNEX_A) == 0;

		ruleview_row(ret, (int64_t[]){ r->id, annex_a, (int64_t)d,
		    r->entry_id, r->drafted, r->causes, r->treats, r->linked,
		    r->worded + why,
		    r->in_place + r->partly + r->planned, r->in_place + r->partly, r->failing,
		    r->proved, r->shown, r->evidence, (int64_t)soa_derived_status(r),
		    soa_status_of(r) != soa_derived_status(r), r->nconditions, r->broken,
		    r->supplier != NULL, r->agreement != NULL,
		    val_get_int(changed, r->ref, 0) });
	}
	return E_OK;
}

RULEVIEW(soa, .columns = { "control_id", "annex_a", "decision", "entry_id", "drafted", "causes",
    "treats", "linked", "worded", "measures", "working", "failing", "proved", "shown", "evidence",
    "status", "overridden", "conditions", "broken", "supplier", "agreement", "changed" },
    .fill = fill_soa);

/* Conditions of controls that are excluded: how many records contradict each. */
static int fill_exclusion(struct ctx *c, struct ruleview_rows *ret)
{
	struct soa s = { .c = c, .cap = 1 };
	int rc;

	if ((rc = soa_read(&s)) < 0)
		return rc;
	for (size_t i = 0; i < s.n; i++) {
		const struct soa_row *r = &s.rows[i];

		if (soa_decision_of(r) != SOA_EXCLUDED)
			continue;
		for (const struct value *k = r->conditions->u.list.first; k; k = k->next) {
			int64_t id;

			if (code_id(record_find("exclusion_condition"),
			    str_of(val_get_text(k, "code")), &id))
				ruleview_row(ret, (int64_t[]){ id, r->id,
				    val_truthy(val_get(k, "holds")),
				    val_get_int(k, "found", 0) });
		}
	}
	return E_OK;
}

RULEVIEW(exclusion, .columns = { "condition_id", "control_id", "holds", "found" },
    .fill = fill_exclusion);

/* One row: where the Statement as a whole stands. */
static int fill_state(struct ctx *c, struct ruleview_rows *ret)
{
	struct soa s = { .c = c, .cap = 1 };
	struct soa_standing st;
	int rc;

	if ((rc = soa_read(&s)) < 0 || (rc = soa_standing(c, &s, &st)) < 0)
		return rc;
	ruleview_row(ret, (int64_t[]){ st.approved, st.in_review, st.comparison,
	    st.comparison_current });
	return E_OK;
}

RULEVIEW(soa_state, .columns = { "approved_id", "in_review_id", "comparison_id",
    "comparison_current" }, .fill = fill_state);
