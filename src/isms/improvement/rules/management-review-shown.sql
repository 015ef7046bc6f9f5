-- rule:      management-review-shown
-- title:     Top management reviews the ISMS
-- source:    ISO/IEC 27001:2022, 9.3
-- clause:    9.3
-- severity:  major
-- subject:   requirement
-- action:    new evidence requirements={code}
-- fix:       Hold the review (the management summary is an input); record its results as evidence
--            for clause 9.3.
--
-- Results are mandatory documented information. The interval is the organisation's; certification
-- bodies look for one a year.

SELECT q.id, 'no accepted evidence of the last year shows a management review'
  FROM v_requirement AS q
 WHERE q.ref = '9.3'
   AND q.id NOT IN (SELECT requirement_id FROM v_shown WHERE of_last_year = 1)
 ORDER BY q.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=9.3 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=9.3 |
--            EV-1 -> valid
-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=9.3 title=Clause
--            framework=iso27001-2022 | requirement ref=9.3/x title=Item framework=iso27001-2022 |
--            evidence title=Minutes kind=note note=x requirements=9.3/x | EV-1 -> valid
-- test: meets   asset name=Server type=hardware
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=9.3 title=Clause
--            framework=iso27001-2022 => 9.3
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=9.3 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=9.3 =>
--            9.3
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=9.3 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=9.3
--            valid_until=2026-06-29 collected_on=2026-01-01 | EV-1 -> valid => 9.3
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=9.3 title=Clause
--            framework=iso27001-2022 | evidence title=Minutes kind=note note=x requirements=9.3
--            collected_on=2025-06-29 | EV-1 -> valid => 9.3
