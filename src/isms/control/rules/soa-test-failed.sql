-- rule:      soa-test-failed
-- title:     No applicable control rests on a measure that failed its test
-- source:    ISO/IEC 27001:2022, 8.1, 9.1
-- clause:    8.1
-- severity:  minor
-- subject:   control
-- action:    go /controls/{code} | See its measures
-- fix:       Mend the measure and test it again; until then the Statement counts it as partly in
--            place.

SELECT c.id, c.ref || ' ' || c.title || ' rests on ' || s.failing || CASE s.failing WHEN 1 THEN ' measure'
       ELSE ' measures' END || ' whose newest test failed'
  FROM v_soa AS s
  JOIN v_control AS c ON c.id = s.control_id
 WHERE s.decision IN (1, 2) AND s.failing > 0
 ORDER BY c.sort_key, c.id;

-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | soa_entry control=A.5.1 decision=applicable | measure
--          title=Rules controls=A.5.1 | M-1 -> in-place | measure_test title=Sample measure=M-1
--          performed_on=2026-05-01 result=fail finding=None | measure_test title=Sample
--          measure=M-1 performed_on=2026-06-01 result=pass
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | soa_entry control=A.5.1 decision=applicable | measure
--          title=Rules controls=A.5.1 | M-1 -> in-place | measure_test title=Sample measure=M-1
--          performed_on=2026-06-01 result=fail finding=None => A.5.1
