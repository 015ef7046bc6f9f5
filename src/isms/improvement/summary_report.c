/*
 * isms/improvement/summary_report.c -- the management summary: one page, where the ISMS stands.
 *
 * SOURCE: ISO/IEC 27001:2022, 9.3.2 d): trends in nonconformities, results of monitoring and
 * measurement, status of the risk treatment plan.
 */
#include "isms/control/soa.h"
#include "isms/improvement/summary.h"
#include "isms/risk/risk.h"
#include "report/named.h"
#include "rule/rule.h"

enum { WORST = 5, CLAUSES = 8 };	/* rows of what stands out; clauses 4 to 10 and Annex A */

static bool may_read(const struct ctx *c, const char *type)
{
	const struct record *t = record_find(type);

	return t && access_scope(c, t, VERB_READ) != SCOPE_NONE;
}

static const char *number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%" PRId64, n);
}

static const char *today(struct ctx *c)
{
	char *text = arena_alloc(c->arena, DATE_TEXT);

	date_print(c->as_of_us ? c->as_of_us : c->now_us, text);
	return text;
}

/* ---- risks ---- */

struct risks {
	int64_t level[MATRIX_MAX + 1], all, above;
};

static int risks_read(struct ctx *c, struct risks *r)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT COALESCE(t.current_level, 0), count(*), count(*) FILTER"
	    " (WHERE t.verdict IN ('tolerable', 'unacceptable')) FROM risk AS t"
	    " WHERE t.org = :org AND t.archived = FALSE AND t.state <> 'closed'"));
	access_filter(c, b, record_find("risk"), VERB_READ, "t");
	sqlb_add(b, SQL(" GROUP BY COALESCE(t.current_level, 0)"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		int64_t step = db_int(q, 0);

		r->level[step > 0 && step <= MATRIX_MAX ? step : 0] += db_int(q, 1);
		r->all += db_int(q, 1);
		r->above += db_int(q, 2);
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static void risks_chart(struct ctx *c, struct report_doc *doc, const struct risks *r)
{
	const struct scale *level = &criteria_of(c)->level;

	report_chart(doc, N_("Risks by current level"));
	report_chart_note(doc, N_("Risks not closed, by their level today with the measures in "
	    "place."), true);
	for (int64_t step = scale_length(level); step >= 1; step--) {
		const struct item *i = scale_step(level, step);

		report_bar(doc, i->label, (double)r->level[step], NULL, report_tone_of(i->tone));
	}
	if (r->level[0])
		report_bar(doc, N_("Not assessed"), (double)r->level[0], NULL, REPORT_NEUTRAL);
}

/* ---- controls ---- */

struct status_count {
	const char *label;
	enum report_tone tone;
	int64_t n;
};
enum { STATUSES = 8 };

/* From done to not done. */
static int rank(enum report_tone tone)
{
	static const int ranks[] = { [0] = 6, [REPORT_NEUTRAL] = 6, [REPORT_INFO] = 2,
		[REPORT_GOOD] = 1, [REPORT_WARN] = 3, [REPORT_BAD] = 4, [REPORT_SEVERE] = 5 };

	return ranks[tone];
}

/* Of the applicable ones, best first. */
static size_t statuses_of(const struct value *rows, struct status_count s[STATUSES])
{
	size_t n = 0, at;

	for (const struct value *r = rows->u.list.first; r; r = r->next) {
		const struct value *v = val_get(r, "status");
		const char *label = v ? val_get_text(v, "label") : NULL;
		enum report_tone tone = report_cell_tone(v);

		if (!val_truthy(val_get(r, "applicable")) || !label)
			continue;
		for (at = 0; at < n && strcmp(s[at].label, label) != 0; at++)
			;
		if (at == n && n == STATUSES)
			continue;
		if (at == n) {
			for (; at > 0 && rank(s[at - 1].tone) > rank(tone); at--)
				s[at] = s[at - 1];
			s[at] = (struct status_count){ label, tone, 0 };
			n++;
		}
		s[at].n++;
	}
	return n;
}

static void controls_chart(struct report_doc *doc, const struct status_count *s, size_t n)
{
	report_chart(doc, N_("Applicable controls by status"));
	report_chart_note(doc, N_("Controls the Statement of Applicability names as necessary, by "
	    "what their measures add up to."), true);
	for (size_t i = 0; i < n; i++)
		report_bar(doc, s[i].label, (double)s[i].n, NULL, s[i].tone);
}

static int64_t done_of(const struct status_count *s, size_t n)
{
	int64_t done = 0;

	for (size_t i = 0; i < n; i++)
		done += s[i].tone == REPORT_GOOD ? s[i].n : 0;
	return done;
}

/* ---- findings ---- */

/* 0 for clause 4, .., 6 for 10, 7 for controls of Annex A; -1 for others. */
static int clause_slot(const char *clause)
{
	if (clause[0] == 'A')
		return CLAUSES - 1;
	if (strncmp(clause, "10", 2) == 0)
		return 6;
	return clause[0] >= '4' && clause[0] <= '9' ? clause[0] - '4' : -1;
}

static void findings_chart(struct report_doc *doc, const struct value *result)
{
	static const struct report_series series[] = {
		{ N_("major"), REPORT_SEVERE }, { N_("minor"), REPORT_WARN },
		{ N_("opportunity"), REPORT_INFO },
	};
	static const char *const names[CLAUSES] = { "4 Context", "5 Leadership", "6 Planning",
		"7 Support", "8 Operation", "9 Evaluation", "10 Improvement", "Annex A" };
	double n[CLAUSES][COUNT(series)] = { { 0 } };

	for (const struct value *k = val_get(result, "clauses")->u.list.first; k; k = k->next) {
		int slot = clause_slot(val_get_text(k, "clause"));

		for (size_t s = 0; slot >= 0 && s < COUNT(series); s++)
			n[slot][s] += (double)val_get_int(k, series[s].label, 0);
	}
	report_chart_series(doc, REPORT_STACKED, N_("Findings by clause and severity"), series,
	    COUNT(series));
	report_chart_note(doc, N_("What the conformity rules find in the records today."), true);
	for (size_t i = 0; i < CLAUSES; i++)
		report_point(doc, names[i], n[i], COUNT(series));
}

static struct value *worst_row(struct arena *a, const struct value *f)
{
	struct value *row = val_obj(a), *severity = val_obj(a);
	const char *word = val_get_text(f, "severity"), *rule = val_get_text(f, "rule");
	int64_t n = 0;

	for (const struct value *g = f; g && strcmp(val_get_text(g, "rule"), rule) == 0;
	     g = g->next)
		n++;
	val_set_text(a, severity, "label", word);
	val_set_text(a, severity, "tone", word[1] == 'a' ? "severe" : word[1] == 'i' ? "warn" :
	    "info");
	val_set(row, "severity", severity);
	val_set_text(a, row, "clause", val_get_text(f, "clause"));
	val_set_text(a, row, "what", val_get_text(f, "title"));
	val_set_int(a, row, "count", n);
	val_set_text(a, row, "fix", val_get_text(f, "fix"));
	return row;
}

/* The worst rules broken, one row each. */
static void worst_table(struct report_doc *doc, const struct value *result)
{
	static const struct report_column columns[] = {
		{ .key = "clause", .label = N_("Clause"), .weight = 2, .kind = REPORT_CODE },
		{ .key = "severity", .label = N_("Severity"), .weight = 2, .kind = REPORT_STATUS },
		{ .key = "what", .label = N_("What should be so"), .weight = 8 },
		{ .key = "count", .label = N_("Findings"), .weight = 2, .kind = REPORT_INT },
		{ .key = "fix", .label = N_("What to do"), .weight = 10 },
	};
	struct value *rows = val_arr(doc->arena);

	for (enum severity s = SEVERITY_MAJOR; s <= SEVERITY_MINOR; s++) {
		const char *rule = "";

		for (const struct value *f = val_get(result, "findings")->u.list.first; f;
		     f = f->next) {
			bool first = strcmp(val_get_text(f, "rule"), rule) != 0;

			rule = val_get_text(f, "rule");
			if (first && rows->u.list.n < WORST &&
			    strcmp(val_get_text(f, "severity"), severity_name(s)) == 0)
				val_push(rows, worst_row(doc->arena, f));
		}
	}
	if (rows->u.list.n == 0)
		report_para(doc, N_("No rule found a nonconformity in the records."));
	report_table(doc, "worst", N_("What stands out"), columns, COUNT(columns), rows);
}

/* ---- tasks and evidence ---- */

/* One row of counts, at most `room` of them. */
static int counts(struct ctx *c, struct sqlb *b, const char *type, int64_t *n, int room)
{
	struct query *q;
	int rc;

	access_filter(c, b, record_find(type), VERB_READ, "t");
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		for (int i = 0; i < room; i++)
			n[i] = db_int(q, i);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* Into "(WHERE t.<column> < :today)" and the like. */
static void day(struct ctx *c, struct sqlb *b, struct sqltext before, const char *text)
{
	sqlb_add(b, before);
	(void)sqlb_param_str(b, str_of(arena_text(c->arena, text)));
}

enum { T_LATE, T_SOON, T_LATER, T_NEVER, T_N };

static const char *days_on(struct ctx *c, int days)
{
	char *text = arena_alloc(c->arena, DATE_TEXT);

	date_print((c->as_of_us ? c->as_of_us : c->now_us) + days * INT64_C(86400000000), text);
	return text;
}

static int tasks_read(struct ctx *c, int64_t n[T_N])
{
	struct sqlb *b = sqlb_new(c->arena);

	day(c, b, SQL("SELECT count(*) FILTER (WHERE t.due < "), today(c));
	day(c, b, SQL("), count(*) FILTER (WHERE t.due >= "), today(c));
	day(c, b, SQL(" AND t.due <= "), days_on(c, 30));
	day(c, b, SQL("), count(*) FILTER (WHERE t.due > "), days_on(c, 30));
	sqlb_add(b, SQL("), count(*) FILTER (WHERE t.due IS NULL) FROM task AS t"
	    " WHERE t.org = :org AND t.archived = FALSE AND t.state IN ('open', 'doing')"));
	return counts(c, b, "task", n, T_N);
}

static void tasks_chart(struct report_doc *doc, const int64_t n[T_N])
{
	static const struct { const char *label; enum report_tone tone; } rows[T_N] = {
		{ N_("Late"), REPORT_BAD }, { N_("Due in 30 days"), REPORT_WARN },
		{ N_("Due later"), REPORT_INFO }, { N_("Without a day"), REPORT_NEUTRAL },
	};

	report_chart(doc, N_("Tasks not done"));
	report_chart_note(doc, N_("Treatment actions, gaps, reviews and other tasks that are open "
	    "or in progress, by the day they are due."), true);
	for (int i = 0; i < T_N; i++)
		report_bar(doc, rows[i].label, (double)n[i], NULL, rows[i].tone);
}

enum { V_FRESH, V_SOON, V_STALE, V_ENDLESS, V_COUNT };

static int evidence_read(struct ctx *c, int64_t n[V_COUNT])
{
	struct sqlb *b = sqlb_new(c->arena);

	day(c, b, SQL("SELECT count(*) FILTER (WHERE t.good_until > "), days_on(c, 30));
	day(c, b, SQL("), count(*) FILTER (WHERE t.good_until <= "), days_on(c, 30));
	day(c, b, SQL(" AND t.good_until >= "), today(c));
	day(c, b, SQL("), count(*) FILTER (WHERE t.good_until < "), today(c));
	sqlb_add(b, SQL("), count(*) FILTER (WHERE t.good_until IS NULL) FROM evidence AS t"
	    " WHERE t.org = :org AND t.archived = FALSE AND t.state <> 'withdrawn'"));
	return counts(c, b, "evidence", n, V_COUNT);
}

static void evidence_chart(struct report_doc *doc, const int64_t n[V_COUNT])
{
	static const struct { const char *label; enum report_tone tone; } rows[V_COUNT] = {
		{ N_("Fresh"), REPORT_GOOD }, { N_("Runs out in 30 days"), REPORT_WARN },
		{ N_("Stale"), REPORT_BAD }, { N_("Without an end"), REPORT_NEUTRAL },
	};

	report_chart(doc, N_("Evidence by freshness"));
	report_chart_note(doc, N_("Pieces of evidence that are not withdrawn, by the last day they "
	    "are good for."), true);
	for (int i = 0; i < V_COUNT; i++)
		report_bar(doc, rows[i].label, (double)n[i], NULL, rows[i].tone);
}

/* ---- the page ---- */

struct summary {
	struct value *result, *soa;	/* soa NULL: the actor may not read controls */
	struct risks risks;
	struct status_count status[STATUSES];
	size_t statuses;
	int64_t tasks[T_N], evidence[V_COUNT];
	bool has_risks, has_tasks, has_evidence;
};

static int collect(struct ctx *c, struct summary *s)
{
	int rc;

	if ((rc = rules_check(c, NULL, &s->result)) < 0 ||
	    (rc = soa_rows(c, "iso27001-2022", &s->soa)) < 0)
		return rc;
	s->statuses = statuses_of(s->soa, s->status);
	s->has_risks = may_read(c, "risk");
	s->has_tasks = may_read(c, "task");
	s->has_evidence = may_read(c, "evidence");
	if ((s->has_risks && (rc = risks_read(c, &s->risks)) < 0) ||
	    (s->has_tasks && (rc = tasks_read(c, s->tasks)) < 0) ||
	    (s->has_evidence && (rc = evidence_read(c, s->evidence)) < 0))
		return rc;
	return E_OK;
}

static int64_t sum(const int64_t *n, int count)
{
	int64_t all = 0;

	for (int i = 0; i < count; i++)
		all += n[i];
	return all;
}

static void figures(struct report_doc *doc, const struct summary *s)
{
	const struct value *counts = val_get(s->result, "counts"), *soa;
	int64_t major = val_get_int(counts, "major", 0), minor = val_get_int(counts, "minor", 0);
	int64_t score = val_get_int(val_get(s->result, "score"), "value", 0);
	struct arena *a = doc->arena;

	soa = soa_summary(a, s->soa);
	report_figure(doc, N_("Readiness, of 100"), number(a, score), arena_printf(a,
	    "%" PRId64 " major and %" PRId64 " minor findings stand against it", major, minor),
	    major ? REPORT_BAD : minor ? REPORT_WARN : REPORT_GOOD);
	if (s->has_risks)
		report_figure(doc, N_("Risks above acceptance"), number(a, s->risks.above),
		    arena_printf(a, "of %" PRId64 " that are not closed", s->risks.all),
		    s->risks.above ? REPORT_WARN : REPORT_GOOD);
	report_figure(doc, N_("Controls in place"), number(a, done_of(s->status, s->statuses)),
	    arena_printf(a, "of %" PRId64 " applicable; %" PRId64 " undecided",
	    val_get_int(soa, "applicable", 0), val_get_int(soa, "undecided", 0)),
	    val_get_int(soa, "undecided", 0) ? REPORT_WARN : REPORT_INFO);
	if (s->has_tasks)
		report_figure(doc, N_("Tasks late"), number(a, s->tasks[T_LATE]), arena_printf(a,
		    "of %" PRId64 " not done", sum(s->tasks, T_N)),
		    s->tasks[T_LATE] ? REPORT_BAD : REPORT_GOOD);
}

static int build(struct ctx *c, struct report_doc **ret)
{
	struct report_doc *doc = report_doc_new(c->arena, N_("Management summary"));
	struct summary *s = arena_zero(c->arena, 1, sizeof(*s));
	bool trend;
	int rc;

	if ((rc = collect(c, s)) < 0)
		return rc;
	doc->one_page = true;
	doc->subtitle = N_("Where the information security management system stands");
	figures(doc, s);
	if (s->risks.all)
		risks_chart(c, doc, &s->risks);
	if (s->statuses)
		controls_chart(doc, s->status, s->statuses);
	findings_chart(doc, s->result);
	if (s->has_tasks && sum(s->tasks, T_N))
		tasks_chart(doc, s->tasks);
	if (s->has_evidence && sum(s->evidence, V_COUNT))
		evidence_chart(doc, s->evidence);
	/* Revisions know no owner: the course of all risks is for who may read all. */
	if (access_scope(c, record_find("risk"), VERB_READ) == SCOPE_ALL &&
	    (rc = summary_trend(c, doc, &trend)) < 0)
		return rc;
	if (s->has_evidence && !sum(s->evidence, V_COUNT))
		report_para(doc, N_("No evidence is recorded yet."));
	worst_table(doc, s->result);
	*ret = doc;
	return E_OK;
}

REPORT(management_summary, .title = N_("Management summary"), .type = "control", .build = build,
    .reader = N_("Top management, as input to its review"), .source = "ISO/IEC 27001:2022, 9.3.2",
    .help = N_("One page: risks by level, controls by status, findings by clause, tasks and "
	       "evidence, and how risks have moved over twelve months."));
