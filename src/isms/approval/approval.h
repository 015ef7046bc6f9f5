/*
 * isms/approval/approval.h -- who agreed to what, bound to the very revision that was shown.
 *
 * An approval is a record of its own: subject, the subject's revision and the digest its leaf
 * commits to, the approver, the decision. It stands for the content only: a subject may change
 * its state afterwards, but with another value in any field that people fill in, the approval is
 * outdated and no longer counts. Four eyes: who made the last change of content cannot approve it.
 *
 *	struct approval_standing s;
 *	MUST rc = approval_standing(c, policy, NULL, &s);
 *	if (s.approved >= quorum && !s.refused) ...
 *
 * SOURCE: ISO/IEC 27001:2022, 6.1.3 f), 7.5.2 c).
 */
#ifndef ANNEXA_APPROVAL_H
#define ANNEXA_APPROVAL_H

#include "record/store.h"

struct approval_standing {
	int asked;		/* waiting for a decision on the content as it is now */
	int approved;		/* persons who approved the content as it is now */
	int refused;		/* persons who refused it */
	int outdated;		/* approved earlier, the content has changed since */
	const char *approved_on;	/* last day of those that count, or NULL */
};

/*
 * Ask a person: a new approval of r as it stands, in the transaction of the caller. purpose, due
 * and note may be NULL. The actor needs the grant to create approvals; the same person asked twice
 * about the same content gives the approval that is there.
 */
int approval_ask(struct ctx *c, const struct rec *r, int64_t approver, const char *purpose,
    const char *due, const char *note, struct rec **ret) MUST;

/* Where the approvals of r stand, without access; purpose NULL = whatever it is. */
int approval_standing(struct ctx *c, const struct rec *r, const char *purpose,
    struct approval_standing *ret) MUST;
/* The same as a value for pages and the API: {asked, approved, refused, outdated, approved_on}. */
struct value *approval_value(struct arena *a, const struct approval_standing *s);

/* Do two revisions of a record say the same, but for state and what the program computes? */
bool approval_same(const struct rec *x, const struct rec *y);

#endif
