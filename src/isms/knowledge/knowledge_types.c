/* isms/knowledge/knowledge_types.c -- frameworks, requirements and controls as records of an
 * organisation. */
#include "isms/knowledge/knowledge.h"
#include "record/rec.h"

static const struct field framework_fields[] = {
	{ "ref", FK_TEXT, N_("Key"), F_REQ | F_LIST | F_UNIQUE | F_FIXED, .max = 60 },
	{ "title", FK_TEXT, N_("Title"), F_REQ | F_LIST | F_SEARCH, .max = 300 },
	{ "edition", FK_TEXT, N_("Edition"), F_LIST, .max = 100 },
	{ "publisher", FK_TEXT, N_("Publisher"), F_LIST, .max = 100 },
	{ "note", FK_MARKDOWN, N_("Note"), F_WIDE },
	{ "content_version", FK_TEXT, N_("Content version"), F_DERIVED, .max = 80 },
	{ "in_soa", FK_BOOL, N_("In the Statement of Applicability"), 0,
	  .help = N_("Annex A of ISO/IEC 27001 and the organisation's own controls always are.") },
	{ 0 }
};

RECORD(framework, .plural = "frameworks", .prefix = "F", .label = N_("Framework"),
	.labels = N_("Frameworks"), .area = "knowledge", .icon = "framework", .title = "title",
	.key = "ref", .key_is_code = true, .sort = "ref", .fields = framework_fields,
	.help = N_("Standards and laws the organisation measures itself by."));

static const struct item requirement_kinds[] = {
	{ "section", N_("Section"), NULL, NULL }, { "requirement", N_("Requirement"), NULL, NULL },
	{ "item", N_("Item"), NULL, NULL }, { 0 }
};

static const struct field requirement_fields[] = {
    {"ref", FK_TEXT, N_("Reference"), F_REQ | F_LIST | F_UNIQUE | F_SEARCH | F_FIXED, .max = 80},
    {"title", FK_TEXT, N_("Title"), F_REQ | F_LIST | F_SEARCH, .max = 300},
    {"framework", FK_REF, N_("Framework"), F_REQ | F_LIST | F_FIXED, .to = "framework"},
    {"kind", FK_ENUM, N_("Kind"), F_LIST, .items = requirement_kinds},
    {"parent", FK_TEXT, N_("Part of"), 0, .max = 80},
    {"text", FK_MARKDOWN, N_("What must be true"), F_SEARCH | F_WIDE},
    {"documented", FK_BOOL, N_("Documented information needed"), F_LIST},
    {"sort_key", FK_TEXT, N_("Order"), F_DERIVED | F_INDEX | F_INTERNAL, .max = 200}, {0}};

RECORD(requirement, .plural = "requirements", .prefix = "RQ", .label = N_("Requirement"),
    .labels = N_("Requirements"), .area = "knowledge", .icon = "requirement", .title = "title",
    .key = "ref", .key_is_code = true, .sort = "sort_key", .fields = requirement_fields,
    .derive = knowledge_sort_key,
    .help = N_("What a standard demands. Requirements are assessed; controls are implemented."));

/* Values of the five attributes: ISO/IEC 27002:2022, 4.2; labels are the values themselves. */
static const struct field control_fields[] = {
    {"ref", FK_TEXT, N_("Reference"), F_REQ | F_LIST | F_UNIQUE | F_SEARCH | F_FIXED, .max = 80},
    {"title", FK_TEXT, N_("Title"), F_REQ | F_LIST | F_SEARCH, .max = 300},
    {"framework", FK_REF, N_("Framework"), F_REQ | F_LIST | F_FIXED, .to = "framework"},
    {"theme", FK_TEXT, N_("Theme"), F_LIST, .max = 80},
    {"text", FK_MARKDOWN, N_("In plain words"), F_SEARCH | F_WIDE},
    {"control_type", FK_WORDS, N_("Control type"), F_LIST | F_TERMS, .group = N_("Attributes"),
	.source = "ISO/IEC 27002:2022, 4.2"},
    {"properties", FK_WORDS, N_("Information security properties"), F_TERMS},
    {"concepts", FK_WORDS, N_("Cybersecurity concepts"), F_TERMS},
    {"capabilities", FK_WORDS, N_("Operational capabilities"), F_TERMS},
    {"domains", FK_WORDS, N_("Security domains"), F_TERMS},
    {"is_new", FK_BOOL, N_("New in this edition"), 0},
    {"own_note", FK_MARKDOWN, N_("Our own note"), F_WIDE | F_SEARCH,
	.help = N_("Never overwritten when knowledge is updated.")},
    {"sort_key", FK_TEXT, N_("Order"), F_DERIVED | F_INDEX | F_INTERNAL, .max = 200}, {0}};

RECORD(control, .plural = "controls", .prefix = "C", .label = N_("Control"),
    .labels = N_("Controls"), .area = "control", .icon = "control", .title = "title", .key = "ref",
    .key_is_code = true, .sort = "sort_key", .fields = control_fields, .derive = knowledge_sort_key,
    .extend = knowledge_control_extend, .partial = "control_panel",
    .source = "ISO/IEC 27001:2022, Annex A",
    .help = N_(
	"Controls to choose from. The Statement of Applicability says which apply and why."));
