/* isms/asset/asset.c -- the asset register: what has value, who owns it, what it depends on. */
#include "isms/asset/asset.h"
#include "record/rec.h"

/* Needs for protection, 1 to 5, for each property. */
static const struct item need_steps[] = {
	{ "very-low", N_("Very low"), NULL, N_("Nobody would notice.") },
	{ "low", N_("Low"), "good", N_("A nuisance, dealt with in passing.") },
	{ "medium", N_("Medium"), "warn", N_("Noticeable damage, extra work for days.") },
	{ "high", N_("High"), "bad", N_("Serious damage, a duty broken, customers lost.") },
	{ "very-high", N_("Very high"), "severe", N_("The organisation or people are in danger.") },
	{ 0 }
};
const struct scale asset_need = { "need", N_("Need for protection"), need_steps };

static const struct item types[] = {	/* groups of content/catalogues/asset_types.csv */
	{ "information", N_("Information"), NULL, NULL },
	{ "process", N_("Process"), NULL, NULL },
	{ "software", N_("Software"), NULL, NULL },
	{ "hardware", N_("Hardware"), NULL, NULL },
	{ "network", N_("Network"), NULL, NULL },
	{ "service", N_("Service"), NULL, NULL },
	{ "site", N_("Site"), NULL, NULL },
	{ "person", N_("People"), NULL, NULL },
	{ "supplier", N_("Supplier"), NULL, NULL },
	{ "data-store", N_("Data store"), NULL, NULL },
	{ 0 }
};

const struct item asset_classes[] = {
	{ "public", N_("Public"), "info", NULL },
	{ "internal", N_("Internal"), NULL, NULL },
	{ "confidential", N_("Confidential"), "warn", NULL },
	{ "strictly-confidential", N_("Strictly confidential"), "severe", NULL },
	{ 0 }
};

static const struct item states[] = {
	{ "planned", N_("Planned"), "info", NULL },
	{ "in-use", N_("In use"), "good", NULL },
	{ "retired", N_("Retired"), NULL, NULL },
	{ 0 }
};
static const struct move moves[] = {
	{ "*", "in-use", N_("Put into use"), NULL, false },
	{ "in-use", "planned", N_("Back to planned"), NULL, false },
	{ "*", "retired", N_("Retire"), NULL, false },
	{ 0 }
};

static const struct field fields[] = {
    {"name", FK_TEXT, N_("Name"), F_REQ | F_LIST | F_SEARCH | F_INDEX, .max = 200,
	.group = N_("Asset")},
    {"type", FK_ENUM, N_("Type"), F_REQ | F_LIST, .items = types},
    {"owner", FK_REF, N_("Owner"), F_LIST, .to = "person",
	.help = N_("The person who decides about protection and use, not the one who operates it."),
	.source = "ISO/IEC 27001:2022, A.5.9"},
    {"unit", FK_REF, N_("Unit"), 0, .to = "unit"},
    {"location", FK_TEXT, N_("Location"), F_SEARCH, .max = 200},
    {"description", FK_MARKDOWN, N_("Description"), F_SEARCH | F_WIDE},
    {"confidentiality", FK_STEP, N_("Confidentiality"), F_LIST, .scale = &asset_need,
	.group = N_("Need for protection"),
	.help = N_("How bad it is when the wrong people read it.")},
    {"integrity", FK_STEP, N_("Integrity"), F_LIST, .scale = &asset_need,
	.help = N_("How bad it is when it is wrong or changed unnoticed.")},
    {"availability", FK_STEP, N_("Availability"), F_LIST, .scale = &asset_need,
	.help = N_("How bad it is when it is not there.")},
    {"classification", FK_ENUM, N_("Classification"), F_LIST, .items = asset_classes,
	.source = "ISO/IEC 27001:2022, A.5.12"},
    {"depends_on", FK_REFS, N_("Depends on"), F_WIDE, .to = "asset", .group = N_("Dependencies"),
	.help = N_("What it needs to work. Those assets inherit its need for protection.")},
    {"reviewed_on", FK_DATE, N_("Last reviewed"), F_PAST, .group = N_("Care")},
    {"tags", FK_WORDS, N_("Tags"), 0}, {0}};

/* An asset cannot depend on itself; longer circles are allowed and harmless (maximum over all). */
static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	const struct value *deps = rec_value(r, "depends_on");

	(void)old;
	for (const struct value *d = deps ? deps->u.list.first : NULL; d; d = d->next)
		if (r->id && d->u.i == r->id)
			return err_field(
			    &c->err, "depends_on", "itself", "an asset cannot depend on itself");
	return E_OK;
}

RECORD(asset, .plural = "assets", .prefix = "A", .label = N_("Asset"), .labels = N_("Assets"),
	.area = "asset", .icon = "asset", .title = "name", .own = "owner", .unit = "unit",
	.fields = fields, .states = states, .first = "in-use", .moves = moves, .check = check,
	.extend = asset_extend, .partial = "asset_panel", .source = "ISO/IEC 27001:2022, A.5.9",
	.help = N_("Information and what carries it: systems, places, people, services. Risks name "
	    "the assets they threaten."));
