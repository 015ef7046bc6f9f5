-- rule:      soa-reason
-- title:     Every applicable control has a reason
-- source:    ISO/IEC 27001:2022, 6.1.3 d)
-- clause:    6.1.3
-- severity:  major
-- subject:   control
-- fix:       Name the control in the risk or obligation that needs it, or write the reason
--            into its entry.

SELECT c.id, c.ref || ' ' || c.title || ' is called applicable, but no reason is given'
  FROM v_control AS c
  JOIN v_soa_entry AS s ON s.control_id = c.id
 WHERE s.decision IN ('applicable', 'inherited') AND s.legal_reason IS NULL
   AND s.contractual_reason IS NULL AND s.business_reason IS NULL
   AND NOT EXISTS (SELECT 1 FROM v_link AS l JOIN v_risk AS r ON r.id = l.from_id
                WHERE l.to_type = 'control' AND l.to_id = c.id AND l.from_type = 'risk'
                  AND l.field = 'controls' AND r.state <> 'closed'
                  AND (r.state <> 'draft' OR r.treatment IS NOT NULL))
   AND NOT EXISTS (SELECT 1 FROM v_link AS l JOIN v_obligation AS o ON o.id = l.from_id
                WHERE l.to_type = 'control' AND l.to_id = c.id AND l.from_type = 'obligation'
                  AND l.field = 'controls')
 ORDER BY c.sort_key, c.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022
--            | soa_entry control=A.5.1 decision=applicable legal_reason="Article 32" |
--            soa_entry control=A.5.2 decision=inherited provider=Cloud | obligation title=GDPR
--            controls=A.5.2
-- test: breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022
--            | soa_entry control=A.5.1 decision=applicable | soa_entry control=A.5.2
--            decision=inherited provider=Cloud => A.5.1 A.5.2
