-- rule:      measure-test-overdue
-- title:     Planned tests of measures are carried out
-- source:    ISO/IEC 27001:2022, 9.1
-- clause:    9.1
-- severity:  minor
-- subject:   measure_test
-- action:    edit performed_on
-- fix:       Carry the test out and record its result, or agree on a new date.

SELECT t.id, 'the test "' || t.title || '" was planned for ' || t.planned_on
  FROM v_measure_test AS t
  JOIN v_measure AS m ON m.id = t.measure_id
 WHERE t.performed_on IS NULL AND t.planned_on < :today AND m.state <> 'retired'
 ORDER BY t.id;

-- test:    meets   measure title=Backup | measure_test title=Restore measure=M-1
--          planned_on=2026-06-30 | measure_test title=Old measure=M-1 planned_on=2026-01-01
--          performed_on=2026-01-02 result=pass
-- test:    breaks  measure title=Backup | measure_test title=Restore measure=M-1
--          planned_on=2026-06-29 => MT-1
