/*
 * isms/document/version_type.c -- a published version: what people are told to follow, frozen.
 *
 * Publishing makes it; nobody edits it. Whoever may read only his own versions reads those in force
 * that are addressed to him, and those he was asked to confirm: drafts are records of another
 * type, which such a role does not see at all.
 */
#include "isms/asset/asset.h"
#include "isms/document/document_priv.h"
#include "record/rec.h"

static const struct item states[] = {
	{ "current", N_("In force"), "good", NULL },
	{ "superseded", N_("Superseded"), NULL, N_("A later version took its place.") },
	{ "withdrawn", N_("Withdrawn"), NULL, N_("The document is no longer in force.") },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Title"), F_DERIVED | F_LIST | F_SEARCH, .max = 200},
    {"number", FK_TEXT, N_("Version"), F_DERIVED | F_LIST, .max = 20},
    {"kind", FK_ENUM, N_("Kind"), F_DERIVED | F_LIST, .items = document_kinds},
    {"owner", FK_REF, N_("Owner"), F_DERIVED | F_LIST, .to = "person"},
    {"published_on", FK_DATE, N_("Published on"), F_DERIVED | F_LIST | F_INDEX},
    {"valid_from", FK_DATE, N_("Valid from"), F_DERIVED},
    {"next_review", FK_DATE, N_("Next review"), F_DERIVED},
    {"classification", FK_ENUM, N_("Classification"), F_DERIVED | F_LIST, .items = asset_classes},
    {"tlp", FK_ENUM, N_("Traffic light"), F_DERIVED, .items = document_tlp},
    {"language", FK_TEXT, N_("Language"), F_DERIVED, .max = 10},
    {"note", FK_TEXT, N_("What has changed"), F_DERIVED | F_WIDE | F_SEARCH, .max = 2000},
    {"document", FK_REF, N_("Document"), F_DERIVED, .to = "document"},
    {"approvers", FK_REFS, N_("Approved by"), F_DERIVED, .to = "person",
	.group = N_("Approval")},
    {"approved_on", FK_DATE, N_("Approved on"), F_DERIVED},
    {"approved_digest", FK_TEXT, N_("Digest approved"), F_DERIVED | F_WIDE, .max = 64,
	.help = N_("What the ledger's leaf of the approved revision commits to, SHA-256.")},
    {"digest", FK_TEXT, N_("Digest of the text"), F_DERIVED | F_WIDE, .max = 64,
	.help = N_("SHA-256 of the text as published, in Markdown.")},
    {"audience", FK_ENUM, N_("For whom"), F_DERIVED, .items = document_audiences,
	.group = N_("Readers")},
    {"units", FK_REFS, N_("Units"), F_DERIVED, .to = "unit"},
    {"people", FK_REFS, N_("People"), F_DERIVED, .to = "person"},
    {"files", FK_FILES, N_("Files"), F_DERIVED | F_WIDE | F_SEARCH, .group = N_("Files"),
	.help = N_("As they were published; their SHA-256 stands in the ledger.")},
    {"edition", FK_INT, N_("Edition"), F_DERIVED | F_INTERNAL},
    {"part", FK_INT, N_("Part"), F_DERIVED | F_INTERNAL},
    {"figures", FK_JSON, N_("Live data"), F_DERIVED | F_INTERNAL},
    {"body", FK_MARKDOWN, N_("Text"), F_DERIVED | F_WIDE | F_SEARCH | F_PANEL,
	.max = DOCUMENT_RENDERED_MAX},
    {"source_text", FK_MARKDOWN, N_("Source"), F_DERIVED | F_INTERNAL | F_WIDE | F_LINES,
	.max = DOCUMENT_BODY_MAX},
    {0}};

/* The unit of the person and those it is part of, as the records say it now. */
static void my_units(struct sqlb *b, int64_t person)
{
	sqlb_add(b, SQL("(WITH RECURSIVE up(id) AS (SELECT unit_id FROM person WHERE org = :org"
	    " AND unit_id IS NOT NULL AND id = "));
	sqlb_int(b, person);
	sqlb_add(b, SQL(" UNION SELECT u.parent_id FROM unit AS u JOIN up ON up.id = u.id"
	    " WHERE u.org = :org AND u.parent_id IS NOT NULL) SELECT id FROM up)"));
}

static void addressed(struct ctx *c, struct sqlb *b, const char *as)
{
	int64_t person = c->actor->person ? c->actor->person : -1;

	sqlb_add(b, SQL(" OR ("));
	sqlb_name(b, as);
	sqlb_add(b, SQL(".state = 'current' AND ("));
	sqlb_name(b, as);
	sqlb_add(b, SQL(".audience = 'all' OR EXISTS (SELECT 1 FROM link AS a WHERE a.org = :org"
	    " AND a.from_type = 'document_version' AND a.from_id = "));
	sqlb_name(b, as);
	sqlb_add(b, SQL(".id AND ((a.field = 'people' AND a.to_id = "));
	sqlb_int(b, person);
	sqlb_add(b, SQL(") OR (a.field = 'units' AND a.to_id IN "));
	my_units(b, person);
	sqlb_add(b, SQL("))))) OR EXISTS (SELECT 1 FROM acknowledgement AS k WHERE k.org = :org"
	    " AND k.archived = FALSE AND k.version_id = "));
	sqlb_name(b, as);
	sqlb_add(b, SQL(".id AND k.person_id = "));
	sqlb_int(b, person);
	sqlb_add(b, SQL(")"));
}

RECORD(document_version, .plural = "document_versions", .prefix = "DV",
    .label = N_("Published version"), .labels = N_("Published versions"), .area = "document",
    .icon = "content", .title = "title", .own = "owner", .sort = "title", .fields = fields,
    .states = states, .extend = version_extend, .partial = "version_panel", .reads = addressed,
    .made_by = N_("publishing a document"), .source = "ISO/IEC 27001:2022, 7.5.2, 7.5.3",
    .help = N_("Documents as they were published: text, digest, who approved. They never change; "
	       "a new version takes the place of the one before."));
