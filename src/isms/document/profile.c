/*
 * isms/document/profile.c -- what documents say about the organisation that no register holds, and
 * the circumstances that decide which parts of a document apply. One record an organisation.
 */
#include "record/list.h"
#include "record/rec.h"

static const struct item circumstances[] = {
	{ "has-own-development", N_("Software is written or changed by own people"), NULL, NULL },
	{ "has-outsourced-development", N_("Software is written by others to our order"), NULL,
	  NULL },
	{ "has-own-servers", N_("Servers run on own or rented floor space"), NULL, NULL },
	{ "has-premises", N_("Offices or other rooms of our own or rented"), NULL, NULL },
	{ "has-remote-work", N_("People work outside the premises"), NULL, NULL },
	{ "has-cloud", N_("Cloud services hold our information or carry our services"), NULL,
	  NULL },
	{ "has-personal-data", N_("Personal data is processed beyond business contacts"), NULL,
	  NULL },
	{ "has-processor-role", N_("Personal data is processed on behalf of customers"), NULL,
	  NULL },
	{ "has-suppliers-critical", N_("At least one supplier is critical"), NULL, NULL },
	{ "has-byod", N_("Private devices are allowed for work"), NULL, NULL },
	{ "uses-ai", N_("AI tools or AI functions are used or built"), NULL, NULL },
	{ "is-nis2", N_("The organisation falls under the NIS 2 directive"), NULL, NULL },
	{ 0 }
};

/* The fields are named like the placeholders they fill, without what stands before the dot. */
static const struct field fields[] = {
    {"name", FK_TEXT, N_("Name"), F_REQ | F_LIST | F_SEARCH, .max = 200,
	.help = N_("With legal form, as it stands in contracts.")},
    {"address", FK_TEXT, N_("Address of the seat"), F_LIST, .max = 300},
    {"activities", FK_TEXT, N_("Activities"), F_WIDE | F_SEARCH, .max = 500,
	.help = N_("What the organisation does, as part of a sentence: \"hosting of payroll "
	    "software for small firms\".")},
    {"staff_count", FK_INT, N_("Number of persons"), F_LIST, .min = 1, .max = 10000000,
	.help = N_("Empty: the people in the directory are counted.")},
    {"report_channel", FK_TEXT, N_("Where staff report events"), F_WIDE, .max = 300,
	.help = N_("Address and telephone number."), .source = "ISO/IEC 27001:2022, A.6.8"},
    {"public_contact", FK_TEXT, N_("Contact for reports from outside"), F_WIDE, .max = 300},
    {"circumstances", FK_WORDS, N_("What applies to the organisation"), F_WIDE,
	.items = circumstances,
	.help = N_("Decides which documents the kit proposes and which of their parts apply. None "
	    "chosen: as the questions of the start were answered.")},
    {0}};

static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	struct query *q;
	int rc;

	(void)old;
	if (r->archived)
		return E_OK;
	if ((rc = db_query(c, &q, SQL("SELECT id FROM profile WHERE org = :org AND archived = FALSE"
	    " AND id <> :id LIMIT 1"))) < 0)
		return rc;
	db_bind_int(q, ":id", r->id);
	if ((rc = db_step(c, q)) > 0)
		rc = err_field(&c->err, "", "only-one", "there is a profile already, %s: change it"
		    " instead", code_text(c->arena, r->type, db_int(q, 0)));
	db_done(q);
	return rc;
}

RECORD(profile, .plural = "profiles", .prefix = "OP", .label = N_("Organisation profile"),
    .labels = N_("Organisation profile"), .area = "document", .icon = "organisation",
    .title = "name", .fields = fields, .check = check, .source = "ISO/IEC 27001:2022, 4.1",
    .help = N_("What documents say about the organisation and no register holds: address, "
	       "activities, contacts, and which circumstances apply."));
