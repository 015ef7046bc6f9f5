/*
 * exchange/export.h -- a list as a table, in a form that can be imported again.
 */
#ifndef ANNEXA_EXPORT_H
#define ANNEXA_EXPORT_H

#include "record/list.h"

/*
 * Appends the records the list has, all pages of them, to out: JSON (array of records as in the
 * API) or any format of report/report.h, with the fields' names as heads; only lq->columns if they
 * are given. Access applies. Errors: E_USAGE unknown format, E_INVALID filters, E_TOOBIG.
 */
int export_list(struct ctx *c, struct list_query *lq, const char *format, struct sbuf *out) MUST;

#endif
