/*
 * web/list_view.h -- what stands around a list: columns, filters, views, exports.
 *
 * Everything is in the address: filters, order and columns are query parameters, forms of a list
 * are GETs whose own parameters begin with _ and lead to such an address. So lists can be kept as
 * bookmarks, sent, saved as views, exported and printed, and need no script.
 */
#ifndef ANNEXA_WEB_LIST_VIEW_H
#define ANNEXA_WEB_LIST_VIEW_H

#include "record/list.h"
#include "web/app.h"

/* The list's name, columns, filters, views, exports and buttons into view. */
void list_head(struct ctx *c, struct req *r, const struct list_query *lq,
    const struct field *const *cols, size_t n, struct value *view);
struct value *column_view(struct ctx *c, struct req *r, const struct list_query *lq,
    const struct field *f);
struct value *list_cell(struct ctx *c, const struct rec *r, const struct field *f);
/* Filters in words, each with the address without it; all: also those a drop-down shows. */
struct value *chips_view(struct ctx *c, struct req *r, const struct list_query *lq, bool all);
/* Where a form of the list leads (_f _op _v; _col _up _down; _usual), or NULL. */
const char *list_form(struct ctx *c, struct req *r, const struct record *t);
/* The address of ?view=CODE, or of the view the list opens with; NULL if there is none. */
const char *view_address(struct ctx *c, struct req *r, const struct record *t);

#endif
