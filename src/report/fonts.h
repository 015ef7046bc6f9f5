/* report/fonts.h -- are there fonts to print with? */
#ifndef ANNEXA_REPORT_FONTS_H
#define ANNEXA_REPORT_FONTS_H

/* Families that the writers of documents find on this machine. */
int report_fonts(void);

#endif
