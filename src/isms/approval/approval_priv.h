/* isms/approval/approval_priv.h -- between the files of this room. */
#ifndef ANNEXA_APPROVAL_PRIV_H
#define ANNEXA_APPROVAL_PRIV_H

#include "base/hash.h"
#include "isms/approval/approval.h"
#include "record/any.h"

/* Pseudonym of who last changed the content up to revision rev; NULL if nobody did. */
int content_author(struct ctx *c, const struct any *s, int64_t rev, const char **ret) MUST;
/* What is shown to the approver. */
int approval_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;

#endif
