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
/* web/board_page.c, web/graph_page.c */
int page_board(struct ctx *c, struct req *r, struct value *view) MUST;
int page_graph(struct ctx *c, struct req *r, struct value *view) MUST;
int api_graph(struct ctx *c, struct req *r, struct value *view) MUST;
/*
 * web/quick.c: a record made from within another's form. Begin with the field in `_new`; end with
 * what was made, or NULL when the person went back. carried: those values again, after a mistake.
 */
int quick_begin(struct ctx *c, struct req *r, const char *code, struct value *view) MUST;
int quick_end(struct ctx *c, struct req *r, const struct rec *made, struct value *view) MUST;
void quick_carried(struct ctx *c, struct req *r, struct value *view);
/* web/form_page.c */
int page_new(struct ctx *c, struct req *r, struct value *view) MUST;
int page_edit(struct ctx *c, struct req *r, struct value *view) MUST;
int post_create(struct ctx *c, struct req *r, struct value *view) MUST;
int post_update(struct ctx *c, struct req *r, struct value *view) MUST;
/* web/history_page.c */
int page_history(struct ctx *c, struct req *r, struct value *view) MUST;
int post_back(struct ctx *c, struct req *r, struct value *view) MUST;
int api_back(struct ctx *c, struct req *r, struct value *view) MUST;
/* Beside `before` and `after` of each change their parts [{text, differs}]. */
void changes_in_words(struct ctx *c, const struct record *t, struct value *changes);
/*
 * web/conflict.c: what others changed since revision `seen` and the form would undo, with both
 * versions; and the form's input without what was chosen to stay as they left it.
 */
struct value *conflict_rows(struct ctx *c, const struct rec *now, int64_t seen,
    const struct value *input);
struct value *conflict_picked(struct ctx *c, const struct req *r, const struct record *t,
    const struct value *input);

/* If-Match carries the revision; ANY_REV without it. E_CHANGED when it is none. */
int if_match(struct ctx *c, const struct req *r, int64_t *ret) MUST;
/* Where the form wants to go back to: a path of this server, or NULL. */
const char *next_of(const struct req *r);
/* The record's own page. */
const char *self_of(struct ctx *c, const struct rec *r);

#endif
