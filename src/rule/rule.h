/*
 * rule/rule.h -- conformity rules: one SQL file each, found under src/isms/<room>/rules/.
 *
 * A rule reads v_* views of one organisation only (the engine enforces it) and returns one row per
 * nonconformity: id of the subject (or NULL) and one sentence. Its header says what it is:
 *
 *	-- rule:      soa-reason
 *	-- title:     Every control has an applicability decision and a reason
 *	-- source:    ISO/IEC 27001:2022, 6.1.3 d)
 *	-- clause:    6.1.3
 *	-- severity:  major            (major, minor, opportunity)
 *	-- subject:   control          (record type the first column names, or none)
 *	-- fix:       Open the control in the Statement of Applicability, decide, and say why.
 *	-- action:    new soa_entry control={code}
 *
 * The action is the one link that clears the finding: `edit` or `edit FIELD` (the subject's form,
 * at that field), `new TYPE FIELD=VALUE ...` (an empty form, filled in that far), or
 * `go PATH | WORDS` (the page that clears it); {code} is the subject's. Without the line it is
 * `edit` where there is a subject.
 *
 * and its tests, at least one that meets and one that breaks it, as records made by the ordinary
 * write path on an empty organisation, separated by |, `=>` naming the subjects found:
 *
 *	-- test: meets   person name="Ann" | risk title="R" owner=P-1 likelihood=2 consequence=2
 *	-- test: breaks  person name="Ann" | risk title="R" owner=P-1 => R-1
 */
#ifndef ANNEXA_RULE_H
#define ANNEXA_RULE_H

#include "record/program.h"

/*
 * A view that a room computes, because the registers alone do not say it: v_NAME with these columns
 * of whole numbers, filled when a rule that names it is about to run. The context is the program's:
 * nothing is hidden. Numbers only, so that no text of anybody becomes SQL; rules join the texts.
 *
 *	RULEVIEW(soa, .columns = { "control_id", "decision" }, .fill = fill);
 */
enum { RULEVIEW_COLUMNS = 24, RULEVIEW_ROWS = 20000 };
struct ruleview_rows;
struct ruleview {
	const char *name;
	const char *columns[RULEVIEW_COLUMNS + 1];	/* ended by NULL */
	int (*fill)(struct ctx *c, struct ruleview_rows *ret);
};
#define RULEVIEW(n, ...) const struct ruleview ruleview_##n = { .name = #n, __VA_ARGS__ }
/* One row: a number for each column. Beyond RULEVIEW_ROWS they are dropped, and fill fails. */
void ruleview_row(struct ruleview_rows *to, const int64_t *values);

enum severity { SEVERITY_MAJOR = 1, SEVERITY_MINOR, SEVERITY_OPPORTUNITY };
const char *severity_name(enum severity s);		/* "major", ... */
bool severity_parse(const char *text, enum severity *ret) MUST;

struct rule_action {
	enum { ACTION_NONE, ACTION_EDIT, ACTION_NEW, ACTION_GO } kind;
	const struct record *type;	/* edited or made */
	const struct field *field;	/* edited, or NULL */
	const char *path;		/* go: path; new: FIELD=VALUE pairs */
	const char *label;		/* go: words on the button */
};

struct rule {
	const char *name, *title, *source, *clause, *fix, *file;
	const char *sql;
	enum severity severity;
	const struct record *subject;	/* NULL = none */
	struct rule_action action;
	const char **tests;		/* text behind "test:", ended by NULL */
};

/*
 * All rules, parsed once from the embedded files, sorted by clause and name. A malformed file is
 * E_INVALID naming file and line (and a failed unit test, so it cannot ship).
 */
int rules_load(const struct rule *const **ret, size_t *ret_n, struct err *e) MUST;

/*
 * Run the rules whose clause is `clause` or below it (NULL = all). The context is a reader or an
 * as-of view. ret: {findings: [{rule, title, clause, severity, source, fix, subject: {type, code,
 * label, href} | null, owner: {code, label} | null, finding, action_href, action_label}], counts:
 * {major, minor, opportunity}, clauses: [{clause, title, major, minor, opportunity, score}],
 * predicted: [{clause, title, major, minor, opportunity, systemic, text}], score: {value 0..100,
 * points, explain}, rules, met, not_listed, took_ms}; score.h says what score and prediction are.
 * Each rule may take at most RULE_STEPS virtual machine steps; one that fails is a finding of its
 * own with severity major and the database's message. Subjects the actor may not read are counted,
 * not named. action_href is null where the actor may not do it.
 */
enum { RULE_STEPS = 200000000 };
int rules_check(struct ctx *c, const char *clause, struct value **ret) MUST;

/*
 * Take findings out of such a result: those of another severity, those whose subject another person
 * owns. NULL and "" take nothing away; owner is a person's code. Counts and score stay.
 */
void rules_filter(struct value *result, const char *severity, const char *owner);
/* {name, label, tone} of a severity by its name, for pages and reports. */
struct value *severity_value(struct arena *a, const char *name);

#endif
