/*
 * isms/transition/transition.h -- an old Statement of Applicability (2013) carried over to 2022.
 *
 * The old Statement is a table; what becomes of each of the 93 controls follows from the
 * correspondence in the library. Applying drafts SoA entries, and measures for what was
 * implemented, in one act that can be taken back. What somebody has decided is never touched.
 * SOURCE: ISO/IEC 27002:2022, Annex B; ISO/IEC 27001:2022, 6.1.3 d).
 */
#ifndef ANNEXA_TRANSITION_H
#define ANNEXA_TRANSITION_H

#include "isms/knowledge/library.h"
#include "record/store.h"

extern const struct record record_soa_transition;

enum old_applies { OLD_UNKNOWN, OLD_APPLIES, OLD_EXCLUDED };
enum old_status { OLD_NO_STATUS, OLD_NOT_DONE, OLD_PLANNED, OLD_PARTLY, OLD_IN_PLACE };

struct old_row {
	const struct library_node *node;	/* control of 2013 */
	enum old_applies applies;
	enum old_status status;
	const char *justification;	/* "" when there is none */
	long line;
};
struct old_statement {
	struct old_row *rows;
	size_t n;
};

/*
 * CSV with a head: control, applicable, justification, status, in any order and under the names
 * people use. Errors: E_INVALID with every problem, by line and column; E_USAGE for no CSV.
 */
int old_statement_parse(struct ctx *c, struct str csv, struct old_statement *ret) MUST;

enum carry_kind {
	CARRY_ONE,		/* one predecessor says it */
	CARRY_MERGED,		/* several, and they agree */
	CARRY_CONFLICT,		/* several, and they do not: to decide */
	CARRY_OPEN,		/* excluded without a reason, or nothing said: to decide */
	CARRY_ABSENT,		/* no predecessor stands in the table */
	CARRY_NEW		/* new in 2022: to decide */
};
const char *carry_kind_name(enum carry_kind k);
const char *carry_kind_label(enum carry_kind k);

struct carried {
	const struct library_node *node;	/* control of 2022 */
	enum carry_kind kind;
	const struct old_row **from;	/* rows of its predecessors */
	size_t n;
	const struct library_node **missing;	/* predecessors that the table lacks */
	size_t nmissing;
	enum old_applies applies;	/* what comes over; OLD_UNKNOWN = to decide */
	enum old_status status;		/* the least of its applicable predecessors */
	const char *justification;	/* theirs, put together */
};
/* One per control of 2022, in order. Pure but for the arena. Memory: a. */
struct carried *transition_plan(struct arena *a, const struct old_statement *old, size_t *ret_n);

/*
 * The plan with what the organisation has decided already, and the choices made: {rows: [{ref,
 * title, href, kind: {name, label}, from: [{ref, title, applies, status, justification, note}],
 * missing: [ref], applies, status, justification, kept, entry, choice, why, to_decide}], counts:
 * {carried, merged, conflict, open, absent, new, kept}, text}.
 * choices: object "A.5.7" -> "applicable", "excluded" or "later"; why: object with the reasons of
 * exclusions. NULL = none. Errors: choices for controls that do not exist or words that are none.
 */
int transition_value(struct ctx *c, const struct old_statement *old, const struct value *choices,
    const struct value *why, struct value **ret) MUST;
/* Do it: ret is the record of the act. measures: also draft measures for what was implemented. */
int transition_apply(struct ctx *c, const struct old_statement *old, const struct value *choices,
    const struct value *why, bool measures, struct rec **ret) MUST;
/* Take it back: {run, undone, kept: [{code, label, href}]}; kept is what people touched since. */
int transition_undo(struct ctx *c, const char *code, struct value **ret) MUST;

#endif
