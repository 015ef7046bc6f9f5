/* isms/knowledge/page_parts.h -- what the pages of the library share. */
#ifndef ANNEXA_KNOWLEDGE_PAGE_PARTS_H
#define ANNEXA_KNOWLEDGE_PAGE_PARTS_H

#include "isms/knowledge/view.h"
#include "web/page.h"

/* Adds {label, href} to the crumbs of the page; the first call begins them. */
void part_crumb(struct arena *a, struct value *view, const char *label, const char *href);
/* Gives every section of view_thing() its html, with placeholders in words. */
void part_html(struct arena *a, struct value *thing);
/* Sets key to {label, href} of a neighbour; an empty object if there is none. */
void part_neighbour(struct arena *a, struct value *view, const char *key,
    const struct library_thing *t);
/* Does text have all words of q, without regard to case? */
bool part_matches(struct arena *a, const char *text, const char *q);
/* {value, label, selected} */
struct value *part_option(struct arena *a, const char *value, const char *label, bool selected);

#endif
