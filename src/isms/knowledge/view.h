/*
 * isms/knowledge/view.h -- things of the library as values: one form for page, API and terminal.
 */
#ifndef ANNEXA_KNOWLEDGE_VIEW_H
#define ANNEXA_KNOWLEDGE_VIEW_H

#include "isms/knowledge/knowledge.h"

/* {ref, title, kind, framework, href}: a line of a list. framework: title, or the kind's label. */
struct value *view_line(struct arena *a, const struct library_thing *t);
/*
 * Everything: the above and {plain, framework: {key, title, edition, href}, attributes: [{name,
 * label, values: [{label, href}]}], sections: [{id, label, text}], mappings, named_by}. For
 * entries and rows of catalogues `framework` is what they stand under.
 */
struct value *view_thing(struct arena *a, const struct library_thing *t);
/* Pairs both ways, read from n: [{relation, ref, title, framework, key, href, ...}]. */
struct value *view_mappings(struct arena *a, const struct library_node *n);
/* The relation read from the other end: subset becomes superset. */
const char *view_inverse(const char *relation);
/* "93 controls, 30 requirements" */
const char *view_counts(struct arena *a, const struct library_framework *f);
/* {key, title, edition, publisher, licence, note, version, counts_text, href} */
struct value *view_framework(struct arena *a, const struct library_framework *f);
/* "Asset_management" as people read it. */
const char *view_word(struct arena *a, struct str word);
/* " => " is how the files write an arrow. */
const char *view_prose(struct arena *a, const char *text);

/* Fills c->err for a reference that names nothing, with what looks like it. */
int view_unknown(struct ctx *c, const char *ref);

#endif
