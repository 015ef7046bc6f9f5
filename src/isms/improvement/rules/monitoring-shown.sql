-- rule:      monitoring-shown
-- title:     Performance and effectiveness are evaluated
-- source:    ISO/IEC 27001:2022, 9.1
-- clause:    9.1
-- severity:  major
-- subject:   requirement
-- action:    new evidence requirements={code}
-- fix:       Test measures and record the results, or record what was measured as evidence for
--            clause 9.1.
--
-- Documented information as evidence of the results is mandatory. A test of a measure within a
-- year is such a result.

SELECT q.id, 'no test of a measure within a year and no accepted evidence shows that anything is monitored or measured'
  FROM v_requirement AS q
 WHERE q.ref = '9.1'
   AND q.id NOT IN (SELECT requirement_id FROM v_shown)
   AND NOT EXISTS (SELECT 1 FROM v_measure_test AS t
                    WHERE t.performed_on >= CAST(CAST(substr(:today, 1, 4) AS INTEGER) - 1 AS TEXT) || substr(:today, 5) AND NOT t.drafted)
 ORDER BY q.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=9.1 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=9.1 |
--            EV-1 -> valid
-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=9.1 title=Clause
--            framework=iso27001-2022 | requirement ref=9.1/x title=Item framework=iso27001-2022 |
--            evidence title=Minutes kind=note note=x requirements=9.1/x | EV-1 -> valid
-- test: meets   asset name=Server type=hardware
-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=9.1 title=Clause
--            framework=iso27001-2022 | measure title=Doors | M-1 -> in-place | measure_test
--            title=Try measure=M-1 performed_on=2026-01-31 result=passed
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=9.1 title=Clause
--            framework=iso27001-2022 => 9.1
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=9.1 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=9.1 =>
--            9.1
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=9.1 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=9.1
--            valid_until=2026-06-29 collected_on=2026-01-01 | EV-1 -> valid => 9.1
