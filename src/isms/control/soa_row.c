/* isms/control/soa_row.c -- what follows from a row of the Statement: decision, status, words. */
#include "isms/control/soa_priv.h"
#include "record/rec.h"

static const struct {
	const char *name, *label, *tone;
} decisions[] = {
	[SOA_UNDECIDED] = { "undecided", N_("Undecided"), "warn" },
	[SOA_APPLICABLE] = { "applicable", N_("Applicable"), "good" },
	[SOA_INHERITED] = { "inherited", N_("Inherited from a provider"), "info" },
	[SOA_EXCLUDED] = { "excluded", N_("Not applicable"), "none" },
}, statuses[] = {
	[SOA_NOT_NEEDED] = { "not-needed", NULL, "none" },
	[SOA_NOT_IMPLEMENTED] = { "not-implemented", N_("Not implemented"), "bad" },
	[SOA_PLANNED] = { "planned", N_("Planned"), "info" },
	[SOA_PARTLY] = { "partly", N_("Partly"), "warn" },
	[SOA_IN_PLACE] = { "in-place", N_("In place"), "good" },
	[SOA_BY_PROVIDER] = { "provider", N_("Done by the provider"), "info" },
};

const char *soa_status_name(enum soa_status s)
{
	return statuses[s].name;
}

const char *soa_decision_name(enum soa_decision d)
{
	return decisions[d].name;
}

const char *soa_decision_label(enum soa_decision d)
{
	return decisions[d].label;
}

const char *soa_word_label(const char *name)
{
	for (size_t i = 0; i < COUNT(decisions); i++)
		if (strcmp(decisions[i].name, name) == 0)
			return decisions[i].label;
	for (size_t i = 0; i < COUNT(statuses); i++)
		if (statuses[i].label && strcmp(statuses[i].name, name) == 0)
			return statuses[i].label;
	return name;
}

static struct value *toned(struct arena *a, const char *name, const char *label, const char *tone)
{
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, name));
	val_add(o, "label", val_text(a, label));
	val_add(o, "tone", val_text(a, tone));
	return o;
}

/* What the program drafted is a proposal, not a decision. */
static bool decided(const struct soa_row *r, const char *word)
{
	return r->decision && !r->drafted && strcmp(r->decision, word) == 0;
}

enum soa_decision soa_decision_of(const struct soa_row *r)
{
	for (int d = SOA_APPLICABLE; d <= SOA_EXCLUDED; d++)
		if (decided(r, decisions[d].name))
			return (enum soa_decision)d;
	return r->causes + r->linked + r->worded > 0 ? SOA_APPLICABLE : SOA_UNDECIDED;
}

bool soa_applies(const struct soa_row *r)
{
	enum soa_decision d = soa_decision_of(r);

	return d == SOA_APPLICABLE || d == SOA_INHERITED;
}

/*
 * Without a measure: not needed, the provider's, or not implemented. Else in place when all
 * measures are and none has failed its newest test; partly when some are; planned when none is.
 */
enum soa_status soa_derived_status(const struct soa_row *r)
{
	int all = r->in_place + r->partly + r->planned;

	if (all == 0)
		return decided(r, "excluded") ? SOA_NOT_NEEDED :
		    decided(r, "inherited") ? SOA_BY_PROVIDER : SOA_NOT_IMPLEMENTED;
	if (r->in_place == all)
		return SOA_IN_PLACE;
	return r->in_place + r->partly > 0 ? SOA_PARTLY : SOA_PLANNED;
}

enum soa_status soa_status_of(const struct soa_row *r)
{
	for (int s = SOA_NOT_IMPLEMENTED; r->override && !r->drafted && s <= SOA_IN_PLACE; s++)
		if (strcmp(r->override, statuses[s].name) == 0)
			return (enum soa_status)s;
	return soa_derived_status(r);
}

struct value *soa_status_value(struct arena *a, enum soa_status s, bool applies)
{
	return toned(a, statuses[s].name, statuses[s].label,
	    s == SOA_NOT_IMPLEMENTED && !applies ? "none" : statuses[s].tone);
}

/* How the status came about, in words. */
static const char *derivation(struct arena *a, const struct soa_row *r)
{
	int all = r->in_place + r->partly + r->planned;

	if (all == 0 && decided(r, "inherited"))
		return r->provider ?
		    arena_printf(a, "done by %s; no measure of our own", r->provider) :
		    "done by a provider; no measure of our own";
	if (all == 0)
		return "no measure implements it";
	if (r->in_place == all)
		return all == 1 ? "its only measure is in place" :
		    arena_printf(a, "all %d measures are in place", all);
	return arena_printf(a, "of %s %d in place, %d partly, %d planned%s",
	    text_counted(a, all, "measure", "measures"), r->in_place, r->partly, r->planned,
	    r->failing ?
	    " (one that failed its newest test counts as partly)" : "");
}

/* Does anything show that it works? From bad to good; NULL while nothing works yet. */
static struct value *proof(struct arena *a, const struct soa_row *r)
{
	int working = r->in_place + r->partly;

	if (r->failing)
		return toned(a, "contradicted", N_("Contradicted by a test"), "bad");
	if (!working)
		return val_null(a);
	if (r->proved == working)
		return toned(a, "proved", N_("Proved by tests"), "good");
	if (r->shown == working || r->evidence > 0)
		return toned(a, "shown", N_("Shown by evidence"), "info");
	return toned(a, "claimed", N_("Claimed, not shown"), "warn");
}

static const char *proof_text(struct arena *a, const struct soa_row *r)
{
	int working = r->in_place + r->partly;

	if (!working)
		return NULL;
	return arena_printf(a, "%s at work: %d passed the newest test, %d failed it, %d "
	    "with a passed test or evidence; evidence about the control itself: %d",
	    text_counted(a, working, "measure", "measures"), r->proved, r->failing, r->shown,
	    r->evidence);
}

static void add_status(struct arena *a, const struct soa_row *r, struct value *o)
{
	int all = r->in_place + r->partly + r->planned;
	bool forced = soa_status_of(r) != soa_derived_status(r);

	val_add(o, "status", soa_status_value(a, soa_status_of(r), soa_applies(r)));
	val_add(o, "derivation", val_text(a, derivation(a, r)));
	val_add(o, "derived_status", forced ?
	    soa_status_value(a, soa_derived_status(r), soa_applies(r)) : val_null(a));
	val_add(o, "override_reason", val_text(a, forced ? r->override_reason : NULL));
	val_add(o, "proof", proof(a, r));
	val_add(o, "proof_text", val_text(a, proof_text(a, r)));
	val_add(o, "effectiveness", all ? val_int(a, r->effectiveness / all) : val_null(a));
	val_add(o, "measures", r->measures);
}

struct value *soa_row_value(struct arena *a, const struct soa_row *r)
{
	enum soa_decision d = soa_decision_of(r);
	int reasons = r->causes + r->linked + r->worded;
	struct value *o = val_obj(a);

	val_add(o, "control", val_text(a, r->ref));
	val_add(o, "title", val_text(a, r->title));
	val_add(o, "theme", val_text(a, r->theme));
	val_add(o, "framework", val_text(a, r->framework));
	val_add(o, "attributes", val_text(a, r->attributes));
	val_add(o, "href", val_text(a, rec_path(a, record_find("control"), r->ref)));
	val_add(o, "decision", toned(a, decisions[d].name, decisions[d].label, decisions[d].tone));
	val_add(o, "applicable", val_bool(a, soa_applies(r)));
	val_add(o, "excluded", val_bool(a, d == SOA_EXCLUDED));
	val_add(o, "undecided", val_bool(a, d == SOA_UNDECIDED));
	val_add(o, "inherited", val_bool(a, d == SOA_INHERITED));
	val_add(o, "drafted", val_bool(a, r->drafted));
	val_add(o, "proposed", val_text(a, r->drafted ? r->decision : NULL));
	val_add(o, "reasons", r->reasons);
	val_add(o, "kinds", val_text(a, r->kinds));
	val_add(o, "reasons_total", val_int(a, reasons));
	val_add(o, "reasons_more", val_int(a, reasons - (int)r->reasons->u.list.n));
	val_add(o, "no_record", val_bool(a, soa_applies(r) && !r->causes && !r->linked));
	val_add(o, "needed", val_bool(a, d == SOA_EXCLUDED && r->causes > 0));
	val_add(o, "justification", val_text(a, r->justification));
	val_add(o, "provider", val_text(a, r->provider));
	val_add(o, "supplier", val_text(a, r->entry_readable ? r->supplier : NULL));
	val_add(o, "agreement", val_text(a, r->entry_readable ? r->agreement : NULL));
	val_add(o, "conditions", r->conditions);
	val_add(o, "broken", val_int(a, r->broken));
	add_status(a, r, o);
	val_add(o, "entry", val_text(a, r->entry_readable ? r->entry : NULL));
	return o;
}

struct value *soa_summary(struct arena *a, const struct value *rows)
{
	int64_t applicable = 0, excluded = 0, undecided = 0, inherited = 0, broken = 0;
	struct value *o = val_obj(a);

	for (const struct value *r = rows->u.list.first; r; r = r->next) {
		applicable += val_truthy(val_get(r, "applicable"));
		excluded += val_truthy(val_get(r, "excluded"));
		undecided += val_truthy(val_get(r, "undecided"));
		inherited += val_truthy(val_get(r, "inherited"));
		broken += val_truthy(val_get(r, "excluded")) &&
		    val_get_int(r, "broken", 0) > 0;
	}
	val_add(o, "applicable", val_int(a, applicable));
	val_add(o, "excluded", val_int(a, excluded));
	val_add(o, "undecided", val_int(a, undecided));
	val_add(o, "inherited", val_int(a, inherited));
	val_add(o, "broken", val_int(a, broken));
	val_add(o, "total", val_int(a, (int64_t)rows->u.list.n));
	val_add(o, "text",
	    val_text(a,
		arena_printf(a,
		    "%s: %" PRId64 " applicable, %" PRId64 " excluded, %" PRId64
		    " undecided",
		    text_counted(a, (int64_t)rows->u.list.n, "control", "controls"), applicable,
		    excluded, undecided)));
	return o;
}
