/*
 * web/multipart.h -- multipart/form-data (RFC 7578) as it arrives, in bounded memory.
 *
 * http_form_multipart() reads a form that is there; this one is given pieces of any size and tells
 * of parts, their bytes and their ends while it holds no more than a delimiter's length back. Both
 * read headers by the same rules. Pure: no socket, no store.
 */
#ifndef ANNEXA_WEB_MULTIPART_H
#define ANNEXA_WEB_MULTIPART_H

#include "web/http.h"

/* Each returns 0, or a negative code that ends the reading. */
struct multipart_events {
	int (*part)(void *arg, const struct http_field *head);	/* value is empty yet */
	int (*data)(void *arg, const char *p, size_t n);
	int (*end)(void *arg);
	void *arg;
};

struct multipart;

/* NULL: the content type has no proper boundary. Memory: the arena; some 70 KB. */
struct multipart *multipart_new(struct arena *a, const char *content_type,
    const struct multipart_events *events) MUST;
/* Errors: E_USAGE malformed, E_TOOBIG too many parts, those of the events. Not called again. */
int multipart_take(struct multipart *m, const char *p, size_t n, struct err *e) MUST;
/* Has the closing delimiter been seen? A body that was cut has none. */
bool multipart_complete(const struct multipart *m);

#endif
