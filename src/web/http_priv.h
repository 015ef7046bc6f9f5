/* web/http_priv.h -- between http.c, http_form.c and multipart.c. Not for others. */
#ifndef ANNEXA_WEB_HTTP_PRIV_H
#define ANNEXA_WEB_HTTP_PRIV_H

#include "web/http.h"

/* Fill query and nquery from raw_query; false if malformed. */
bool http_parse_query(struct http_request *r) MUST;

/*
 * For multipart.c. One part's header lines with the empty line that ends them, which are all of
 * p .. p + n, to name, file and type; false if malformed. And the delimiter of a content type,
 * CR LF before it; NULL if there is none.
 */
bool http_part(struct arena *a, char *p, size_t n, struct http_field *ret) MUST;
const char *http_delimiter(struct arena *a, const char *content_type) MUST;

#endif
