/*
 * isms/document/document.h -- documented information: working drafts, frozen versions, who is to
 * read them.
 *
 * A `document` holds what is being worked on: its body is Markdown with placeholders for live data
 * (live.h). Publishing makes a `document_version`: the body as it reads that day, its source, the
 * digest, who approved. A version never changes afterwards. So the draft is edited, compared and
 * approved like any record, and what people were told to follow stays as it was.
 *
 *	draft -> in-review -> approved -> published; a change of the text leads back to draft, while
 *	the last version stays in force.
 *
 * SOURCE: ISO/IEC 27001:2022, 5.2, 7.5.
 */
#ifndef ANNEXA_DOCUMENT_H
#define ANNEXA_DOCUMENT_H

#include "record/list.h"
#include "record/store.h"

enum { DOCUMENT_BODY_MAX = 100000, DOCUMENT_RENDERED_MAX = 400000 };

extern const struct item document_kinds[], document_tlp[], document_audiences[];

/* ---- the draft and its versions ---- */

/* Is the text that people read another one? Title, kind, classification, language and body. */
bool document_same_text(const struct rec *x, const struct rec *y);
/* The version in force, or the last one; NULL if there is none. Without access. */
int document_current(struct ctx *c, const struct rec *doc, struct rec **ret) MUST;
/* The version that `document` and number name ("2.0"; "draft" = NULL). E_NOTFOUND. */
int document_numbered(struct ctx *c, const struct rec *doc, const char *number,
    struct rec **ret) MUST;

/* ---- the review round (round.c) ---- */

struct round {
	struct value *approvals;	/* [{code, href, approver, state, comment, due, decided_on,
					   current}], newest first, of the document's approvers */
	int asked, approved, refused, outdated, quorum;
};
int round_standing(struct ctx *c, const struct rec *doc, struct round *ret) MUST;
/* Start a round: the approvers are asked, due and note may be NULL. */
int round_start(struct ctx *c, const char *code, const char *due, const char *note,
    struct rec **ret) MUST;

/* ---- publication, clock, readers ---- */

/* Publish what is approved, or the same text again with today's figures. c->reason: the note. */
int document_publish(struct ctx *c, const char *code, struct rec **ret) MUST;
/* "Reviewed, no change": the clock starts again today. */
int document_reviewed(struct ctx *c, const char *code, struct rec **ret) MUST;
/* Day `months` later, the last of the month when there is none such: 2026-01-31 + 1. Pure. */
void date_add_months(const char *date, int64_t months, char out[DATE_TEXT]);
/* Day `days` later or, negative, earlier. Pure. */
void date_add_days(const char *date, int64_t days, char out[DATE_TEXT]);

/* What of the version's live data reads differently today: [{name, was, now}]. */
int document_differences(struct ctx *c, const struct rec *version, struct value **ret) MUST;

#endif
