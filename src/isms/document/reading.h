/* isms/document/reading.h -- what pages and commands say about readers. */
#ifndef ANNEXA_READING_H
#define ANNEXA_READING_H

#include "record/store.h"

/* {document, title, number, asked, done, late, missing, percent, text, readers: [...]}. */
int reading_of(struct ctx *c, const char *code, struct value **ret) MUST;
int reading_ask(struct ctx *c, const char *code, int64_t *ret_n) MUST;
int reading_remind(struct ctx *c, const char *code, int64_t *ret_n) MUST;
/*
 * What the actor is to read and may read: {open, documents: [{version, number, title, kind, href,
 * published_on, confirmation, due, late, confirmed_on}]}, what waits for a confirmation first.
 */
int reading_mine(struct ctx *c, struct value **ret) MUST;

#endif
