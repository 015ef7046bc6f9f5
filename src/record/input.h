/*
 * record/input.h -- what people and programs send, checked and brought to a record's own form.
 *
 * All problems of all fields are collected. Text input (forms, command line, CSV) is trimmed and
 * parsed; JSON must already have the right type, except that codes, dates and decimals are text.
 */
#ifndef ANNEXA_INPUT_H
#define ANNEXA_INPUT_H

#include "record/rec.h"

enum input_mode {
	IN_TEXT,	/* every value is text; several refs or words are separated by , or ; */
	IN_JSON
};

/*
 * Apply an object of field name -> value to r. Unknown and server-owned names are errors (mass
 * assignment). Returns E_OK or E_INVALID with c->err.fields filled; r may be half changed then.
 */
int input_apply(struct ctx *c, struct rec *r, const struct value *input, enum input_mode mode) MUST;
/* After derive: required fields present, unique ones unique. Collects likewise. */
int input_complete(struct ctx *c, const struct rec *r) MUST;
/* Give a new record the initial values of its fields. */
int input_initial(struct ctx *c, struct rec *r) MUST;

/* One text to the form of the field, refs and words as lists of one: for filters. */
int input_one(struct ctx *c, const struct field *f, struct str text, struct value **ret) MUST;

/* The problem `at` of a name that is no field's, with the one that may be meant. */
int no_such_field(struct ctx *c, const struct record *t, const char *at, const char *name);

/*
 * The record a text names: code, natural key, or - when exactly one live record has it - its
 * title. Only among the records the actor may read. 0 = none, -2 = several; else the id.
 */
int64_t ref_by_field(struct ctx *c, const struct record *t, const struct field *f, struct str text);
int64_t ref_resolve(struct ctx *c, const struct record *t, struct str text);

#endif
