-- rule:      soa-unproved
-- title:     Controls in place are shown to work by a test or evidence
-- source:    ISO/IEC 27001:2022, 8.1, 9.1
-- clause:    8.1
-- severity:  minor
-- subject:   control
-- action:    go /controls/{code} | See its measures
-- fix:       Test a measure of the control, or attach evidence to it.

SELECT c.id, c.ref || ' ' || c.title || ' is in place, but no test and no evidence shows it'
  FROM v_soa AS s
  JOIN v_control AS c ON c.id = s.control_id
 WHERE s.decision IN (1, 2) AND s.status = 4 AND s.proved + s.shown + s.evidence = 0
 ORDER BY c.sort_key, c.id;

-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022 |
--          soa_entry control=A.5.1 decision=applicable | measure title=Rules controls=A.5.1 | M-1
--          -> in-place | measure_test title=Sample measure=M-1 performed_on=2026-06-01
--          result=pass | soa_entry control=A.5.2 decision=applicable | measure title=Roles
--          controls=A.5.2 evidence=Minutes | M-2 -> in-place
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | soa_entry control=A.5.1 decision=applicable | measure
--          title=Rules controls=A.5.1 | M-1 -> in-place => A.5.1
