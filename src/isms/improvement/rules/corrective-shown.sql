-- rule:      corrective-shown
-- title:     Nonconformities and what became of them are recorded
-- source:    ISO/IEC 27001:2022, 10.2 f), g)
-- clause:    10.2
-- severity:  minor
-- subject:   requirement
-- action:    new evidence requirements={code}
-- fix:       Make a task of each finding, or record nonconformities, causes and results as evidence
--            for clause 10.2.
--
-- An organisation that finds nothing wrong for long is rarely looking.

SELECT q.id, 'no task clears a finding and no accepted evidence shows a nonconformity and its correction'
  FROM v_requirement AS q
 WHERE q.ref = '10.2'
   AND q.id NOT IN (SELECT requirement_id FROM v_shown)
   AND NOT EXISTS (SELECT 1 FROM v_task AS t
                    WHERE t.kind = 'finding' AND t.state <> 'dropped' AND NOT t.drafted)
 ORDER BY q.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=10.2 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=10.2 |
--            EV-1 -> valid
-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=10.2 title=Clause
--            framework=iso27001-2022 | requirement ref=10.2/x title=Item framework=iso27001-2022 |
--            evidence title=Minutes kind=note note=x requirements=10.2/x | EV-1 -> valid
-- test: meets   asset name=Server type=hardware
-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=10.2 title=Clause
--            framework=iso27001-2022 | task title=Mend kind=finding
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=10.2 title=Clause
--            framework=iso27001-2022 => 10.2
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=10.2 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=10.2 =>
--            10.2
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=10.2 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=10.2
--            valid_until=2026-06-29 collected_on=2026-01-01 | EV-1 -> valid => 10.2
