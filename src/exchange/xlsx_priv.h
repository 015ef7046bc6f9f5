/* exchange/xlsx_priv.h -- between xlsx_read.c and xlsx_cells.c. */
#ifndef ANNEXA_XLSX_PRIV_H
#define ANNEXA_XLSX_PRIV_H

#include <expat.h>
#include <zip.h>
#include "exchange/sheet.h"

enum { XLSX_FORMATS = 4096, XLSX_STYLES = 4096, XLSX_DATE = 25 };

/* What a format makes of a number. */
enum xlsx_look { LOOK_PLAIN, LOOK_DATE, LOOK_PERCENT };

struct xlsx_sheet {
	char name[128], rel[100], part[220];	/* its relationship and part */
	bool taken;
};

struct xlsx {
	struct arena *a;
	struct err *e;
	const struct sheet_out *out;
	const char *wanted;		/* name of the sheet, NULL = all visible ones */
	zip_t *zip;
	struct xlsx_sheet sheet[SHEET_SHEETS];
	size_t nsheets;
	bool from_1904;
	/* Shared strings: NUL-ended, one behind the other; where each begins. */
	struct sbuf *strings;
	uint32_t *string_from;
	size_t nstrings, strings_room, string_at;
	int reading;
	bool in_text, in_xfs;
	enum xlsx_look format[XLSX_FORMATS], style[XLSX_STYLES];
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
/* The rows of this part to x->out. E_NOTFOUND without a text when there is none. */
int xlsx_cells(struct xlsx *x, const char *part) MUST;
/* A day number as spreadsheets count, with its fraction, to text; false outside 1900 to 2999. */
bool xlsx_date(double serial, bool from_1904, char out[XLSX_DATE]) MUST;

#endif
