/* web/http_priv.h -- between http.c and http_form.c. Not for others. */
#ifndef ANNEXA_WEB_HTTP_PRIV_H
#define ANNEXA_WEB_HTTP_PRIV_H

#include "web/http.h"

/* Fill query and nquery from raw_query; false if malformed. */
bool http_parse_query(struct http_request *r) MUST;

#endif
