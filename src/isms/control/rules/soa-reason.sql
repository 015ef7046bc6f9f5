-- rule:      soa-reason
-- title:     Every applicable control has a reason
-- source:    ISO/IEC 27001:2022, 6.1.3 d)
-- clause:    6.1.3
-- severity:  major
-- subject:   control
-- action:    new soa_reason control={code}
-- fix:       Name the control in the risk or obligation that needs it, record a reason with the
--            record that causes it, or say in the entry why it is included.

SELECT c.id, c.ref || ' ' || c.title || ' is called applicable, but no reason is given'
  FROM v_soa AS s
  JOIN v_control AS c ON c.id = s.control_id
 WHERE s.decision IN (1, 2) AND s.causes + s.linked + s.worded = 0
 ORDER BY c.sort_key, c.id;

-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022 |
--          control ref=A.5.3 title=Control framework=iso27001-2022 | soa_entry control=A.5.1
--          decision=applicable legal_reason="Article 32" | soa_entry control=A.5.2
--          decision=inherited provider=Cloud | obligation title=GDPR controls=A.5.2 | soa_entry
--          control=A.5.3 decision=applicable | soa_reason control=A.5.3 kind=business words="Good
--          practice"
-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | soa_entry control=A.5.1 decision=applicable
--          justification="Good practice"
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022 |
--          soa_entry control=A.5.1 decision=applicable | soa_entry control=A.5.2
--          decision=inherited provider=Cloud => A.5.1 A.5.2
