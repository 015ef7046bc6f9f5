-- rule:      soa-measure
-- title:     Every applicable control has a measure
-- source:    ISO/IEC 27001:2022, 6.1.3 d), 8.1
-- clause:    8.1
-- severity:  minor
-- subject:   control
-- fix:       Record what is done, or will be done, to implement the control, as a measure.
--
-- The Statement may list controls that are not implemented yet; a measure in the state "planned" is
-- enough here. What a provider does needs no measure.

SELECT c.id, c.ref || ' ' || c.title || ' applies, but no measure implements it'
  FROM v_control AS c
  LEFT JOIN v_soa_entry AS s ON s.control_id = c.id
 WHERE (s.decision = 'applicable'
        OR (s.decision IS NULL
            AND (s.legal_reason IS NOT NULL OR s.contractual_reason IS NOT NULL
                 OR s.business_reason IS NOT NULL
                 OR EXISTS (SELECT 1 FROM v_link AS l JOIN v_risk AS r ON r.id = l.from_id
                WHERE l.to_type = 'control' AND l.to_id = c.id AND l.from_type = 'risk'
                  AND l.field = 'controls' AND r.state <> 'closed'
                  AND (r.state <> 'draft' OR r.treatment IS NOT NULL))
                 OR EXISTS (SELECT 1 FROM v_link AS l JOIN v_obligation AS o ON o.id = l.from_id
                WHERE l.to_type = 'control' AND l.to_id = c.id AND l.from_type = 'obligation'
                  AND l.field = 'controls'))))
   AND NOT EXISTS (SELECT 1 FROM v_link AS k JOIN v_measure AS m ON m.id = k.from_id
                    WHERE k.to_type = 'control' AND k.to_id = c.id AND k.from_type = 'measure'
                      AND k.field = 'controls' AND m.state <> 'retired')
 ORDER BY c.sort_key, c.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022
--            | risk title=Fire treatment=modify controls=A.5.1 | measure title=Doors
--            controls=A.5.1 | soa_entry control=A.5.2 decision=inherited provider=Cloud
-- test: breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022
--            | risk title=Fire treatment=modify controls=A.5.1 | measure title=Doors
--            controls=A.5.1 | M-1 -> retired | soa_entry control=A.5.2 decision=applicable =>
--            A.5.1 A.5.2
