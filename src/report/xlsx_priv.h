/* report/xlsx_priv.h -- what the files of the XLSX writer share. xlsx.c tells how it works. */
#ifndef ANNEXA_REPORT_XLSX_PRIV_H
#define ANNEXA_REPORT_XLSX_PRIV_H

#include <xlsxwriter.h>
#include "report/report.h"

struct formats {
	lxw_format *head, *text, *date, *moment, *integer, *real, *title, *label;
	lxw_format *tones[REPORT_SEVERE + 1];
};

struct xlsx {
	const struct report_doc *doc;
	char *dir, *file;
	lxw_workbook *book;
	lxw_error failed;		/* the first one */
	struct formats f;
	struct sbuf text;
	int fd;				/* of the finished file, or -1 */
};

void xlsx_note(struct xlsx *j, lxw_error rc);	/* keeps the first error */
/* A text, or a blank with a format; NULL is empty. */
void xlsx_write(struct xlsx *j, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col,
    const char *text, lxw_format *format);
void xlsx_page(struct xlsx *j, lxw_worksheet *sheet, bool landscape);
void xlsx_charts(struct xlsx *j);	/* xlsx_chart.c; nothing when there are none */

#endif
