/*
 * isms/start/start.h -- from twelve answers to drafted records.
 *
 * The answers are one record of the organisation. What they propose is computed from content/: the
 * chosen starting point, and what content/presets/answers.csv adds for an answer. Drafting compares
 * the proposals with what is there, by an origin key for each that the answers record keeps: new
 * ones are drafted, drafted ones that no longer fit are archived, and what a person has confirmed
 * is never touched.
 *
 *	struct start_plan plan;
 *	MUST rc = start_plan(c, &plan);		(a reader is enough: this is the preview)
 *	MUST rc = start_draft(c, &plan);	(inside a transaction: one act)
 */
#ifndef ANNEXA_START_H
#define ANNEXA_START_H

#include "record/any.h"
#include "record/store.h"

/* ---- questions ---- */

enum { START_QUESTIONS = 12 };

struct start_question {
	const char *key, *title;
	const char *why;	/* what it is used for, shown beside it */
	const char *fields[5];	/* of start_answers; ended by NULL */
};
extern const struct start_question start_questions[START_QUESTIONS];

const struct start_question *start_question(const char *key);	/* NULL if there is none */
bool start_answered(const struct rec *answers, const struct start_question *q);
bool start_skipped(const struct rec *answers, const struct start_question *q);
/* The first question that is neither answered nor skipped; NULL = all are. answers may be NULL. */
const struct start_question *start_next(const struct rec *answers);
/*
 * Has the question of this key been answered with the word? "!word": answered, but not with it;
 * "*": answered at all.
 */
bool start_says(const struct rec *answers, const char *question, const char *word);

/* The organisation's answers, without access; NULL when there are none yet. */
int start_answers(struct ctx *c, struct rec **ret) MUST;
/*
 * Write answers, making the record at the first time. input: object of field -> text. With mode
 * IN_JSON the values have their JSON types. Inside a transaction.
 */
int start_answer(struct ctx *c, const struct value *input, enum input_mode mode,
    struct rec **ret) MUST;

/* ---- proposals ---- */

/* One record to be drafted. A reference to another one is written "@origin" in its input. */
struct proposal {
	const char *origin;	/* "scenario:S001": stays the same for ever */
	const struct record *t;
	struct value *input;	/* field -> text */
	struct proposal *next;
};
struct proposals {
	struct proposal *first, *last;
	size_t n;
};
/* Everything the answers propose, in an order in which references point backwards. */
int start_propose(struct ctx *c, const struct rec *answers, struct proposals *ret) MUST;
const char *proposal_title(const struct proposal *p);

/* ---- plan and draft ---- */

struct start_adopt {
	const struct proposal *p;
	struct rec *r;		/* has its name already, made by somebody */
};
struct start_plan {
	struct rec *answers;
	struct proposals all;
	const struct proposal **create;
	size_t ncreate, nthere;
	struct start_adopt *adopt;
	size_t nadopt;
	struct rec **archive, **stays;	/* no longer proposed: still drafted; confirmed */
	size_t narchive, nstays;
};
/* Errors: E_CONFLICT when no starting point has been chosen. */
int start_plan(struct ctx *c, struct start_plan *ret) MUST;
int start_draft(struct ctx *c, struct start_plan *plan) MUST;
/*
 * {create: [{type, label, labels, title, origin}], archive and stays: [{code, label, href, type}],
 * adopt: [{..., title}], there, counts: {create, archive, stays, adopt}, groups: [{labels, n,
 * titles}]}
 */
struct value *start_plan_value(struct ctx *c, const struct start_plan *plan);

/* The record an origin stands for, "task/T-3" in origins; false if there is none. */
bool start_origin(const struct rec *answers, const char *origin, struct any *ret);

/* ---- what is drafted ---- */

/* Live drafted records the actor may read: [{area, label, types: [{type, ..., items}]}], total. */
int start_drafted(struct ctx *c, struct value **ret, int64_t *ret_total) MUST;
/* Confirm, or archive, the records of these codes; all or none. Inside a transaction. */
int start_review(struct ctx *c, const char *const *codes, size_t n, bool archive,
    size_t *ret_done) MUST;

#endif
