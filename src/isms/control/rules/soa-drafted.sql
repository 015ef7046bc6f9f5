-- rule:      soa-drafted
-- title:     Decisions drafted by the program are confirmed
-- source:    ISO/IEC 27001:2022, 6.1.3 d)
-- clause:    6.1.3
-- severity:  minor
-- subject:   control
-- action:    go /controls/{code} | Confirm the entry
-- fix:       Confirm the drafted entry, or change it; until then the control counts as undecided.

SELECT c.id, 'the decision on ' || c.ref || ' ' || c.title || ' is a proposal that nobody has confirmed'
  FROM v_soa AS s
  JOIN v_control AS c ON c.id = s.control_id
 WHERE s.drafted = 1
 ORDER BY c.sort_key, c.id;

-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | soa_entry control=A.5.1 decision=applicable
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | draft soa_entry control=A.5.1 decision=applicable => A.5.1
