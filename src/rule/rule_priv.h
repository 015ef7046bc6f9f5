/* rule/rule_priv.h -- what parse.c, engine.c and the tests of rules share. Not for others. */
#ifndef ANNEXA_RULE_PRIV_H
#define ANNEXA_RULE_PRIV_H

#include "rule/rule.h"

/*
 * Parse one file. text must stay; everything else goes on the arena. Errors: E_INVALID with file
 * and line.
 */
int rule_parse(struct arena *a, const char *file, const char *text, struct rule *ret,
    struct err *e) MUST;
/* Order of clauses as people count: 6.1.2, 10.1, A.5.9, A.5.12. */
int clause_order(const char *x, const char *y);
/* Is clause `under` itself or a part of it? NULL holds everything. */
bool clause_within(const char *clause, const char *under);

/* Make the computed views that rules[0..n) name; the others are taken away. */
int ruleviews_create(struct ctx *c, const struct rule *const *rules, size_t n) MUST;
/* Reads an action into r (text NULL: none is given). What is wrong with it, or NULL. */
const char *action_parse(struct arena *a, struct rule *r, const char *text);
/* {label, href} of the action on the subject; NULL when there is none or the actor may not. */
struct value *action_value(struct ctx *c, const struct rule *r, const char *code, const char *path,
    bool editable);

struct found {		/* one row of a rule */
	int64_t subject;	/* id, 0 = none */
	const char *text;
};

/* What a rule found: all rows, of which some are listed. */
struct found_rule {
	struct found *rows;
	size_t listed, all;
};
/*
 * kept.c: what all n rules found for this organisation on that day, if no record has changed since;
 * a copy on the arena, or NULL. And to remember it; lists of an as-of view or the writer are not.
 */
const struct found_rule *kept_find(struct ctx *c, const char *day, size_t n);
void kept_put(struct ctx *c, const char *day, const struct found_rule *rules, size_t n);

/*
 * Run one rule on c->db, whose views exist. Only v_* can be read; steps bounds the work.
 * Errors: those of the database, E_LIMIT too many steps.
 */
int rule_run(struct ctx *c, const struct rule *r, int64_t steps, struct found **ret, size_t *ret_n,
    struct err *e) MUST;

#endif
