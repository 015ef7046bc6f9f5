/*
 * web/upload.h -- files on their way from a request into the store.
 *
 * Bodies that may bring files are not collected: their bytes go to the store (blob/blob.h) as they
 * arrive, on the event thread, so that memory stays the same whatever the size. Who may not upload
 * is found out before the first byte; what then arrives is dropped, and the handler refuses in the
 * ordinary way. When the body is complete, a worker makes the files durable and the writer makes
 * their rows; the handler sees a form in which each file is a text field "digest name".
 *
 * Such bodies are: POST of a form to a type with fields of kind FK_FILES (files come under the names
 * of those fields), and POST or PUT of anything to a page with the flag PAGE_FILES (a form's files are
 * all taken; any other body is one file, named by the query parameter `name`).
 */
#ifndef ANNEXA_WEB_UPLOAD_H
#define ANNEXA_WEB_UPLOAD_H

#include "web/app.h"

struct upload;

/* The http_config's sink; arg is the app. */
bool app_sink(void *app, struct http_exchange *x, struct http_sink *ret);
/* The upload of this exchange; NULL: its body is in request.body. */
struct upload *upload_of(const struct http_exchange *x);
/* The form as received, files as texts once they are stored; and what went wrong on the way. */
const struct http_form *upload_form(const struct upload *u);
int upload_problem(const struct upload *u, struct err *e) MUST;
bool upload_has_files(const struct upload *u);
/*
 * Make the files durable and their rows. Waits for the disk: on a worker, inside no transaction.
 * Contents that are not what a name says become a problem of the field in c->err, and E_OK.
 */
int upload_store(struct upload *u, struct ctx *c) MUST;

#endif
