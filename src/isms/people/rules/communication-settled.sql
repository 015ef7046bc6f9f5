-- rule:      communication-settled
-- title:     It is settled who speaks with whom about the ISMS
-- source:    ISO/IEC 27001:2022, 7.4
-- clause:    7.4
-- severity:  opportunity
-- subject:   requirement
-- action:    new evidence requirements={code}
-- fix:       Record the plan of communication as evidence for clause 7.4.
--
-- The standard wants no document here; an auditor asks all the same.

SELECT q.id, 'nothing shows what is communicated about the ISMS, when, with whom and how'
  FROM v_requirement AS q
 WHERE q.ref = '7.4'
   AND q.id NOT IN (SELECT requirement_id FROM v_shown)
 ORDER BY q.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=7.4 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=7.4 |
--            EV-1 -> valid
-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=7.4 title=Clause
--            framework=iso27001-2022 | requirement ref=7.4/x title=Item framework=iso27001-2022 |
--            evidence title=Minutes kind=note note=x requirements=7.4/x | EV-1 -> valid
-- test: meets   asset name=Server type=hardware
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=7.4 title=Clause
--            framework=iso27001-2022 => 7.4
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=7.4 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=7.4 =>
--            7.4
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=7.4 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=7.4
--            valid_until=2026-06-29 collected_on=2026-01-01 | EV-1 -> valid => 7.4
