/* isms/context/party.c -- who has a stake in information security here, and what they require. */
#include "record/rec.h"
#include "record/type.h"

static const struct item kinds[] = {
	{ "customer", N_("Customers"), "info", NULL },
	{ "owner", N_("Owners and management"), NULL, NULL },
	{ "staff", N_("Staff and their representatives"), NULL, NULL },
	{ "authority", N_("Authorities and regulators"), "warn", NULL },
	{ "supplier", N_("Suppliers and partners"), NULL, NULL },
	{ "public", N_("Neighbours and the public"), NULL, NULL },
	{ "other", N_("Others"), NULL, NULL },
	{ 0 }
};
static const struct item sides[] = {
	{ "external", N_("External"), "info", NULL },
	{ "internal", N_("Internal"), NULL, NULL },
	{ 0 }
};

static const struct field party_fields[] = {
    {"name", FK_TEXT, N_("Name"), F_REQ | F_LIST | F_SEARCH | F_UNIQUE, .max = 200,
	.help = N_("A group with the same interest, or a single one that matters by itself.")},
    {"kind", FK_ENUM, N_("Kind"), F_REQ | F_LIST, .items = kinds, .initial = "other"},
    {"side", FK_ENUM, N_("Side"), F_LIST, .items = sides},
    {"owner", FK_REF, N_("Who keeps contact"), F_LIST, .to = "person"},
    {"how_to_learn", FK_TEXT, N_("How we learn what they want"), F_WIDE | F_SEARCH, .max = 500,
	.help = N_("Contracts, minutes, letters, talks: where their requirements can be seen.")},
    {"note", FK_MARKDOWN, N_("Note"), F_WIDE | F_SEARCH},
    {"reviewed_on", FK_DATE, N_("Last reviewed"), F_LIST | F_PAST},
    {"review_due", FK_DATE, N_("Review due"), F_INDEX, .due_in = "active"}, {0}};

RECORD(interested_party, .plural = "interested_parties", .prefix = "IP",
    .label = N_("Interested party"), .labels = N_("Interested parties"), .area = "context",
    .icon = "party", .title = "name", .own = "owner", .sort = "name", .fields = party_fields,
    .source = "ISO/IEC 27001:2022, 4.2 a)",
    .help = N_("Who can affect the ISMS, is affected by it or believes so."));

static const struct item treated[] = {
	{ "yes", N_("Yes"), "good", N_("The ISMS meets it.") },
	{ "partly", N_("Partly"), "warn", N_("As far as the text beside says.") },
	{ "no", N_("No"), NULL, N_("Not through the ISMS; the text beside says why.") },
	{ 0 }
};

static const struct field need_fields[] = {
    {"title", FK_TEXT, N_("Requirement"), F_REQ | F_LIST | F_SEARCH, .max = 500,
	.help = N_("What the party expects, in words it would agree with.")},
    {"party", FK_REF, N_("Interested party"), F_REQ | F_LIST, .to = "interested_party"},
    {"climate", FK_BOOL, N_("About climate change"), F_LIST,
	.source = "ISO/IEC 27001:2022/Amd 1:2024, 4.2"},
    {"treated", FK_ENUM, N_("Met through the ISMS"), F_LIST, .items = treated,
	.source = "ISO/IEC 27001:2022, 4.2 c)"},
    {"how", FK_MARKDOWN, N_("How, or why not"), F_WIDE | F_SEARCH},
    {"obligations", FK_REFS, N_("Obligations it became"), F_WIDE, .to = "obligation"},
    {"controls", FK_REFS, N_("Controls that meet it"), F_WIDE, .to = "control"},
    {"reviewed_on", FK_DATE, N_("Last reviewed"), F_LIST | F_PAST}, {0}};

/* A decision against a requirement is a decision: it has a reason. */
static int check_need(struct ctx *c, const struct rec *old, const struct rec *r)
{
	(void)old;
	if (rec_is(r, "treated", "no") && !rec_has(r, "how"))
		return err_field(&c->err, "how", "required",
		    "say why the ISMS does not meet this requirement");
	return E_OK;
}

RECORD(party_need, .plural = "party_needs", .prefix = "PN", .label = N_("Party's requirement"),
    .labels = N_("Parties' requirements"), .area = "context", .icon = "requirement",
    .title = "title", .fields = need_fields, .check = check_need,
    .source = "ISO/IEC 27001:2022, 4.2 b), c)",
    .help = N_("What interested parties require, which of it the ISMS meets, and how."));
