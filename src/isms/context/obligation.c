/* isms/context/obligation.c -- what law, regulators and contracts demand, and the controls it
 * causes. */
#include "record/rec.h"
#include "record/type.h"

static const struct item kinds[] = {
	{ "legal", N_("Law"), "info", NULL },
	{ "regulatory", N_("Regulation or authority"), "info", NULL },
	{ "contractual", N_("Contract"), NULL, NULL },
	{ "business", N_("Business or good practice"), NULL, NULL },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Title"), F_REQ | F_LIST | F_SEARCH, .max = 200,
	.help =
	    N_("Name of the law, contract or decision, with article or section where it has one.")},
    {"kind", FK_ENUM, N_("Kind"), F_REQ | F_LIST, .items = kinds, .initial = "legal",
	.help = N_("The kind of reason it gives in the Statement of Applicability.")},
    {"owner", FK_REF, N_("Responsible"), F_LIST, .to = "person",
	.help = N_("Who follows changes and answers for compliance.")},
    {"party", FK_TEXT, N_("Interested party"), F_LIST | F_SEARCH, .max = 200,
	.help = N_("Who demands it: authority, customer, management.")},
    {"interested_party", FK_REF, N_("Party in the register"), 0, .to = "interested_party",
	.source = "ISO/IEC 27001:2022, 4.2"},
    {"duty", FK_MARKDOWN, N_("What it demands"), F_SEARCH | F_WIDE},
    {"controls", FK_REFS, N_("Controls it causes"), F_WIDE, .to = "control",
	.source = "ISO/IEC 27001:2022, A.5.31"},
    {"link", FK_TEXT, N_("Where to read it"), 0, .max = 500},
    {"applies_since", FK_DATE, N_("Applies since"), 0, .group = N_("Time and proof")},
    {"applies_until", FK_DATE, N_("Applies until"), F_INDEX,
	.help = N_("Empty: without end.")},
    {"evidence", FK_MARKDOWN, N_("How it is shown that it is met"), F_WIDE,
	.source = "ISO/IEC 27001:2022, A.5.31"},
    {"reviewed_on", FK_DATE, N_("Last reviewed"), F_LIST | F_PAST}, {0}};

static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	(void)old;
	if (rec_has(r, "applies_since") && rec_has(r, "applies_until") &&
	    strcmp(rec_text(r, "applies_until"), rec_text(r, "applies_since")) < 0)
		return err_field(&c->err, "applies_until", "before",
		    "it ends before it begins (%s)", rec_text(r, "applies_since"));
	return E_OK;
}

RECORD(obligation, .plural = "obligations", .prefix = "O", .label = N_("Obligation"),
    .labels = N_("Obligations"), .area = "context", .icon = "obligation", .title = "title",
    .own = "owner", .fields = fields, .check = check, .source = "ISO/IEC 27001:2022, 4.2, A.5.31",
    .help = N_(
	"Legal, regulatory, contractual and business requirements. Each names the controls it "
	"makes applicable."));
