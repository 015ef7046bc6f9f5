/*
 * isms/leadership/raci.c -- one cell of the matrix: who does what about a requirement or control.
 *
 * A cell joins a requirement or control with an ISMS role or, where there is no role for it, a
 * person. The matrix is raci_page.c.
 */
#include "record/any.h"
#include "record/list.h"
#include "record/rec.h"

static const struct item letters[] = {
	{ "r", N_("Responsible"), "info", N_("Does the work.") },
	{ "a", N_("Accountable"), "good", N_("Answers for it. One for each requirement.") },
	{ "c", N_("Consulted"), NULL, N_("Is asked before.") },
	{ "i", N_("Informed"), NULL, N_("Is told afterwards.") },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Assignment"), F_DERIVED | F_LIST | F_SEARCH, .max = 300},
    {"subject", FK_ANY, N_("Requirement or control"), F_REQ | F_FIXED,
	.help = N_("Its reference, such as requirement/6.1.2 or control/A.8.13.")},
    {"role", FK_REF, N_("Role"), F_LIST | F_FIXED, .to = "isms_role"},
    {"person", FK_REF, N_("Person"), F_LIST | F_FIXED, .to = "person",
	.help = N_("Only where no role fits.")},
    {"letter", FK_ENUM, N_("Part"), F_REQ | F_LIST, .items = letters},
    {"note", FK_TEXT, N_("Note"), F_WIDE, .max = 300},
    {"cell", FK_TEXT, N_("Place in the matrix"), F_DERIVED | F_UNIQUE | F_INTERNAL,
	.max = 200}, {0}};

static const char *who(struct ctx *c, const struct rec *r)
{
	const struct record *t = record_find(rec_has(r, "role") ? "isms_role" : "person");
	struct ref_label l = ref_label(c, t, rec_int(r, rec_has(r, "role") ? "role" : "person"));

	return l.label ? l.label : l.code;
}

/* Its title, and what makes it the only one of its place. */
static int derive(struct ctx *c, struct rec *r)
{
	const struct item *i = item_find(letters, rec_text(r, "letter"),
	    strlen(rec_text(r, "letter")));
	struct any s;

	if (!rec_any(r, "subject", &s) || (!rec_has(r, "role") && !rec_has(r, "person")))
		return E_OK;
	rec_set_text(c, r, "cell", arena_printf(c->arena, "%s %s %" PRId64, rec_text(r, "subject"),
	    rec_has(r, "role") ? "role" : "person",
	    rec_int(r, rec_has(r, "role") ? "role" : "person")));
	rec_set_text(c, r, "title", arena_printf(c->arena, "%s: %s is %s",
	    ref_label(c, s.t, s.id).code, who(c, r), i ? text_lower(c->arena, i->label) : "?"));
	return E_OK;
}

static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	struct any s;

	(void)old;
	if (rec_any(r, "subject", &s) && strcmp(s.t->name, "requirement") != 0 &&
	    strcmp(s.t->name, "control") != 0)
		IGNORE(err_field(&c->err, "subject", "not-fitting",
		    "name a requirement or a control, not a record of %s", s.t->labels));
	if (rec_has(r, "role") == rec_has(r, "person"))
		IGNORE(err_field(&c->err, "role", "required",
		    "name either a role or a person, and not both"));
	return c->err.code;
}

RECORD(raci, .plural = "raci", .prefix = "RA", .label = N_("RACI assignment"),
    .labels = N_("RACI assignments"), .area = "context", .icon = "matrix", .title = "title",
    .fields = fields, .derive = derive, .check = check, .source = "ISO/IEC 27001:2022, 5.3",
    .help = N_("Who is responsible, accountable, consulted and informed, for each requirement "
	       "and control."));
