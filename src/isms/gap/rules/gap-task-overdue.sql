-- rule:      gap-task-overdue
-- title:     Gaps are closed in time
-- source:    ISO/IEC 27001:2022, 10.1
-- clause:    10.1
-- severity:  minor
-- subject:   task
-- action:    edit due
-- fix:       Finish the task, or agree on a new date with who leads the analysis.

SELECT t.id, '"' || t.title || '" was to close a gap by ' || t.due
  FROM v_task AS t
 WHERE t.kind = 'gap' AND t.state IN ('open', 'doing') AND t.due < :today
 ORDER BY t.id;

-- test: meets   task title=Do kind=gap due=2026-06-30 | task title=Other kind=other due=2026-01-01
-- test: meets   task title=Do kind=gap due=2026-01-01 result=Done | T-1 -> done
-- test: breaks  task title=Do kind=gap due=2026-06-29 => T-1
