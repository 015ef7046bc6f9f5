/* isms/document/print.h -- a version or working draft as a file: PDF, Word, HTML, Markdown. */
#ifndef ANNEXA_DOCUMENT_PRINT_H
#define ANNEXA_DOCUMENT_PRINT_H

#include "record/rec.h"

struct print_file {
	struct str contents;
	const char *media, *name;
};
/* what: a document_version or a document. E_USAGE for an unknown format. */
int print_document(struct ctx *c, const struct rec *what, const char *format,
    struct print_file *ret) MUST;
/* [{label, href}] below a record's path. */
struct value *print_formats(struct arena *a, const char *path);

#endif
