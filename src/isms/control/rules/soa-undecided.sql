-- rule:      soa-undecided
-- title:     Every control of Annex A is decided on
-- source:    ISO/IEC 27001:2022, 6.1.3 d)
-- clause:    6.1.3
-- severity:  major
-- subject:   control
-- fix:       Open the control in the Statement of Applicability and decide; or name it in the
--            risk or obligation that needs it.
--
-- A control is decided by its entry, or by what names it: a risk, an obligation,
-- a reason of its own.

SELECT c.id, c.ref || ' ' || c.title || ' is neither needed by anything nor excluded'
  FROM v_control AS c
  JOIN v_framework AS f ON f.id = c.framework_id AND f.ref = 'iso27001-2022'
  LEFT JOIN v_soa_entry AS s ON s.control_id = c.id
 WHERE s.decision IS NULL AND s.legal_reason IS NULL AND s.contractual_reason IS NULL
   AND s.business_reason IS NULL
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
--            | control ref=A.5.3 title=Control framework=iso27001-2022 | control ref=A.5.4
--            title=Control framework=iso27001-2022 | risk title=Fire treatment=modify
--            controls=A.5.1 | obligation title=GDPR controls=A.5.2 | soa_entry control=A.5.3
--            decision=excluded justification="No such thing here" | soa_entry control=A.5.4
--            business_reason="Good practice"
-- test: breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022
--            | risk title=Idea controls=A.5.1 | soa_entry control=A.5.2 owner= => A.5.1 A.5.2
