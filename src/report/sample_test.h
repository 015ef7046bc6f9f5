/* report/sample_test.h -- documents for the tests of the writers. */
#ifndef ANNEXA_REPORT_SAMPLE_TEST_H
#define ANNEXA_REPORT_SAMPLE_TEST_H

#include "report/report.h"

/* A Statement of Applicability in landscape with `rows` rows of long text, figures and a chart. */
struct report_doc *sample_soa(struct arena *a, size_t rows);
/* Every kind of block, portrait, with a table of contents. */
struct report_doc *sample_mixed(struct arena *a);
/* One table of 15 columns. */
struct report_doc *sample_wide(struct arena *a, size_t rows);

#endif
