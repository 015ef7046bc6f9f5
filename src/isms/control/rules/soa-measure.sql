-- rule:      soa-measure
-- title:     Every applicable control has a measure
-- source:    ISO/IEC 27001:2022, 6.1.3 d), 8.1
-- clause:    8.1
-- severity:  minor
-- subject:   control
-- action:    new measure controls={code}
-- fix:       Record what is done, or will be done, to implement the control, as a measure.
--
-- The Statement may list controls that are not implemented yet; a measure in the state "planned" is
-- enough here. What a provider does needs no measure.

SELECT c.id, c.ref || ' ' || c.title || ' applies, but no measure implements it'
  FROM v_soa AS s
  JOIN v_control AS c ON c.id = s.control_id
 WHERE s.decision = 1 AND s.measures = 0
 ORDER BY c.sort_key, c.id;

-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022 |
--          risk title=Fire treatment=modify controls=A.5.1 | measure title=Doors controls=A.5.1 |
--          soa_entry control=A.5.2 decision=inherited provider=Cloud
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022 |
--          risk title=Fire treatment=modify controls=A.5.1 | measure title=Doors controls=A.5.1 |
--          M-1 -> retired | soa_entry control=A.5.2 decision=applicable => A.5.1 A.5.2
