-- rule:      measure-test-none
-- title:     What is in place has a test, or one is planned
-- source:    ISO/IEC 27001:2022, 9.1
-- clause:    9.1
-- severity:  opportunity
-- subject:   measure
-- action:    new measure_test measure={code}
-- fix:       Plan a test of the measure: what is looked at, how, when and by whom.

SELECT m.id, '"' || m.title || '" is in place, and no test is recorded or planned'
  FROM v_measure AS m
 WHERE m.state = 'in-place' AND m.tested_on IS NULL
   AND NOT EXISTS (SELECT 1 FROM v_measure_test AS t WHERE t.measure_id = m.id)
 ORDER BY m.id;

-- test:    meets   measure title=Backup | M-1 -> in-place | measure_test title=Restore
--          measure=M-1 planned_on=2026-07-01 | measure title=Doors
-- test:    breaks  measure title=Backup | M-1 -> in-place => M-1
