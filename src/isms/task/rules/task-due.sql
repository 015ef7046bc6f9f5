-- rule:      task-due
-- title:     Every open task has a day
-- source:    ISO/IEC 27001:2022, 6.2 j), 8.1
-- clause:    8.1
-- severity:  opportunity
-- subject:   task
-- action:    edit due
-- fix:       Agree with who does it on the day by which it is done.

SELECT t.id, '"' || t.title || '" has no day by which it is done'
  FROM v_task AS t
 WHERE t.state IN ('open', 'doing') AND t.due IS NULL
 ORDER BY t.id;

-- test: meets   task title=Do due=2026-12-31
-- test: breaks  task title=Do => T-1
