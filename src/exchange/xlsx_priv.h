/* exchange/xlsx_priv.h -- between xlsx_read.c and xlsx_cells.c. */
#ifndef ANNEXA_XLSX_PRIV_H
#define ANNEXA_XLSX_PRIV_H

#include <expat.h>
#include <zip.h>
#include "exchange/sheet.h"

enum { XLSX_FORMATS = 4096, XLSX_STYLES = 4096, XLSX_DATE = 25 };

struct xlsx {
	struct arena *a;
	struct err *e;
	const struct sheet_out *out;
	const char *wanted;		/* name of the sheet, NULL = the first visible one */
	zip_t *zip;
	char rel[100], sheet[220];	/* its relationship and part */
	bool from_1904;
	/* Shared strings: NUL-ended, one behind the other; where each begins. */
	struct sbuf *strings;
	uint32_t *string_from;
	size_t nstrings, strings_room, string_at;
	int reading;
	bool in_text, in_xfs;
	bool format_is_date[XLSX_FORMATS], style_is_date[XLSX_STYLES];
	size_t nstyles;
};

/* One part on its way through the parser; user data of its handlers. */
struct part {
	struct xlsx *x;
	XML_Parser parser;
	const char *name;
	void *own;
	int failed;		/* a handler's error code */
	bool enough;		/* a handler has what it wants */
};

struct part_handlers {
	void (XMLCALL *start)(void *arg, const XML_Char *name, const XML_Char **attributes);
	void (XMLCALL *end)(void *arg, const XML_Char *name);
	void (XMLCALL *text)(void *arg, const XML_Char *p, int n);
};

int xlsx_part(struct xlsx *x, const char *name, const struct part_handlers *h, void *own) MUST;
const char *xml_attribute(const char **attributes, const char *name);
const char *xml_local(const char *name);
/* The rows of x->sheet to x->out. E_NOTFOUND without a text when there is no such part. */
int xlsx_cells(struct xlsx *x) MUST;
/* A day number as spreadsheets count, with its fraction, to text; false outside 1900 to 2999. */
bool xlsx_date(double serial, bool from_1904, char out[XLSX_DATE]) MUST;

#endif
