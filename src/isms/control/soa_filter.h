/* isms/control/soa_filter.h -- which rows of the Statement somebody asked to see. */
#ifndef ANNEXA_SOA_FILTER_H
#define ANNEXA_SOA_FILTER_H

#include "web/page.h"

/* What the reader asked for; NULL = everything. */
struct soa_wanted {
	const char *framework, *decision, *theme, *status, *attribute, *reason, *proof, *q;
};

struct soa_wanted soa_wanted(const struct req *r);
bool soa_shown(struct arena *a, const struct soa_wanted *w, const struct value *row);
/* filters, filter_count, q, clear_href into view; rows: all of them, for the choices. */
void soa_filters(struct ctx *c, const struct soa_wanted *w, const struct value *rows,
    struct value *view);
/* "A.8.13" belongs to "A.8"; what has no number of its own, to its theme. */
const char *soa_theme_of(struct arena *a, const struct value *row);
const char *soa_theme_label(const char *theme);		/* NULL when it is none of Annex A */

#define SOA_FILTER_PARAMS \
	"framework text key of a framework in the Statement; all of them without\n" \
	"decision text applicable, inherited, excluded or undecided\n" \
	"theme text A.5, A.6, A.7 or A.8\n" \
	"status text in-place, partly, planned, not-implemented or provider\n" \
	"attribute text of a control, such as type:Preventive\n" \
	"reason text kind of reason: risk, legal, contractual, business, party, none\n" \
	"proof text proved, shown, claimed, contradicted, broken or drafted\n" \
	"q text part of reference, title or justification"

#endif
