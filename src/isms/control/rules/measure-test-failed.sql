-- rule:      measure-test-failed
-- title:     What a test found is mended
-- source:    ISO/IEC 27001:2022, 9.1, 10.2
-- clause:    9.1
-- severity:  minor
-- subject:   measure
-- action:    new task about={code} kind=finding
-- fix:       Clear the task that the failed test made, mend the measure, and test again.
--
-- The newest test counts; of several on one day any that failed.

SELECT m.id, '"' || m.title || '" failed its test of ' || t.performed_on
  FROM v_measure AS m
  JOIN v_measure_test AS t ON t.measure_id = m.id AND t.result = 'fail' AND NOT t.drafted
 WHERE m.state IN ('partly', 'in-place')
   AND NOT EXISTS (SELECT 1 FROM v_measure_test AS n WHERE n.measure_id = m.id
                    AND NOT n.drafted AND n.performed_on > t.performed_on)
 GROUP BY m.id
 ORDER BY m.id;

-- test:    meets   measure title=Backup | M-1 -> in-place | measure_test title=Restore
--          measure=M-1 performed_on=2026-01-01 result=fail finding=Broken | measure_test
--          title=Restore measure=M-1 performed_on=2026-02-01 result=pass
-- test:    breaks  measure title=Backup | M-1 -> in-place | measure_test title=Restore
--          measure=M-1 performed_on=2026-01-01 result=pass | measure_test title=Again measure=M-1
--          performed_on=2026-02-01 result=fail finding=Broken => M-1
