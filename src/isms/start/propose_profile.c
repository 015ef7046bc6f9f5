/* isms/start/propose_profile.c -- what documents say of the organisation, and its risk criteria. */
#include "isms/start/propose.h"
#include "record/rec.h"

/* "Office Ghent | Kouter 1": the first site, by its address where one was given. */
static const char *first_site(struct proposer *p)
{
	const char *text = rec_text(p->answers, "sites"), *name, *rest;

	halves(p->a, arena_text_n(p->a, text, strcspn(text, "\n")), &name, &rest);
	return rest[0] ? rest : name;
}

/*
 * How many work there stays open: the answer is a range. So do the circumstances: left empty, the
 * answers themselves decide, also when they change.
 */
void propose_profile(struct proposer *p)
{
	const char *contact = rec_text(p->answers, rec_has(p->answers, "manager_email") ?
	    "manager_email" : "top_email");
	struct proposal *r = propose(p, "profile", "profile:organisation");

	put(p, r, "name", org_name(p));
	put(p, r, "address", first_site(p));
	put(p, r, "activities", rec_text(p->answers, "product"));
	put(p, r, "report_channel", contact);
	put(p, r, "public_contact", contact);
}

void propose_criteria(struct proposer *p)
{
	struct proposal *r = propose(p, "risk_criteria", "criteria:first");

	put(p, r, "title", N_("Risk criteria"));
	put(p, r, "owner", person_of(p, "top"));
	put(p, r, "assessment", N_("All risks are assessed once a year, and a risk by itself when "
	    "an asset, a supplier or the threat changes, after an incident, and before a larger "
	    "change. Risk owners assess with the ISMS manager; both scales are described, so that "
	    "two people reach the same step."));
	put(p, r, "acceptance", N_("Acceptable risks are retained without a decision. Risks above "
	    "that may be accepted by their owner for at most a year, with a reason; those on the "
	    "highest level by top management alone."));
	put(p, r, "review_months", "12");
	put(p, r, "acceptance_months", "12");
}
