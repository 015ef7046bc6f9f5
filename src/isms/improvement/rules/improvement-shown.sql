-- rule:      improvement-shown
-- title:     The ISMS gets better
-- source:    ISO/IEC 27001:2022, 10.1
-- clause:    10.1
-- severity:  opportunity
-- subject:   requirement
-- action:    new evidence requirements={code}
-- fix:       Make a task of kind improvement, or record what became better as evidence for clause
--            10.1.

SELECT q.id, 'no task improves anything and no accepted evidence shows an improvement'
  FROM v_requirement AS q
 WHERE q.ref = '10.1'
   AND q.id NOT IN (SELECT requirement_id FROM v_shown)
   AND NOT EXISTS (SELECT 1 FROM v_task AS t
                    WHERE t.kind = 'improvement' AND t.state <> 'dropped' AND NOT t.drafted)
 ORDER BY q.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=10.1 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=10.1 |
--            EV-1 -> valid
-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=10.1 title=Clause
--            framework=iso27001-2022 | requirement ref=10.1/x title=Item framework=iso27001-2022 |
--            evidence title=Minutes kind=note note=x requirements=10.1/x | EV-1 -> valid
-- test: meets   asset name=Server type=hardware
-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=10.1 title=Clause
--            framework=iso27001-2022 | task title=Better kind=improvement
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=10.1 title=Clause
--            framework=iso27001-2022 => 10.1
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=10.1 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=10.1 =>
--            10.1
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=10.1 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=10.1
--            valid_until=2026-06-29 collected_on=2026-01-01 | EV-1 -> valid => 10.1
