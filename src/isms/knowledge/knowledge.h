/*
 * isms/knowledge/knowledge.h -- what Annexa knows: content/ parsed once, immutable, shared; and
 * its frameworks loaded into an organisation as records.
 */
#ifndef ANNEXA_KNOWLEDGE_H
#define ANNEXA_KNOWLEDGE_H

#include "record/store.h"

/* derive hook: "A.5.10" to a text that sorts behind "A.5.9". */
int knowledge_sort_key(struct ctx *c, struct rec *r) MUST;
/* extend hook of control: guidance_href, soa. */
int knowledge_control_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;

/*
 * Load a framework (key of content/frameworks/frameworks.csv) into c->org: its record, requirements
 * and controls. Already loaded: brings in what is new and reports changes, never overwriting what
 * the organisation edited. Inside a transaction. ret: {framework, created, updated, kept}.
 * Errors: E_NOTFOUND naming the known keys.
 */
int knowledge_load(struct ctx *c, const char *key, struct value **ret) MUST;

#endif
