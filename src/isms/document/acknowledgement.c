/* isms/document/acknowledgement.c -- one person asked to read one published version. */
#include "isms/document/document_priv.h"
#include "isms/people/acts.h"
#include "record/program.h"
#include "record/rec.h"

static const struct item states[] = {
	{ "asked", N_("To read"), "info", NULL },
	{ "acknowledged", N_("Read and understood"), "good", NULL },
	{ "withdrawn", N_("No longer asked"), NULL, NULL },
	{ 0 }
};

/* Nobody confirms for somebody else. */
static int in_person(struct ctx *c, const struct rec *r)
{
	bool is;
	int rc = person_acts(c, rec_int(r, "person"), &is);

	if (rc < 0 || is)
		return rc;
	return err_hint(&c->err, E_DENIED, "that person signs in and confirms",
	    "%s can be confirmed by the person asked alone", rec_code(c->arena, r));
}

/* Whoever may publish may also say that it need not be read. */
static int by_publisher(struct ctx *c, const struct rec *r)
{
	if (access_scope(c, record_find("document"), VERB_STATE) == SCOPE_ALL)
		return E_OK;
	return err_set(&c->err, E_DENIED, "only who publishes documents can take back %s",
	    rec_code(c->arena, r));
}

static const struct move moves[] = {
	{ "asked", "acknowledged", N_("I have read and understood it"), in_person, false },
	{ "asked", "withdrawn", N_("Do not ask any more"), by_publisher, false },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Document"), F_DERIVED | F_LIST | F_SEARCH, .max = 240},
    {"version", FK_REF, N_("Version"), F_DERIVED, .to = "document_version"},
    {"document", FK_REF, N_("Working draft"), F_DERIVED, .to = "document"},
    {"edition", FK_INT, N_("Edition"), F_DERIVED | F_INTERNAL},
    {"person", FK_REF, N_("Reader"), F_DERIVED | F_LIST, .to = "person"},
    {"asked_on", FK_DATE, N_("Asked on"), F_DERIVED | F_LIST},
    {"due", FK_DATE, N_("Due"), F_DERIVED | F_LIST | F_INDEX, .due_in = "asked"},
    {"acknowledged_on", FK_DATE, N_("Confirmed on"), F_DERIVED | F_LIST},
    {0}};

static int derive(struct ctx *c, struct rec *r)
{
	if (strcmp(r->state, "acknowledged") == 0 && !rec_has(r, "acknowledged_on"))
		rec_set_text(c, r, "acknowledged_on", today_of(c));
	return E_OK;
}

/* A reminder is done with it. */
static int after(struct ctx *c, const struct rec *old, const struct rec *r)
{
	if (!old || strcmp(old->state, r->state) == 0)
		return E_OK;
	return tasks_end(c, r->type->name, r->id, "document",
	    item_label(states, r->state));
}

RECORD(acknowledgement, .plural = "acknowledgements", .prefix = "ACK",
    .label = N_("Reading confirmation"), .labels = N_("Reading confirmations"),
    .area = "document", .icon = "awareness", .title = "title", .own = "person", .sort = "due",
    .fields = fields, .states = states, .moves = moves, .derive = derive, .after = after,
    .extend = acknowledgement_extend, .partial = "acknowledgement_panel",
    .made_by = N_("publishing a document"), .source = "ISO/IEC 27001:2022, 7.3, 7.5.3",
    .help = N_("Who was asked to read which published version, until when, and who has "
	       "confirmed it."));
