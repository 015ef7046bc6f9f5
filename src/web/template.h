/*
 * web/template.h -- Mustache templates (specification 1.4), parsed once, shared by all threads.
 *
 * Variables with dotted names and `.`, sections, inverted sections, comments, partials with
 * indentation, changed delimiters, inheritance: {{<parent}} {{$block}}..{{/block}} {{/parent}}.
 * Beyond Mustache, {{+name one|many}} prints a whole number and the words that fit it:
 * {{+n row is|rows are}}; see text_counted().
 * No lambdas. Everything is escaped (& < > " ' ` = { }) except V_HTML values; {{{ and {{& are errors,
 * so that a template cannot switch escaping off. A set is immutable once loaded; rendering
 * allocates nothing but the output.
 *
 *	static const struct template_source pages[] = {
 *		{ "hello", "Hello {{name}}{{#more}}, {{.}}{{/more}}\n", 0 },
 *	};
 *	rc = template_load(&set, pages, COUNT(pages), e);
 *	rc = template_render(set, "hello", view, &out, e);
 *
 * Truth: as val_truthy(). A section over an array is repeated, over anything else true it is
 * rendered once with that value as context. A missing name prints nothing.
 */
#ifndef ANNEXA_WEB_TEMPLATE_H
#define ANNEXA_WEB_TEMPLATE_H

#include "base/err.h"
#include "base/sbuf.h"
#include "base/value.h"

struct template_source {
	const char *name;	/* as partials and parents call it; also named in errors */
	const char *text;
	size_t n;		/* bytes; 0 = up to the NUL */
};

enum {
	TEMPLATE_MAX_DEPTH = 100 /* sections, partials, parents and blocks inside each other */
};

struct template_set;

/*
 * Parse all sources. Texts are copied. Every partial and parent named must be among them.
 * Errors: E_INVALID with "name:line: what", the first mistake found.
 * Memory: template_free().
 */
int template_load(struct template_set **ret, const struct template_source *src, size_t n,
    struct err *e) MUST;
void template_free(struct template_set *set);	/* NULL is fine */

/*
 * Append the template `name` filled from view (an object; NULL = empty).
 * Errors: E_NOTFOUND (no such template), E_TOOBIG (nested too deeply, or out is full).
 */
int template_render(const struct template_set *set, const char *name, const struct value *view,
    struct sbuf *out, struct err *e) MUST;
bool template_has(const struct template_set *set, const char *name);

/* The escaping of templates, for the few places that write HTML themselves. */
void template_escape(struct sbuf *out, const char *text, size_t n);

#endif
