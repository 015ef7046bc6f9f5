/* isms/gap/page.h -- what the pages of gap analyses share. */
#ifndef ANNEXA_GAP_PAGE_H
#define ANNEXA_GAP_PAGE_H

#include "isms/gap/view.h"
#include "isms/knowledge/page_parts.h"
#include "record/list.h"
#include "web/app.h"

/* {code, title, href, state, closed, framework, rows_href, ..., may_edit} */
struct value *gap_links(struct ctx *c, const struct rec *analysis);
/* Sets `analysis` to the above, the crumbs and the title. */
void gap_head(struct ctx *c, const struct rec *analysis, const char *what, struct value *view);
/* Inputs of a row's form: statuses, maturities, targets, and the texts; typed wins if given. */
void gap_row_inputs(struct ctx *c, const struct rec *row, const struct value *typed,
    struct value *o);
/* What a form or JSON body sends under one name, once or several times. */
struct value *gap_many(struct ctx *c, const struct req *r, const char *name);

#endif
