/* isms/control/soa_priv.h -- between the files that compute the Statement of Applicability. */
#ifndef ANNEXA_SOA_PRIV_H
#define ANNEXA_SOA_PRIV_H

#include "isms/control/soa.h"
#include "record/any.h"

enum soa_decision { SOA_UNDECIDED, SOA_APPLICABLE, SOA_INHERITED, SOA_EXCLUDED };
enum soa_status { SOA_NOT_NEEDED, SOA_NOT_IMPLEMENTED, SOA_PLANNED, SOA_PARTLY, SOA_IN_PLACE,
	SOA_BY_PROVIDER };

/* What one control's row is put together from. */
struct soa_row {
	int64_t id;
	const char *ref, *title, *theme, *framework;
	const char *attributes;		/* ";type:Preventive;property:Integrity;", or "" */
	/* Reasons. Those beyond the cap are counted, not listed. */
	struct value *reasons;
	int causes;			/* risks, obligations, parties' needs that name it */
	int linked, worded;		/* reasons of its own with and without a record behind */
	bool treats;			/* a risk is treated by it */
	const char *kinds;		/* of all its reasons: ";risk;legal;", or "" */
	const char *last_kind;		/* as it was given: the next is often the same text */
	/* Measures, by what they count as. */
	struct value *measures;
	int in_place, partly, planned;
	int failing, proved, shown;	/* newest test failed; passed; evidence or a passed test */
	int64_t effectiveness;		/* sum over the measures */
	int evidence;			/* pieces about the control itself */
	/* The entry. */
	bool has_entry, entry_readable, drafted;
	bool justified;			/* it says why, whoever may read that */
	int64_t entry_id;
	const char *entry, *decision, *justification, *provider, *supplier, *agreement;
	const char *override, *override_reason;
	/* Conditions of the exclusion. */
	struct value *conditions;
	int nconditions, broken;
};

struct soa {
	struct ctx *c;
	const char *framework;		/* key; NULL = all of the Statement */
	int cap;			/* reasons of one row that are listed; 0 = all */
	char today[DATE_TEXT];
	struct soa_row *rows;
	size_t n, room;
	uint32_t *slots, mask;		/* open hash of ids: index in rows + 1 */
};

/* Everything, for what the actor may read. */
int soa_read(struct soa *s) MUST;
struct value *soa_values(const struct soa *s);		/* the rows, as soa.h says */
struct soa_row *soa_row_find(const struct soa *s, int64_t control);
void soa_add_reason(struct soa *s, struct soa_row *r, const char *kind, const char *label,
    const char *code, const char *href);
int soa_read_reasons(struct soa *s) MUST;	/* records of type soa_reason */
int soa_read_conditions(struct soa *s) MUST;
int soa_read_evidence(struct soa *s) MUST;

/* What follows from a row. */
enum soa_decision soa_decision_of(const struct soa_row *r);
bool soa_applies(const struct soa_row *r);
enum soa_status soa_derived_status(const struct soa_row *r);
enum soa_status soa_status_of(const struct soa_row *r);		/* with the override */
struct value *soa_row_value(struct arena *a, const struct soa_row *r);

/* {name, label, tone}; the names are those of the API. */
struct value *soa_status_value(struct arena *a, enum soa_status s, bool applies);
const char *soa_status_name(enum soa_status s);
const char *soa_decision_name(enum soa_decision d);
const char *soa_decision_label(enum soa_decision d);
const char *soa_word_label(const char *name);	/* of either; the word itself when it is neither */

#endif
