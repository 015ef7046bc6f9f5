/*
 * isms/improvement/progress_needs.c -- what each clause asks to exist, as statements over the
 * records. SOURCE: ISO/IEC 27001:2022 with Amendment 1:2024, clauses 4 to 10, the clause of each.
 */
#include "isms/improvement/progress.h"

/* 1 of 1 when evidence that was accepted and is fresh shows the clause or an item of it. */
#define SHOWN \
	SQL("SELECT CASE WHEN count(*) > 0 THEN 1 ELSE 0 END, 1 FROM evidence AS e JOIN link AS l" \
	    " ON l.org = e.org AND l.from_type = 'evidence' AND l.from_id = e.id" \
	    " AND l.field = 'requirements' JOIN requirement AS q ON q.org = l.org" \
	    " AND l.to_type = 'requirement' AND q.id = l.to_id JOIN framework AS f" \
	    " ON f.org = q.org AND f.id = q.framework_id AND f.ref = 'iso27001-2022'" \
	    " WHERE e.org = :org AND e.archived = FALSE AND e.drafted = FALSE" \
	    " AND e.state = 'valid' AND (e.good_until IS NULL OR e.good_until >= :today)" \
	    " AND (q.ref = :clause OR q.ref LIKE :clause || '/%' OR q.ref LIKE :clause || '.%')")

const struct progress_need progress_needs[] = {
    {"4.1", N_("Internal and external issues"), "context_issue", "/context_issues",
	N_("At least one of each side, and each one confirmed."),
	SQL("SELECT count(*) FILTER (WHERE drafted = FALSE),"
	    " CASE WHEN count(DISTINCT side) < 2 THEN count(*) + 1 ELSE count(*) END"
	    " FROM context_issue WHERE org = :org AND archived = FALSE")},
    {"4.1", N_("The question of climate change"), "climate_answer", "/climate_answers",
	N_("Answered either way, with the reasoning, and confirmed."),
	SQL("SELECT count(*) FILTER (WHERE drafted = FALSE), 1"
	    " FROM climate_answer WHERE org = :org AND archived = FALSE")},
    {"4.2", N_("Interested parties"), "interested_party", "/interested_parties",
	N_("Each one confirmed and with at least one requirement."),
	SQL("SELECT count(*) FILTER (WHERE p.drafted = FALSE AND EXISTS (SELECT 1 FROM party_need"
	    " AS n WHERE n.org = :org AND n.party_id = p.id AND n.archived = FALSE)),"
	    " count(*) FROM interested_party AS p WHERE p.org = :org"
	    " AND p.archived = FALSE"), 1},
    {"4.2", N_("Requirements of parties decided on"), "party_need", "/party_needs",
	N_("Confirmed, and said whether the ISMS meets it."),
	SQL("SELECT count(*) FILTER (WHERE drafted = FALSE AND treated IS NOT NULL),"
	    " count(*) FROM party_need WHERE org = :org AND archived = FALSE"), 1},
    {"4.2", N_("Obligations"), "obligation", "/obligations",
	N_("Confirmed, with somebody responsible and the controls it causes."),
	SQL("SELECT count(*) FILTER (WHERE o.drafted = FALSE AND o.owner_id IS NOT NULL AND EXISTS"
	    " (SELECT 1 FROM link AS l WHERE l.org = :org AND l.from_type = 'obligation'"
	    " AND l.from_id = o.id AND l.field = 'controls')), count(*)"
	    " FROM obligation AS o WHERE o.org = :org AND o.archived = FALSE"), 1},
    {"4.3", N_("Scope statement"), "scope_statement", "/scope",
	N_("A version that was approved."),
	SQL("SELECT count(*) FILTER (WHERE state = 'approved'), 1"
	    " FROM scope_statement WHERE org = :org AND archived = FALSE"
	    " AND state IN ('approved', 'in-review', 'draft') AND drafted = FALSE")},
    {"4.3", N_("Interfaces and dependencies"), "scope_statement", "/scope",
	N_("Named in the newest version."),
	SQL("SELECT count(*) FILTER (WHERE interfaces IS NOT NULL), 1 FROM (SELECT interfaces"
	    " FROM scope_statement WHERE org = :org AND archived = FALSE AND drafted = FALSE"
	    " ORDER BY id DESC LIMIT 1) AS newest")},
    {"4.4", N_("Processes in the register"), "asset", "/assets?type=process",
	N_("Confirmed, each with an owner."),
	SQL("SELECT count(*) FILTER (WHERE drafted = FALSE AND owner_id IS NOT NULL),"
	    " count(*) FROM asset WHERE org = :org AND archived = FALSE"
	    " AND type = 'process' AND state <> 'retired'"), 1},
    {"5.1", N_("Somebody of top management holds a role"), "isms_role", "/isms_roles",
	N_("A confirmed role that is accountable for 5.1 has a holder."),
	SQL("SELECT count(*), 1 FROM raci AS a JOIN link AS s ON s.org = a.org"
	    " AND s.from_type = 'raci' AND s.from_id = a.id AND s.field = 'subject'"
	    " JOIN requirement AS q ON q.org = a.org AND s.to_type = 'requirement'"
	    " AND q.id = s.to_id JOIN link AS l ON l.org = a.org AND l.from_type = 'isms_role'"
	    " AND l.from_id = a.role_id AND l.field = 'holders' WHERE a.org = :org"
	    " AND a.archived = FALSE AND a.drafted = FALSE AND a.letter = 'a' AND q.ref = '5.1'")},
    {"5.2", N_("Information security policy"), "document", "/documents?kit=D02",
	N_("Published."),
	SQL("SELECT count(*) FILTER (WHERE state = 'published'), 1 FROM document"
	    " WHERE org = :org AND archived = FALSE AND kit = 'D02'")},
    {"5.3", N_("Roles with a holder"), "isms_role", "/isms_roles",
	N_("Confirmed, and held by somebody."),
	SQL("SELECT count(*) FILTER (WHERE r.drafted = FALSE AND EXISTS (SELECT 1 FROM link AS l"
	    " WHERE l.org = :org AND l.from_type = 'isms_role' AND l.from_id = r.id"
	    " AND l.field = 'holders')), count(*) FROM isms_role AS r"
	    " WHERE r.org = :org AND r.archived = FALSE AND r.state = 'active'"), 1},
    {"5.3", N_("Appointments"), "isms_role", "/isms_roles",
	N_("Approved here, or written down elsewhere."),
	SQL("SELECT count(*) FILTER (WHERE drafted = FALSE AND (appointed_on IS NOT NULL"
	    " OR appointment IS NOT NULL)), count(*) FROM isms_role"
	    " WHERE org = :org AND archived = FALSE AND state = 'active'"), 1},
    {"5.3", N_("Clauses with somebody accountable"), "raci", "/leadership",
	N_("A confirmed assignment says who answers for the clause."),
	SQL("SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM link AS l JOIN raci AS a ON"
	    " a.org = l.org AND a.id = l.from_id WHERE l.org = :org AND l.to_type = 'requirement'"
	    " AND l.to_id = q.id AND l.from_type = 'raci' AND l.field = 'subject'"
	    " AND a.letter = 'a' AND a.drafted = FALSE AND a.archived = FALSE)), count(*)"
	    " FROM requirement AS q JOIN framework AS f ON f.org = q.org AND f.id = q.framework_id"
	    " AND f.ref = 'iso27001-2022' WHERE q.org = :org AND q.archived = FALSE"
	    " AND q.parent IN ('4', '5', '6', '7', '8', '9', '10')"), 1},
    {"6.1", N_("Criteria of risk"), "risk_criteria", "/risk_criteria",
	N_("Confirmed criteria for acceptance."),
	SQL("SELECT count(*), 1 FROM risk_criteria WHERE org = :org AND archived = FALSE"
	    " AND drafted = FALSE")},
    {"6.1", N_("Risks assessed"), "risk", "/risks?state=draft",
	N_("Confirmed, with an owner and an agreed level."),
	SQL("SELECT count(*) FILTER (WHERE drafted = FALSE AND state <> 'draft'"
	    " AND owner_id IS NOT NULL), count(*) FROM risk"
	    " WHERE org = :org AND archived = FALSE"), 1},
    {"6.1", N_("Treatment decided"), "risk", "/risks",
	N_("The owner has decided what is done."),
	SQL("SELECT count(*) FILTER (WHERE drafted = FALSE AND state IN ('treated', 'closed')),"
	    " count(*) FROM risk WHERE org = :org AND archived = FALSE"), 1},
    {"6.1", N_("Controls of Annex A decided on"), "soa_entry", "/soa?decision=undecided",
	N_("Needed by a confirmed risk or obligation, or decided by an entry that is confirmed."),
	SQL("SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM soa_entry AS s WHERE"
	    " s.org = :org AND s.control_id = k.id AND s.archived = FALSE AND s.drafted = FALSE"
	    " AND s.decision IS NOT NULL) OR EXISTS (SELECT 1 FROM link AS l JOIN risk AS r ON"
	    " r.org = l.org AND r.id = l.from_id WHERE l.org = :org AND l.to_type = 'control'"
	    " AND l.to_id = k.id AND l.from_type = 'risk' AND l.field = 'controls' AND"
	    " r.archived = FALSE AND r.drafted = FALSE AND r.state <> 'closed') OR EXISTS"
	    " (SELECT 1 FROM link AS l JOIN obligation AS o ON o.org = l.org AND o.id = l.from_id"
	    " WHERE l.org = :org AND l.to_type = 'control' AND l.to_id = k.id"
	    " AND l.from_type = 'obligation' AND l.field = 'controls' AND o.archived = FALSE"
	    " AND o.drafted = FALSE)), count(*) FROM control AS k JOIN framework AS f"
	    " ON f.org = k.org AND f.id = k.framework_id AND f.ref = 'iso27001-2022'"
	    " WHERE k.org = :org AND k.archived = FALSE"), 1},
    {"6.2", N_("Objectives with a plan"), "objective", "/objectives/board",
	N_("Confirmed, with measure, target, plan, resources, owner, date and way of evaluating."),
	SQL("SELECT count(*) FILTER (WHERE drafted = FALSE AND measure IS NOT NULL AND target IS"
	    " NOT NULL AND plan IS NOT NULL AND resources IS NOT NULL AND owner_id IS NOT NULL"
	    " AND due IS NOT NULL AND evaluated IS NOT NULL), count(*) FROM objective"
	    " WHERE org = :org AND archived = FALSE AND state <> 'dropped'"), 1},
    {"6.3", N_("Changes of the ISMS that are planned"), "change_plan", "/change_plans",
	N_("Confirmed, with purpose, consequences and somebody who carries it out."),
	SQL("SELECT count(*) FILTER (WHERE drafted = FALSE AND purpose IS NOT NULL"
	    " AND consequences IS NOT NULL AND owner_id IS NOT NULL), count(*) FROM change_plan"
	    " WHERE org = :org AND archived = FALSE AND state <> 'cancelled'")},
    {"7.1", N_("Resources of objectives"), "objective", "/objectives/board",
	N_("Each live objective says what it takes."),
	SQL("SELECT count(*) FILTER (WHERE drafted = FALSE AND resources IS NOT NULL),"
	    " count(*) FROM objective WHERE org = :org AND archived = FALSE"
	    " AND state IN ('planned', 'active')"), 1},
    {"7.2", N_("Evidence of competence"), "evidence", "/evidence",
	N_("Accepted, fresh, and linked with clause 7.2."), SHOWN},
    {"7.3", N_("Documents read by those they are for"), "acknowledgement", "/acknowledgements",
	N_("Who is asked has confirmed."),
	SQL("SELECT count(*) FILTER (WHERE state = 'acknowledged'), count(*) FROM acknowledgement"
	    " WHERE org = :org AND archived = FALSE AND state <> 'withdrawn'")},
    {"7.4", N_("Communication settled"), "evidence", "/evidence",
	N_("Evidence that was accepted, is fresh, and linked with clause 7.4."), SHOWN},
    {"7.5", N_("Documents in force"), "document", "/documents",
	N_("Published; drafts of the kit do not count."),
	SQL("SELECT count(*) FILTER (WHERE state = 'published'), count(*) FROM document"
	    " WHERE org = :org AND archived = FALSE AND state <> 'withdrawn'"), 1},
    {"8.1", N_("Measures in place"), "measure", "/measures",
	N_("Confirmed, with an owner, and in place."),
	SQL("SELECT count(*) FILTER (WHERE drafted = FALSE AND owner_id IS NOT NULL"
	    " AND state = 'in-place'), count(*) FROM measure WHERE org = :org"
	    " AND archived = FALSE AND state <> 'retired'"), 1},
    {"8.2", N_("Risks looked at within the year"), "risk", "/risks",
	N_("Confirmed, and reviewed or changed in the last twelve months."),
	SQL("SELECT count(*) FILTER (WHERE drafted = FALSE AND state <> 'draft' AND"
	    " coalesce(reviewed_on, substr(updated_at, 1, 10)) >= :last_year), count(*)"
	    " FROM risk WHERE org = :org AND archived = FALSE AND state <> 'closed'"), 1},
    {"8.3", N_("Actions of treatment done"), "task", "/tasks?kind=treatment",
	N_("Tasks of treatment plans that have ended with a result."),
	SQL("SELECT count(*) FILTER (WHERE state IN ('done', 'dropped')), count(*) FROM task"
	    " WHERE org = :org AND archived = FALSE AND kind = 'treatment'")},
    {"8.3", N_("Measures tested"), "measure", "/measures",
	N_("In place, and tested in the last twelve months."),
	SQL("SELECT count(*) FILTER (WHERE tested_on >= :last_year), count(*) FROM measure"
	    " WHERE org = :org AND archived = FALSE AND state = 'in-place'"), 1},
    {"A", N_("Applicable controls with a measure"), "measure", "/soa?status=not-implemented",
	N_("A measure that implements the control is in place."),
	SQL("SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM link AS m JOIN measure AS x ON"
	    " x.org = m.org AND x.id = m.from_id WHERE m.org = :org AND m.to_type = 'control'"
	    " AND m.to_id = k.id AND m.from_type = 'measure' AND x.archived = FALSE"
	    " AND x.drafted = FALSE AND x.state = 'in-place')), count(*)"
	    " FROM control AS k JOIN framework AS f ON f.org = k.org AND f.id = k.framework_id"
	    " AND f.ref = 'iso27001-2022' WHERE k.org = :org AND k.archived = FALSE"
	    " AND NOT EXISTS (SELECT 1 FROM soa_entry AS s WHERE s.org = :org"
	    " AND s.control_id = k.id AND s.archived = FALSE AND s.drafted = FALSE"
	    " AND s.decision IN ('excluded', 'inherited'))"), 1},
    {"A", N_("Evidence that is valid"), "evidence", "/evidence",
	N_("Somebody has looked and found it shows what it is to show."),
	SQL("SELECT count(*) FILTER (WHERE state = 'valid'), count(*) FROM evidence"
	    " WHERE org = :org AND archived = FALSE AND state <> 'withdrawn'"), 1},
    {"9.2", N_("Internal audit shown"), "evidence", "/evidence",
	N_("Programme, report and results as accepted, fresh evidence, linked with clause 9.2."),
	SHOWN},
    {"9.3", N_("Management review shown"), "evidence", "/evidence",
	N_("Its minutes as accepted, fresh evidence, linked with clause 9.3."), SHOWN},
    {"10.1", N_("Improvements"), "task", "/tasks?kind=improvement",
	N_("Tasks of improvement that have ended with a result."),
	SQL("SELECT count(*) FILTER (WHERE state = 'done'), count(*) FROM task"
	    " WHERE org = :org AND archived = FALSE AND kind = 'improvement'"
	    " AND state <> 'dropped'"), 1},
    {"10.2", N_("Findings cleared"), "task", "/tasks?kind=finding",
	N_("Tasks about findings that have ended with a result."),
	SQL("SELECT count(*) FILTER (WHERE state IN ('done', 'dropped')), count(*) FROM task"
	    " WHERE org = :org AND archived = FALSE AND kind = 'finding'")},
};
const size_t progress_needs_count = COUNT(progress_needs);
