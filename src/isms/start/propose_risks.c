/*
 * isms/start/propose_risks.c -- scenarios as risks, and controls that nothing seems to need.
 */
#include "isms/start/estimate.h"
#include "isms/start/propose.h"
#include "record/rec.h"

static const char *affects(const char *parts)
{
	return strcmp(parts, "C") == 0 ? "confidentiality" : strcmp(parts, "I") == 0 ?
	    "integrity" : strcmp(parts, "A") == 0 ? "availability" :
	    strcmp(parts, "C;I") == 0 ? "confidentiality,integrity" : strcmp(parts, "C;A") == 0 ?
	    "confidentiality,availability" : strcmp(parts, "I;A") == 0 ?
	    "integrity,availability" : "confidentiality,integrity,availability";
}

static void assessed(struct proposer *p, struct proposal *r, const struct library_entry *e)
{
	double low, high;

	if (estimate_range(library_key(e, "frequency"), &low, &high))
		put(p, r, "likelihood", arena_printf(p->a, "%d", estimate_likelihood(high)));
	if (estimate_range(library_key(e, "loss"), &low, &high))
		put(p, r, "consequence", arena_printf(p->a, "%d", estimate_consequence(high)));
	put(p, r, "rationale", arena_printf(p->a, "Proposed from the catalogue by the upper end of "
	    "its ranges: %s events a year, %s thousand euro for one event in an organisation of "
	    "about 200 people. %s\n\n%s",
	    library_key(e, "frequency"), library_key(e, "loss"), library_section(e, "ranges"),
	    library_section(e, "drivers")));
}

static void risk(struct proposer *p, const char *ref, const char *why)
{
	const struct library_entry *e = library_entry(library(), "scenario", ref);
	const char *controls;
	struct proposal *r;

	(void)why;
	if (!e)
		return;
	r = propose(p, "risk", arena_printf(p->a, "scenario:%s", ref));
	put(p, r, "title", e->title);
	put(p, r, "owner", person_of(p, "top"));
	put(p, r, "approach", "event");
	put(p, r, "scenario", ref);
	put(p, r, "cause", library_section(e, "cause"));
	put(p, r, "event", library_section(e, "event"));
	put(p, r, "impact", library_section(e, "consequence"));
	put(p, r, "threats", library_key(e, "threats"));
	put(p, r, "vulnerabilities", library_key(e, "vulnerabilities"));
	put(p, r, "assets", assets_of(p, library_key(e, "assets"), 20));
	put(p, r, "affects", affects(library_key(e, "affects")));
	if (r)
		assessed(p, r, e);
	controls = loaded_controls(p, library_key(e, "controls"));
	put(p, r, "controls", controls);
	if (controls[0])
		put(p, r, "treatment", "modify");
}

void propose_risks(struct proposer *p)
{
	const char *refs = library_key(p->preset, "scenarios");
	struct str part;

	while (library_part(&refs, &part))
		risk(p, arena_text_n(p->a, part.p, part.n), NULL);
	for_answers(p, "scenario", risk);
}

/* ---- controls to leave out ---- */

/* Something that is proposed names the control. */
static bool needed(const struct proposer *p, const char *ref)
{
	for (const struct proposal *r = p->out->first; r; r = r->next) {
		const char *list = val_get_text(r->input, "controls");
		size_t n = strlen(ref);

		for (const char *at = list ? strstr(list, ref) : NULL; at; at = strstr(at + n, ref))
			if ((at == list || at[-1] == ',') && (at[n] == ',' || at[n] == '\0'))
				return true;
	}
	return false;
}

/* What the catalogue says such an exclusion rests on: it fires when the registers change. */
static void conditions(struct proposer *p, const char *ref)
{
	const struct library_table *t = library_table(library(), "catalogues/exclusions");

	for (size_t i = 0; t && i < t->nrows; i++) {
		const struct library_row *row = &t->rows[i];
		struct proposal *r;

		if (strcmp(library_cell(row, "control"), ref) != 0)
			continue;
		r = propose(p, "exclusion_condition", arena_printf(p->a, "condition:%s",
		    library_cell(row, "key")));
		put(p, r, "control", ref);
		put(p, r, "records", library_cell(row, "records"));
		put(p, r, "query", library_cell(row, "query"));
		put(p, r, "why", library_cell(row, "why"));
	}
}

static void exclusion(struct proposer *p, const char *ref, const char *why)
{
	struct proposal *r;

	if (needed(p, ref) || !is_loaded(p, "control", ref))
		return;
	r = propose(p, "soa_entry", arena_printf(p->a, "exclude:%s", ref));
	put(p, r, "control", ref);
	put(p, r, "decision", "excluded");
	put(p, r, "justification", why);
	conditions(p, ref);
}

void propose_exclusions(struct proposer *p)
{
	for_answers(p, "exclude", exclusion);
}
