/* record/verify_priv.h -- what verify.c and verify_log.c share. */
#ifndef ANNEXA_VERIFY_PRIV_H
#define ANNEXA_VERIFY_PRIV_H

#include "record/program.h"
#include "record/verify.h"

/* What is kept of a leaf until its revision comes by: marks instead of texts. */
struct leaf_note {
	struct hash doc;
	uint64_t obj, act, op, t;
	int64_t rev;
	bool used;
};

struct epoch {
	int64_t epoch;
	struct leaf_note *notes;
	size_t n;
};

struct last {		/* the newest revision of the record in hand */
	const char *type, *at, *created_at;
	int64_t id, rev;
	struct str doc;
	bool sealed;	/* its personal members, for want of the key */
};

struct verify {
	struct ctx *c;		/* its arena is scratch, reset now and then */
	struct arena *keep, scratch;
	struct str clear;	/* text of the revision opened last */
	struct value *problems, *logs;
	int64_t total, leaves, revisions, records;
	int64_t sealed;		/* revisions whose key is not there; */
	bool sealed_now;	/* the one opened last is */
	struct epoch *epoch;
	size_t nepochs;
};

void verify_problem(struct verify *v, const char *kind, const char *record, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
const char *verify_code(struct verify *v, const char *type, int64_t id);
const char *verify_difference(struct verify *v, const struct record *t, const struct last *l,
    const struct rec *r);
void verify_breathe(struct verify *v);
uint64_t text_mark(const char *text);		/* 64-bit hash; equal texts, equal marks */

struct leaf_note *log_find(struct verify *v, int64_t epoch, int64_t index);
const char *verify_obj(struct verify *v, const char *obj);	/* "risk/7" as R-7 */
int check_logs(struct verify *v) MUST;		/* leaves, trees, heads, checkpoints */
int check_forms(struct verify *v) MUST;		/* rows that no query of the program would show */
int check_files(struct verify *v, const struct rec *r) MUST; /* that it names */
int check_actors(struct verify *v) MUST;
int check_unused(struct verify *v) MUST;	/* leaves whose revision is gone */

#endif
