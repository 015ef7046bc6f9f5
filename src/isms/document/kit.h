/*
 * isms/document/kit.h -- the document kit: what ISO/IEC 27001 demands or auditors expect, and what
 * of it the organisation has.
 *
 * The kit is content (content/documents); a document made of it is a drafted record that names its
 * reference in `kit`. Which documents are needed: those the clauses demand, those of controls that
 * are applicable in the Statement of Applicability, those that are expected, the rest on offer.
 */
#ifndef ANNEXA_KIT_H
#define ANNEXA_KIT_H

#include "isms/knowledge/library.h"
#include "record/store.h"

enum kit_need { KIT_MANDATORY = 1, KIT_CONTROL, KIT_EXPECTED, KIT_OFFER };
struct item;
extern const struct item kit_needs[];	/* words of the needs, in their order */

/* What an entry is by itself, without an organisation. */
enum kit_need kit_need_of(const struct library_entry *e);

/*
 * Every document of the kit: [{ref, title, kind, need: {name, label, tone}, why, owner, review,
 * serves, href, status: {name, label, tone}, document: {code, href, label} | null}]. status:
 * missing, not-needed, drafted, draft, in-review, approved, published, overdue, withdrawn. Those of
 * a control that is not applicable, or whose circumstances do not hold, are not-needed.
 */
int kit_rows(struct ctx *c, struct value **ret) MUST;
/* {total, mandatory, mandatory_done, mandatory_missing, published, text} of such rows. */
struct value *kit_summary(struct arena *a, const struct value *rows);

/* Draft one. E_NOTFOUND; E_CONFLICT when the organisation has it already. */
int kit_create(struct ctx *c, const char *ref, struct rec **ret) MUST;
/* The same, kept true by one person and approved by another: their codes, NULL or "" for nobody. */
int kit_create_for(struct ctx *c, const char *ref, const char *owner, const char *approver,
    struct rec **ret) MUST;
/* Draft all mandatory ones that are missing: [{ref, code, title}]. */
int kit_create_mandatory(struct ctx *c, struct value **ret) MUST;

/* The text of an entry as a document's body: sections in the order of the kit. */
const char *kit_body(struct arena *a, const struct library_entry *e);

#endif
