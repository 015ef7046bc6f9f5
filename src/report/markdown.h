/*
 * report/markdown.h -- Markdown as blocks of a document: headings, paragraphs, lists, tables.
 *
 * Emphasis, links and code keep their text; a list is one paragraph with a line for each entry.
 * `##` becomes the first level of headings (the document's title stands above), deeper ones follow
 * to the third. Raw HTML is text.
 */
#ifndef ANNEXA_REPORT_MARKDOWN_H
#define ANNEXA_REPORT_MARKDOWN_H

#include "report/model.h"

/* Adds the text to the document. Memory: the document's arena. */
void report_markdown(struct report_doc *doc, struct str text);

#endif
