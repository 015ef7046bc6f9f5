-- rule:      task-overdue
-- title:     What was agreed is done in time
-- source:    ISO/IEC 27001:2022, 8.1
-- clause:    8.1
-- severity:  minor
-- subject:   task
-- action:    edit due
-- fix:       Do it and record the result, or agree on a new day with who asked for it.
--
-- Gaps, requests for evidence and actions of treatment plans have rules of their own.

SELECT t.id, '"' || t.title || '" was due on ' || t.due
  FROM v_task AS t
 WHERE t.state IN ('open', 'doing') AND t.due < :today
   AND t.kind NOT IN ('gap', 'evidence', 'treatment')
 ORDER BY t.id;

-- test: meets   task title=Do due=2026-06-30 | task title=Gap kind=gap due=2026-01-01
-- test: breaks  task title=Do due=2026-06-29 => T-1
