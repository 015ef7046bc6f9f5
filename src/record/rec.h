/*
 * record/rec.h -- one record in memory: a value per field, and its forms outside.
 *
 * Inside a rec, a ref is an int (id), refs an array of ints, decimals and money are ints in
 * millionths and hundredths; everything else is as in JSON. NULL means empty.
 */
#ifndef ANNEXA_REC_H
#define ANNEXA_REC_H

#include "record/type.h"

struct rec {
	const struct record *type;
	int64_t id, rev;
	const char *state;
	bool archived;
	bool drafted;		/* made by the program, not yet confirmed by a person */
	const char *created_at, *updated_at;
	struct value **v;	/* one per field of the type */
};

struct rec *rec_new(struct ctx *c, const struct record *t);
struct rec *rec_copy(struct ctx *c, const struct rec *r);

struct value *rec_value(const struct rec *r, const char *field);	/* NULL = empty */
bool rec_has(const struct rec *r, const char *field);
bool rec_is(const struct rec *r, const char *field, const char *word);
const char *rec_text(const struct rec *r, const char *field);		/* "" when empty */
int64_t rec_int(const struct rec *r, const char *field); /* 0 when empty; ids, steps */
const char *rec_title(const struct rec *r);
void rec_set(struct rec *r, const char *field, struct value *v);	/* NULL empties */
void rec_set_text(struct ctx *c, struct rec *r, const char *field, const char *text);
void rec_set_int(struct ctx *c, struct rec *r, const char *field, int64_t i);

/* "R-42" from type and id; with key_is_code the natural key when the record is at hand. */
const char *code_text(struct arena *a, const struct record *t, int64_t id);
const char *rec_code(struct arena *a, const struct rec *r);
/* Its page, "/risks/R-42"; `/` in a natural key is written `~`. */
const char *rec_path(struct arena *a, const struct record *t, const char *code);
/* The id in "R-42" if it is a code of this type. */
bool code_id(const struct record *t, struct str code, int64_t *ret_id);

/*
 * The document of a revision: every field that has a value, in the form of the API with refs as
 * codes of prefix and number, `state`, and `archived` when true. What the ledger commits to.
 */
struct value *rec_doc(struct arena *a, const struct rec *r);
/* And back. Unknown members (of a newer program) are an error. */
int rec_from_doc(struct ctx *c, const struct record *t, int64_t id, int64_t rev,
    const struct value *doc, struct rec **ret) MUST;

/* Fixed point to text and back: places 2 or 6, no trailing zeros beyond `keep`. */
const char *fixed_text(struct arena *a, int64_t v, int places, int keep);
bool fixed_parse(struct str s, int places, int64_t *ret) MUST;

#endif
