-- rule:      approval-late
-- title:     Decisions are taken when they are due
-- source:    ISO/IEC 27001:2022, 5.1
-- clause:    5.1
-- severity:  opportunity
-- subject:   approval
-- action:    go /approvals/{code} | Decide
-- fix:       Ask the approver for the decision, or withdraw the request and ask somebody else.
--
-- What waits for a decision stands still; who decides is to show commitment.

SELECT a.id, '"' || a.title || '" was to be decided until ' || a.due
  FROM v_approval AS a
 WHERE a.state = 'asked' AND a.due < :today
 ORDER BY a.id;

-- test: meets   person name=Ann | risk title=Fire | approval subject=R-1 approver=P-1 due=2026-06-30
-- test: breaks  person name=Ann | risk title=Fire | approval subject=R-1 approver=P-1 due=2026-06-29
--            => AP-1
