/*
 * isms/context/scope.h -- the scope of the ISMS: each version is a record; one is approved.
 *
 * A version is written as a draft, submitted, approved by somebody else than its author, and
 * superseded when the next one is. What has been approved does not change any more.
 *
 * SOURCE: ISO/IEC 27001:2022, 4.3.
 */
#ifndef ANNEXA_SCOPE_H
#define ANNEXA_SCOPE_H

#include "record/store.h"

/* The lines of a text, "what | why", as [{what, why}]; empty lines are left out. */
struct value *scope_lines(struct arena *a, const char *text);
/* How many of the lines say what but not why. */
int64_t scope_unreasoned(const char *text);

/* The approved version; E_NOTFOUND without a text when there is none. */
int scope_approved(struct ctx *c, struct rec **ret) MUST;

#endif
