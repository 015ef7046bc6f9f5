/*
 * isms/evidence/evidence.c -- one piece of evidence: files, an address or a note, what it shows,
 * from which day and for how long. One piece may stand for many controls and requirements.
 */
#include "isms/control/measure.h"
#include "isms/evidence/room.h"
#include "record/program.h"

static const struct item kinds[] = {
	{ "file", N_("Files"), NULL, N_("Documents, exports, pictures.") },
	{ "link", N_("Address"), NULL, N_("Where it lies in another system.") },
	{ "note", N_("Note"), NULL, N_("What somebody saw or was told.") },
	{ 0 }
};
static const struct item classes[] = {
	{ "public", N_("Public"), NULL, NULL },
	{ "internal", N_("Internal"), "info", NULL },
	{ "confidential", N_("Confidential"), "warn", NULL },
	{ "strictly-confidential", N_("Strictly confidential"), "severe", NULL },
	{ 0 }
};
static const struct item states[] = {
	{ "draft", N_("Draft"), "info", N_("Collected, and nobody has looked at it yet.") },
	{ "valid", N_("Valid"), "good", N_("Somebody has looked: it shows what it is to show.") },
	{ "withdrawn", N_("Withdrawn"), NULL, N_("Wrong, superseded, or no longer ours.") },
	{ 0 }
};

static bool is_address(const char *text)
{
	size_t scheme = text_starts(text, "https://") ? 8 : text_starts(text, "http://") ? 7 : 0;

	return scheme && text[scheme] && !strpbrk(text, " \"<>\\^`{|}");
}

/* What a kind of evidence is made of. */
static int has_contents(struct ctx *c, const struct rec *r)
{
	static const struct { const char *kind, *field, *what; } needs[] = {
		{ "file", "files", "attach at least one file, or choose another kind" },
		{ "link", "link", "write the address, or choose another kind" },
		{ "note", "note", "write the note, or choose another kind" },
	};

	for (size_t i = 0; i < COUNT(needs); i++)
		if (rec_is(r, "kind", needs[i].kind) && !rec_has(r, needs[i].field))
			return err_field(&c->err, needs[i].field, "required", "%s", needs[i].what);
	return E_OK;
}

static const struct move moves[] = {
	{ "draft", "valid", N_("Accept as valid"), has_contents, false },
	{ "draft", "withdrawn", N_("Withdraw"), NULL, false },
	{ "valid", "withdrawn", N_("Withdraw"), NULL, false },
	{ "withdrawn", "draft", N_("Back to draft"), NULL, false },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Evidence"), F_REQ | F_LIST | F_SEARCH, .max = 200,
	.help = N_("What it is: \"Restore test of the mail server, minutes\"."),
	.group = N_("What it is")},
    {"kind", FK_ENUM, N_("Kind"), F_REQ | F_LIST, .items = kinds, .initial = "file"},
    {"files", FK_FILES, N_("Files"), F_WIDE | F_SEARCH,
	.help = N_("Kept encrypted; the history and the ledger keep their SHA-256.")},
    {"link", FK_TEXT, N_("Address"), F_WIDE, .max = 1000,
	.help = N_("https://..., for evidence that stays where it is.")},
    {"note", FK_MARKDOWN, N_("Note"), F_SEARCH | F_WIDE,
	.help = N_("What was seen, or what one has to know to read the files.")},
    {"source", FK_TEXT, N_("Source"), F_SEARCH, .max = 200,
	.help = N_("System, register or person that it comes from.")},
    {"owner", FK_REF, N_("Owner"), F_LIST, .to = "person",
	.help = N_("Who keeps it fresh. Empty: who records it.")},
    {"classification", FK_ENUM, N_("Classification"), 0, .items = classes,
	.initial = "internal", .source = "ISO/IEC 27001:2022, A.5.12"},
    {"collected_on", FK_DATE, N_("Collected on"), F_LIST | F_INDEX | F_PAST,
	.help = N_("Empty: today."), .group = N_("How long it is good for")},
    {"valid_days", FK_INT, N_("Good for days"), 0, .min = 0, .max = 3660,
	.help = N_("Counted from the day of collection: 365 for what is done once a year.")},
    {"valid_until", FK_DATE, N_("Valid until"), 0,
	.help = N_("The last day, when it has one of its own, such as a certificate's.")},
    {"good_until", FK_DATE, N_("Fresh until"), F_DERIVED | F_LIST | F_INDEX, .due_in = "valid",
	.help = N_("The earlier of both; afterwards it is stale. Empty: no end.")},
    {"controls", FK_REFS, N_("Controls"), F_WIDE, .to = "control", .group = N_("What it shows")},
    {"measures", FK_REFS, N_("Measures"), F_WIDE, .to = "measure"},
    {"requirements", FK_REFS, N_("Requirements"), F_WIDE, .to = "requirement"},
    {"risks", FK_REFS, N_("Risks"), F_WIDE, .to = "risk"},
    {"assets", FK_REFS, N_("Assets"), F_WIDE, .to = "asset"},
    {"answers", FK_REFS, N_("Answers the requests"), F_WIDE, .to = "task",
	.help = N_("Requests for evidence that it answers: they are done when it is recorded.")},
    {"period_from", FK_DATE, N_("Covers from"), 0, .group = N_("Period and sample"),
	.help = N_("The period over which the control is shown to have worked.")},
    {"period_to", FK_DATE, N_("Covers until"), 0},
    {"population", FK_TEXT, N_("Drawn from"), F_WIDE, .max = 300,
	.help = N_("The population: \"all 214 leavers of the year\"."),
	.source = "ISO 19011:2018, A.6"},
    {"population_size", FK_INT, N_("Population"), 0, .min = 0, .max = 100000000},
    {"sample_size", FK_INT, N_("Sample"), 0, .min = 0, .max = 100000000},
    {0}};

static int derive(struct ctx *c, struct rec *r)
{
	char day[DATE_TEXT], *today;

	if (!rec_has(r, "collected_on") && r->id == 0) {
		today = arena_alloc(c->arena, DATE_TEXT);
		date_print(c->now_us, today);
		rec_set_text(c, r, "collected_on", today);
	}
	if (!rec_has(r, "owner") && r->id == 0 && c->actor->person)
		rec_set_int(c, r, "owner", c->actor->person);
	rec_set_text(c, r, "good_until", evidence_last_day(rec_text(r, "collected_on"),
	    rec_int(r, "valid_days"), rec_text(r, "valid_until"), day) ?
	    arena_text(c->arena, day) : NULL);
	return E_OK;
}

static void in_order(struct ctx *c, const struct rec *r, const char *from, const char *to,
    const char *what)
{
	if (rec_has(r, from) && rec_has(r, to) &&
	    strcmp(rec_text(r, from), rec_text(r, to)) > 0)
		IGNORE(err_field(&c->err, to, "too-early", "%s", what));
}

static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	(void)old;
	if (rec_has(r, "link") && !is_address(rec_text(r, "link")))
		IGNORE(err_field(&c->err, "link", "not-an-address",
		    "must be an address that begins with https:// or http://"));
	in_order(c, r, "collected_on", "valid_until", "lies before the day of collection");
	in_order(c, r, "period_from", "period_to", "lies before the beginning of the period");
	if (rec_has(r, "sample_size") && rec_has(r, "population_size") &&
	    rec_int(r, "sample_size") > rec_int(r, "population_size"))
		IGNORE(err_field(&c->err, "sample_size", "out-of-range",
		    "is larger than the population"));
	if (strcmp(r->state, "valid") == 0)
		IGNORE(has_contents(c, r));
	return c->err.code;
}

/* How fresh it is today, or was at the moment that is looked at. */
static int extend(struct ctx *c, const struct rec *r, struct value *out)
{
	static const struct { const char *word, *label, *tone; } words[] = {
		[EVIDENCE_FRESH] = { "fresh", N_("Fresh"), "good" },
		[EVIDENCE_SOON] = { "soon", N_("Running out"), "warn" },
		[EVIDENCE_STALE] = { "stale", N_("Past its last day"), "bad" },
		[EVIDENCE_ENDLESS] = { "endless", N_("Fresh"), "good" },
	};
	const char *until = rec_text(r, "good_until");
	char today[DATE_TEXT];
	enum freshness f;

	date_print(c->as_of_us ? c->as_of_us : c->now_us, today);
	f = evidence_freshness(today, until);
	val_set_text(c->arena, out, "freshness", words[f].word);
	val_set_text(c->arena, out, "freshness_label", words[f].label);
	val_set_text(c->arena, out, "freshness_tone", words[f].tone);
	val_set_text(c->arena, out, "freshness_left", freshness_text(c->arena, today, until));
	return E_OK;
}

/* What one revision named and another does not, too: both stand differently now. */
static int refresh(struct ctx *c, const struct rec *r, const struct rec *told)
{
	const struct value *ids = r ? rec_value(r, "measures") : NULL;
	const struct value *done = told ? rec_value(told, "measures") : NULL;
	int rc = E_OK;

	for (const struct value *v = ids ? ids->u.list.first : NULL; v && rc == E_OK; v = v->next) {
		bool twice = false;

		for (const struct value *d = done ? done->u.list.first : NULL; d; d = d->next)
			twice |= d->u.i == v->u.i;
		if (!twice)
			rc = measure_refresh(c, v->u.i, arena_printf(c->arena, "evidence %s",
			    rec_code(c->arena, r)));
	}
	return rc;
}

/* Requests it answers are done; measures it names work better, or no longer as well. */
static int after(struct ctx *c, const struct rec *old, const struct rec *r)
{
	int rc = evidence_answer(c, old, r);

	if (rc == E_OK)
		rc = refresh(c, r, NULL);
	return rc == E_OK ? refresh(c, old, r) : rc;
}

RECORD(evidence, .plural = "evidence", .prefix = "EV", .label = N_("Evidence"),
    .labels = N_("Evidence"), .area = "evidence", .icon = "evidence", .title = "title",
    .own = "owner", .sort = "-collected_on", .fields = fields, .states = states, .moves = moves,
    .derive = derive, .check = check, .after = after,
    .extend = extend,
    .source = "ISO/IEC 27001:2022, 7.5, 9.1",
    .help = N_("What shows that controls work and requirements are met: files, addresses, notes. "
	       "One piece may stand for many controls."));
