/* isms/evidence/shown_rules.c -- for rules: what accepted and fresh evidence shows. */
#include "base/clock.h"
#include "isms/evidence/evidence.h"
#include "rule/rule.h"

/*
 * A requirement is shown by evidence linked with it or with an item of it: what shows 10.2/f shows
 * something of 10.2. of_last_year: some of it was collected within the last twelve months.
 */
static int fill_shown(struct ctx *c, struct ruleview_rows *ret)
{
	char today[DATE_TEXT];
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("SELECT q.id, max(CASE WHEN s.newest >= CAST(CAST("
	    "substr(:today, 1, 4) AS INTEGER) - 1 AS TEXT) || substr(:today, 5) THEN 1 ELSE 0 END)"
	    " FROM (SELECT l.to_id, max(e.collected_on) AS newest FROM evidence AS e"
	    " JOIN link AS l ON l.org = e.org AND l.from_type = 'evidence' AND l.from_id = e.id"
	    " AND l.field = 'requirements' AND l.to_type = 'requirement' WHERE e.org = :org"
	    " AND e.archived = FALSE AND e.drafted = FALSE AND e.state = 'valid'"
	    " AND (e.good_until IS NULL OR e.good_until >= :today) GROUP BY l.to_id) AS s"
	    " JOIN requirement AS p ON p.org = :org AND p.id = s.to_id"
	    " JOIN requirement AS q ON q.org = :org AND q.archived = FALSE"
	    " AND q.framework_id = p.framework_id AND (p.ref = q.ref"
	    " OR substr(p.ref, 1, length(q.ref) + 1) IN (q.ref || '.', q.ref || '/'))"
	    " GROUP BY q.id"))) < 0)
		return rc;
	date_print(c->as_of_us ? c->as_of_us : c->now_us, today);
	db_bind_text(q, ":today", today);
	while ((rc = db_step(c, q)) > 0)
		ruleview_row(ret, (int64_t[]){ db_int(q, 0), db_int(q, 1) });
	db_done(q);
	return rc;
}

RULEVIEW(shown, .columns = { "requirement_id", "of_last_year" }, .fill = fill_shown);
