-- rule:      soa-override
-- title:     The status follows from the measures
-- source:    ISO/IEC 27001:2022, 6.1.3 d)
-- clause:    6.1.3
-- severity:  opportunity
-- subject:   control
-- action:    go /controls/{code} | Open its entry
-- fix:       Bring the measures up to date and take the status set by hand away.

SELECT c.id, 'the status of ' || c.ref || ' ' || c.title || ' is set by hand: ' || e.override_reason
  FROM v_soa AS s
  JOIN v_control AS c ON c.id = s.control_id
  JOIN v_soa_entry AS e ON e.id = s.entry_id
 WHERE s.overridden = 1
 ORDER BY c.sort_key, c.id;

-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | measure title=Rules controls=A.5.1 | soa_entry control=A.5.1
--          decision=applicable status_override=planned override_reason=Same
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | soa_entry control=A.5.1 decision=applicable
--          status_override=in-place override_reason="Seen on site" => A.5.1
