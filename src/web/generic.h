/* web/generic.h -- the handlers of generic_routes, one file a topic: list, form, history. */
#ifndef ANNEXA_WEB_GENERIC_H
#define ANNEXA_WEB_GENERIC_H

#include "web/app.h"

/* web/list_page.c */
int page_list(struct ctx *c, struct req *r, struct value *view) MUST;
int page_print(struct ctx *c, struct req *r, struct value *view) MUST;
int page_export(struct ctx *c, struct req *r, struct value *view) MUST;
/* web/bulk_page.c */
int page_bulk(struct ctx *c, struct req *r, struct value *view) MUST;
int post_bulk(struct ctx *c, struct req *r, struct value *view) MUST;
int api_bulk(struct ctx *c, struct req *r, struct value *view) MUST;
/* web/link_page.c */
int page_links(struct ctx *c, struct req *r, struct value *view) MUST;
int post_links(struct ctx *c, struct req *r, struct value *view) MUST;
int api_links(struct ctx *c, struct req *r, struct value *view) MUST;
struct value *relations_view(struct ctx *c, const struct rec *r);
/* web/form_page.c */
int page_new(struct ctx *c, struct req *r, struct value *view) MUST;
int page_edit(struct ctx *c, struct req *r, struct value *view) MUST;
int post_create(struct ctx *c, struct req *r, struct value *view) MUST;
int post_update(struct ctx *c, struct req *r, struct value *view) MUST;
/* web/history_page.c */
int page_history(struct ctx *c, struct req *r, struct value *view) MUST;

/* If-Match carries the revision; ANY_REV without it. E_CHANGED when it is none. */
int if_match(struct ctx *c, const struct req *r, int64_t *ret) MUST;
/* The record's own page. */
const char *self_of(struct ctx *c, const struct rec *r);

#endif
