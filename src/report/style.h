/*
 * report/style.h -- how an organisation's documents look: the newest live record of it.
 */
#ifndef ANNEXA_REPORT_STYLE_H
#define ANNEXA_REPORT_STYLE_H

#include "base/ctx.h"
#include "report/model.h"

/*
 * Put the organisation's accent colour, lines, logo and, where the document has none,
 * classification into it. Nothing changes without such a record. A logo that cannot be read is
 * left out: a document without it, not none. Everybody who may have the document gets its look.
 */
int report_style_apply(struct ctx *c, struct report_doc *doc) MUST;

/* "#1f4e79"; false leaves *ret alone. */
bool colour_parse(const char *text, unsigned *ret_rgb) MUST;
/* SOURCE: WCAG 2.2, contrast ratio of the colour to white, 1 to 21. */
double colour_contrast(unsigned rgb);
enum { STYLE_CONTRAST_TENTHS = 45 };	/* least contrast of the accent, in tenths */

#endif
