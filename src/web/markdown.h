/*
 * web/markdown.h -- people's Markdown to HTML that is safe to print: the one maker of V_HTML.
 *
 * CommonMark with tables and strikethrough. No raw HTML (it is shown as text), no images (their
 * alternative text is shown), links only to http, https, mailto and to paths of this server; any
 * other link becomes its text. Links leaving the server carry rel="noopener noreferrer".
 *
 *	val_set(view, "description_html", markdown_html(a, text, 3));
 */
#ifndef ANNEXA_WEB_MARKDOWN_H
#define ANNEXA_WEB_MARKDOWN_H

#include "base/str.h"
#include "base/value.h"

enum {
	MARKDOWN_MAX_BYTES = 1 << 20,
	MARKDOWN_MAX_DEPTH = 32		/* quotes, lists and emphasis inside each other */
};

/*
 * text as HTML. `# Title` becomes <h{base_heading}> (1..6), deeper ones follow up to <h6>.
 * Text that is too long, or nested too deeply, is shown escaped in a <pre> instead: nothing is lost
 * and nothing fails. Memory: the arena.
 */
struct value *markdown_html(struct arena *a, struct str text, int base_heading);

#endif
