/* isms/gap/infer_type.c -- one run of inference as a record: what it took from where. */
#include "isms/gap/gap.h"

static const struct item sources[] = {
	{ "soa", N_("Statement of Applicability"), NULL, NULL },
	{ "analysis", N_("Another gap analysis"), NULL, NULL },
	{ 0 }
};
static const struct item states[] = {
	{ "applied", N_("Applied"), "good", NULL },
	{ "undone", N_("Undone"), NULL, N_("Taken back; what was changed since was kept.") },
	{ 0 }
};
static const struct field fields[] = {
	{ "title", FK_TEXT, N_("Run"), F_REQ | F_LIST | F_SEARCH | F_FIXED, .max = 300 },
	{ "analysis", FK_REF, N_("Analysis"), F_REQ | F_LIST | F_FIXED, .to = "gap_analysis" },
	{ "source", FK_ENUM, N_("Source"), F_REQ | F_LIST | F_FIXED, .items = sources },
	{ "from", FK_REF, N_("Source analysis"), F_FIXED, .to = "gap_analysis" },
	{ "applied", FK_INT, N_("Rows filled"), F_DERIVED | F_LIST, .min = 0, .max = 100000 },
	{ "kept", FK_INT, N_("Kept when undone"), F_DERIVED, .min = 0, .max = 100000 },
	{ 0 }
};

RECORD(gap_inference, .plural = "gap_inferences", .prefix = "GI", .label = N_("Inference run"),
    .labels = N_("Inference runs"), .area = "improvement", .icon = "mapping", .title = "title",
    .sort = "-code", .fields = fields, .states = states,
    .help = N_("Rows of a gap analysis filled in one act from the Statement of Applicability or "
	       "from another analysis."));
