/*
 * exchange/export.h -- all live records of a type as a table, in a form that can be imported again.
 */
#ifndef ANNEXA_EXPORT_H
#define ANNEXA_EXPORT_H

#include "record/store.h"

/*
 * Appends to out: JSON (array of records as in the API) or any format of report/report.h, with the
 * fields' names as heads. Access applies. Errors: E_USAGE unknown format, E_TOOBIG.
 */
int export_records(struct ctx *c, const struct record *t, const char *format,
    struct sbuf *out) MUST;

#endif
