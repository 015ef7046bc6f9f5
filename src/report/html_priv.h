/* report/html_priv.h -- what the files of the HTML writer share. */
#ifndef ANNEXA_REPORT_HTML_PRIV_H
#define ANNEXA_REPORT_HTML_PRIV_H

#include "report/report.h"

/* before, the text escaped, after; nothing if text is NULL. */
void html_put(struct sbuf *out, const char *before, const char *text, const char *after);
void html_chart(struct sbuf *out, const struct report_block *b);	/* html_chart.c */

#endif
