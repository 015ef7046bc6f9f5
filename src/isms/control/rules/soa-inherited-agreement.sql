-- rule:      soa-inherited-agreement
-- title:     An agreement obliges the provider of an inherited control
-- source:    ISO/IEC 27001:2022, 8.1, A.5.20
-- clause:    8.1
-- severity:  minor
-- subject:   control
-- action:    new obligation kind=contractual controls={code}
-- fix:       Name in the entry the contract or other record by which the provider owes the
--            control.

SELECT c.id, c.ref || ' ' || c.title || ' is inherited, but nothing says that the provider owes it'
  FROM v_soa AS s
  JOIN v_control AS c ON c.id = s.control_id
 WHERE s.decision = 2 AND s.agreement = 0
 ORDER BY c.sort_key, c.id;

-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.7.4 title=Control
--          framework=iso27001-2022 | obligation title=Contract kind=contractual | soa_entry
--          control=A.7.4 decision=inherited provider=Cloud agreement=O-1
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.7.4 title=Control
--          framework=iso27001-2022 | soa_entry control=A.7.4 decision=inherited provider=Cloud =>
--          A.7.4
