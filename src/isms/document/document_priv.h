/* isms/document/document_priv.h -- between the files of this room. */
#ifndef ANNEXA_DOCUMENT_PRIV_H
#define ANNEXA_DOCUMENT_PRIV_H

#include "isms/document/document.h"
#include "record/any.h"

/* The word of a state or enum as people read it. */
const char *item_label(const struct item *items, const char *name);
bool holds(const struct value *ids, int64_t id);	/* a refs field's value, or NULL */
const char *today_of(struct ctx *c);	/* of the request, or of the as-of view */

/* ids of records of `type` whose `field` refers to this one, newest first. */
int referring(struct ctx *c, const char *type, const char *field, const struct rec *to,
    int64_t *ids, size_t room, size_t *ret_n) MUST;

/* The versions of a document as pages and the API show them, newest first. */
int versions_of(struct ctx *c, const struct rec *doc, struct value **ret) MUST;

/*
 * The document a request is about, at the revision that was seen: If-Match of the API, `rev` of a
 * form. E_CHANGED when another is there.
 */
struct req;
int document_seen(struct ctx *c, struct req *r, enum verb v, struct rec **ret) MUST;

/* ---- round.c ---- */
int round_guard(struct ctx *c, const struct rec *doc) MUST;	/* may a round start? */
int round_ask(struct ctx *c, const struct rec *doc, const char *due, const char *note) MUST;
int round_stop(struct ctx *c, const struct rec *doc, const char *why) MUST;
int round_decided(struct ctx *c, const struct rec *doc, const struct rec *approval) MUST;

/* ---- publish.c ---- */
int publish_guard(struct ctx *c, const struct rec *doc) MUST;
/* Make the version and set the document's fields about it; r is about to be saved as published. */
int publish_version(struct ctx *c, struct rec *r) MUST;
/* What follows when the document is saved: readers are asked, the review task is set. */
int publish_after(struct ctx *c, const struct rec *doc) MUST;
int withdraw_after(struct ctx *c, const struct rec *doc) MUST;

/* ---- clock.c ---- */
void clock_derive(struct ctx *c, struct rec *r);	/* next_review */
/* One open task "Review ..." about the document, due at its next review. */
int clock_task(struct ctx *c, const struct rec *doc, const char *result) MUST;
/* End the open tasks about a record with this result. */
int tasks_end(struct ctx *c, const char *about_type, int64_t id, const char *kind,
    const char *result) MUST;
int task_make(struct ctx *c, const struct rec *about, const char *kind, const char *title,
    int64_t owner, const char *due) MUST;
/* Is there an open task of this kind about the record? */
int task_open(struct ctx *c, const struct rec *about, const char *kind, bool *ret) MUST;

/* ---- what the page shows (extend.c) ---- */
int document_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;
int version_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;
int acknowledgement_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;

#endif
