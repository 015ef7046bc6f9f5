/*
 * isms/knowledge/knowledge.h -- what Annexa knows: content/ parsed once, immutable, shared; and
 * its frameworks loaded into an organisation as records.
 */
#ifndef ANNEXA_KNOWLEDGE_H
#define ANNEXA_KNOWLEDGE_H

#include "isms/knowledge/library.h"
#include "record/store.h"

/* derive hook: "A.5.10" to a text that sorts behind "A.5.9". */
int knowledge_sort_key(struct ctx *c, struct rec *r) MUST;
/* extend hook of control: plain, new_in, guidance_href, soa (the row of the Statement). */
int knowledge_control_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;

/*
 * Load a framework (key of content/frameworks/frameworks.csv) into c->org: its record, requirements
 * and controls. Already loaded: brings in what is new and reports changes, never overwriting what
 * the organisation edited. Inside a transaction. ret: {framework, created, updated, kept, changes:
 * [{ref, title, href, what, fields: [{field, label, was, now, kept}]}]}; what: "created", "updated"
 * or "kept" when all its differences are the organisation's own.
 * Errors: E_NOTFOUND naming the known keys.
 */
int knowledge_load(struct ctx *c, const char *key, struct value **ret) MUST;
/* The same answer without writing anything; a reader is enough. */
int knowledge_changes(struct ctx *c, const char *key, struct value **ret) MUST;
/* Content version the organisation has loaded; NULL = not loaded, or not readable. */
int knowledge_loaded(struct ctx *c, const char *key, const char **ret) MUST;

/*
 * The row of the Statement of Applicability for a control of the organisation, with edit_href when
 * the actor may change the decision; NULL if the control is not loaded.
 */
int knowledge_soa_row(struct ctx *c, const char *framework, const char *ref,
    struct value **ret) MUST;

/* Where a thing is read in the browser: "/knowledge/iso27001-2022/6.1.2~c". NULL for nothing. */
const char *knowledge_href(struct arena *a, const struct library_thing *t);
/* The ref in such a path, back to what it was. */
const char *knowledge_path_ref(struct arena *a, const char *param);

#endif
