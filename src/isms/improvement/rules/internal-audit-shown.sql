-- rule:      internal-audit-shown
-- title:     Internal audits are carried out
-- source:    ISO/IEC 27001:2022, 9.2
-- clause:    9.2
-- severity:  major
-- subject:   requirement
-- action:    new evidence requirements={code}
-- fix:       Carry out an internal audit; record its programme, report and results as evidence for
--            clause 9.2.
--
-- Programme and results are mandatory documented information. The interval is the organisation's;
-- certification bodies look for one full audit a year.

SELECT q.id, 'no accepted evidence of the last year shows an internal audit'
  FROM v_requirement AS q
 WHERE q.ref = '9.2'
   AND q.id NOT IN (SELECT requirement_id FROM v_shown WHERE of_last_year = 1)
 ORDER BY q.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=9.2 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=9.2 |
--            EV-1 -> valid
-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=9.2 title=Clause
--            framework=iso27001-2022 | requirement ref=9.2/x title=Item framework=iso27001-2022 |
--            evidence title=Minutes kind=note note=x requirements=9.2/x | EV-1 -> valid
-- test: meets   asset name=Server type=hardware
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=9.2 title=Clause
--            framework=iso27001-2022 => 9.2
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=9.2 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=9.2 =>
--            9.2
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=9.2 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=9.2
--            valid_until=2026-06-29 collected_on=2026-01-01 | EV-1 -> valid => 9.2
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=9.2 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=9.2
--            collected_on=2025-06-29 | EV-1 -> valid => 9.2
