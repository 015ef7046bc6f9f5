/*
 * isms/control/soa.h -- the Statement of Applicability, computed.
 *
 * A control is applicable because of what names it: a risk that is treated by it, an obligation or
 * a party's requirement that causes it, or a reason of its own (soa_reason, or words in its SoA
 * entry). An entry can exclude it with a justification and conditions, or say that a provider does
 * it. The implementation status comes from the measures that implement it and their tests.
 */
#ifndef ANNEXA_SOA_H
#define ANNEXA_SOA_H

#include "record/store.h"

#define SOA_ANNEX_A "iso27001-2022"	/* the framework 6.1.3 c) compares with */
#define SOA_OWN "own"			/* the organisation's own controls */

/*
 * One row per live control, in order: {control, title, theme, framework, href, decision: {name,
 * label, tone}, applicable (bool), excluded, undecided, inherited, reasons: [{kind, label, code,
 * href, linked}], reasons_total, justification, provider, conditions: [{code, text, holds, found,
 * records}], status: {name, label, tone}, derivation, proof, effectiveness, measures: [{code,
 * label, href, state, effectiveness}], entry}. framework: key such as "iso27001-2022", NULL = every
 * framework of the Statement. cap: reasons listed of one row, 0 = all. Access: the actor must be
 * able to read controls; risks, obligations and measures it may not read are counted as reasons
 * without title.
 */
int soa_rows_of(struct ctx *c, const char *framework, int cap, struct value **ret) MUST;
int soa_rows(struct ctx *c, const char *framework, struct value **ret) MUST;	/* cap 0 */
/* Is nothing the Statement is made of hidden from the actor? */
bool soa_sees_all(struct ctx *c);
/* {applicable, excluded, undecided, inherited, total, text} of such rows. */
struct value *soa_summary(struct arena *a, const struct value *rows);

/* Where the decision on a row is made: the entry's form or a new one; NULL if the actor may not. */
const char *soa_edit_href(struct ctx *c, const struct value *row);

/*
 * Decide on one control, by its reference or code: makes its entry or changes it. input has fields
 * of an entry. As record_create() and record_update() otherwise.
 */
int soa_decide(struct ctx *c, const char *control, struct value *input, struct rec **ret) MUST;

/* Frameworks whose controls stand in the Statement: [{key, title, n}], Annex A first. */
int soa_frameworks(struct ctx *c, struct value **ret) MUST;

int soa_entry_derive(struct ctx *c, struct rec *r) MUST;
int soa_entry_check(struct ctx *c, const struct rec *old, const struct rec *r) MUST;

#endif
