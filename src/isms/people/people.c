/* isms/people/people.c -- units and people: who owns, decides and is asked. */
#include "identity/identity.h"
#include "record/rec.h"
#include "record/type.h"

static const struct field unit_fields[] = {
	{ "name", FK_TEXT, N_("Name"), F_REQ | F_LIST | F_SEARCH | F_UNIQUE, .max = 120,
	  .help = N_("Department, site or team as people call it.") },
	{ "parent", FK_REF, N_("Part of"), F_LIST, .to = "unit" },
	{ "head", FK_REF, N_("Head"), F_LIST, .to = "person",
	  .help = N_("Who answers for the unit.") },
	{ "description", FK_MARKDOWN, N_("Description"), F_SEARCH | F_WIDE },
	{ 0 }
};

RECORD(unit, .plural = "units", .prefix = "U", .label = N_("Unit"), .labels = N_("Units"),
	.area = "people", .icon = "unit", .title = "name", .key = "name", .sort = "name",
	.unit = "parent", .fields = unit_fields, .source = "ISO/IEC 27001:2022, 5.3",
	.help = N_("Parts of the organisation. Roles can be limited to the records of a unit."));

static const struct item person_states[] = {
	{ "active", N_("Active"), "good", NULL },
	{ "left", N_("Left"), NULL, N_("No longer works here; stays visible in the history.") },
	{ 0 }
};
static const struct move person_moves[] = {
	{ "active", "left", N_("Mark as left"), NULL, false },
	{ "left", "active", N_("Mark as active"), NULL, false },
	{ 0 }
};

static const struct field person_fields[] = {
    {"name", FK_TEXT, N_("Name"), F_REQ | F_LIST | F_SEARCH | F_PERSONAL | F_INDEX, .max = 120},
    {"email", FK_TEXT, N_("E-mail address"), F_LIST | F_SEARCH | F_UNIQUE | F_PERSONAL, .max = 200,
	.help = N_("Also names the person in imports and on the command line.")},
    {"job", FK_TEXT, N_("Job title"), F_LIST | F_SEARCH, .max = 120},
    {"unit", FK_REF, N_("Unit"), F_LIST, .to = "unit"},
    {"phone", FK_TEXT, N_("Telephone"), F_PERSONAL, .max = 60},
    {"external", FK_BOOL, N_("External"), 0, .help = N_("Works for us but is not employed here.")},
    {"note", FK_MARKDOWN, N_("Note"), F_WIDE}, {0}};

static int check_person(struct ctx *c, const struct rec *old, const struct rec *r);

static int person_written(struct ctx *c, const struct rec *old, const struct rec *r)
{
	return old ? E_OK : member_joins(c, r);
}

RECORD(person, .plural = "people", .prefix = "P", .label = N_("Person"), .labels = N_("People"),
    .area = "people", .icon = "person", .title = "name", .key = "email", .sort = "name",
    .unit = "unit", .fields = person_fields, .states = person_states, .moves = person_moves,
    .check = check_person, .after = person_written, .source = "ISO/IEC 27001:2022, 5.3, 7.2",
    .help = N_("Everybody who owns, decides, carries out or is asked. A person needs no account."));

/* Good enough to send mail to: one @ with something on both sides and a dot behind it. */
static int check_person(struct ctx *c, const struct rec *old, const struct rec *r)
{
	const char *email = rec_text(r, "email"), *at = strchr(email, '@');

	(void)old;
	if (email[0] && (!at || at == email || !at[1] || strchr(at + 1, '@') || strchr(email, ' ')))
		return err_field(
		    &c->err, "email", "not-an-address", "\"%s\" is not an e-mail address", email);
	return E_OK;
}
