/*
 * cli/trial.h -- what came out of a backup proves itself: every organisation in it is verified.
 *
 * What a copy without the keys of people or the signer's folder cannot know is no fault of the
 * copy, and is told apart from what is.
 */
#ifndef ANNEXA_TRIAL_H
#define ANNEXA_TRIAL_H

#include "base/ctx.h"
#include "base/value.h"

struct trial {
	int64_t orgs, leaves, revisions, records;
	int64_t wrong;			/* places that do not agree with the ledger */
	bool sealed;			/* personal values whose keys are not there */
	bool unsigned_by_us;		/* a log of a signer that is not there */
	bool wants_epoch;		/* the ledger would refuse to go on, as after any restore */
	struct value *problems;		/* the wrong ones: {org, kind, record, detail} */
};

/* c->db has a snapshot; c->program its ledger and keys. Whatever is found is E_OK. */
int trial_verify(struct ctx *c, struct trial *ret) MUST;

#endif
