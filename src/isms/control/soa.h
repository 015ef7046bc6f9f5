/*
 * isms/control/soa.h -- the Statement of Applicability, computed.
 *
 * A control is applicable because of what names it: a risk that is treated by it, an obligation
 * that causes it, or a reason written into its SoA entry. An entry can exclude it with a
 * justification or say that a provider does it. The implementation status comes from the measures
 * that implement it.
 */
#ifndef ANNEXA_SOA_H
#define ANNEXA_SOA_H

#include "record/store.h"

/*
 * One row per live control of the framework, in order: {control, title, theme, href, decision:
 * {label, tone}, applicable (bool), excluded, undecided, inherited, reasons: [{kind, label, code,
 * href}], justification, status: {label, tone}, measures: [{code, label, href, state}], entry}.
 * framework: key such as "iso27001-2022". Access: the actor must be able to read controls; risks,
 * obligations and measures it may not read are counted as reasons without title.
 */
int soa_rows(struct ctx *c, const char *framework, struct value **ret) MUST;
/* {applicable, excluded, undecided, inherited, total, text} of such rows. */
struct value *soa_summary(struct arena *a, const struct value *rows);

/* Where the decision on a row is made: the entry's form or a new one; NULL if the actor may not. */
const char *soa_edit_href(struct ctx *c, const struct value *row);

int soa_entry_derive(struct ctx *c, struct rec *r) MUST;

#endif
