-- rule:      change-overdue
-- title:     Planned changes are carried out in time
-- source:    ISO/IEC 27001:2022, 6.3
-- clause:    6.3
-- severity:  minor
-- subject:   change_plan
-- action:    edit due
-- fix:       Carry out the change and write the result, or plan it for another day.

SELECT c.id, '"' || c.title || '" was due on ' || c.due || CASE WHEN c.state = 'planned'
       THEN ' and is not approved' ELSE ' and is not done' END
  FROM v_change_plan AS c
 WHERE c.state IN ('planned', 'approved') AND c.due < :today AND c.drafted = FALSE
 ORDER BY c.id;

-- test: meets   change_plan title=Move due=2026-07-01 | change_plan title=Old due=2026-01-01 |
--            CP-2 -> cancelled
-- test: breaks  change_plan title=Move due=2026-06-01 => CP-1
