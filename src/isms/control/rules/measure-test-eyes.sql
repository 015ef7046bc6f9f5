-- rule:      measure-test-eyes
-- title:     Who runs a measure does not test it
-- source:    ISO/IEC 27001:2022, 9.1, A.5.3
-- clause:    9.1
-- severity:  opportunity
-- subject:   measure_test
-- action:    edit tester
-- fix:       Let somebody other than the measure's owner test it, or say in the test why that
--            cannot be had.
--
-- A test by the owner is better than none, so it is recorded and counts; an auditor will ask.

SELECT t.id, '"' || t.title || '" is tested by ' || p.name || ', who owns the measure'
  FROM v_measure_test AS t
  JOIN v_measure AS m ON m.id = t.measure_id AND m.owner_id = t.tester_id
  JOIN v_person AS p ON p.id = t.tester_id
 ORDER BY t.id;

-- test:    meets   person name=Ann | person name=Bob | measure title=Backup owner=P-1 |
--          measure_test title=Restore measure=M-1 planned_on=2026-07-01 tester=P-2 | measure_test
--          title=Scan measure=M-1 planned_on=2026-07-01
-- test:    breaks  person name=Ann | measure title=Backup owner=P-1 | measure_test title=Restore
--          measure=M-1 planned_on=2026-07-01 tester=P-1 => MT-1
