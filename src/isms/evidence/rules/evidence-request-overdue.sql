-- rule:      evidence-request-overdue
-- title:     Requests for evidence are answered in time
-- source:    ISO/IEC 27001:2022, 7.5, 9.1
-- clause:    9.1
-- severity:  minor
-- subject:   task
-- action:    new evidence answers={code}
-- fix:       Answer the request with evidence, or agree on another day.

SELECT t.id, '"' || t.title || '" was asked for until ' || t.due
  FROM v_task AS t
 WHERE t.kind = 'evidence' AND t.state IN ('open', 'doing') AND t.due < :today
 ORDER BY t.id;

-- test: meets   task title=Log kind=evidence due=2026-06-30 | task title=Old kind=evidence
--            due=2026-01-01 result=x | T-2 -> dropped
-- test: breaks  task title=Log kind=evidence due=2026-06-29 | task title=Old kind=evidence
--            due=2026-01-01 | T-2 -> doing => T-1 T-2
