-- rule:      competence-shown
-- title:     Competence is shown by records
-- source:    ISO/IEC 27001:2022, 7.2 d)
-- clause:    7.2
-- severity:  minor
-- subject:   requirement
-- action:    new evidence requirements={code}
-- fix:       Record certificates, training or experience as evidence for clause 7.2, and accept it.
--
-- Appropriate documented information as evidence of competence is mandatory.

SELECT q.id, 'no accepted evidence shows the competence of those who do security work'
  FROM v_requirement AS q
 WHERE q.ref = '7.2'
   AND q.id NOT IN (SELECT requirement_id FROM v_shown)
 ORDER BY q.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=7.2 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=7.2 |
--            EV-1 -> valid
-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=7.2 title=Clause
--            framework=iso27001-2022 | requirement ref=7.2/x title=Item framework=iso27001-2022 |
--            evidence title=Minutes kind=note note=x requirements=7.2/x | EV-1 -> valid
-- test: meets   asset name=Server type=hardware
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=7.2 title=Clause
--            framework=iso27001-2022 => 7.2
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=7.2 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=7.2 =>
--            7.2
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=7.2 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=7.2
--            valid_until=2026-06-29 collected_on=2026-01-01 | EV-1 -> valid => 7.2
