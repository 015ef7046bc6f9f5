-- rule:      resources-shown
-- title:     The means for the ISMS are determined
-- source:    ISO/IEC 27001:2022, 7.1
-- clause:    7.1
-- severity:  opportunity
-- subject:   requirement
-- action:    new evidence requirements={code}
-- fix:       Record as evidence what shows it: budget, plan of posts, decision of management.
--
-- The standard wants no document here; an auditor asks all the same.

SELECT q.id, 'nothing shows which people, time and money the ISMS needs and gets'
  FROM v_requirement AS q
 WHERE q.ref = '7.1'
   AND q.id NOT IN (SELECT requirement_id FROM v_shown)
 ORDER BY q.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=7.1 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=7.1 |
--            EV-1 -> valid
-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=7.1 title=Clause
--            framework=iso27001-2022 | requirement ref=7.1/x title=Item framework=iso27001-2022 |
--            evidence title=Minutes kind=note note=x requirements=7.1/x | EV-1 -> valid
-- test: meets   asset name=Server type=hardware
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=7.1 title=Clause
--            framework=iso27001-2022 => 7.1
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=7.1 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=7.1 =>
--            7.1
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=7.1 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=7.1
--            valid_until=2026-06-29 collected_on=2026-01-01 | EV-1 -> valid => 7.1
