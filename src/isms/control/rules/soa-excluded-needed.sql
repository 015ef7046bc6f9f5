-- rule:      soa-excluded-needed
-- title:     No excluded control is needed by a risk or an obligation
-- source:    ISO/IEC 27001:2022, 6.1.3 c)
-- clause:    6.1.3
-- severity:  major
-- subject:   control
-- fix:       Take the exclusion back, or take the control out of the risk or obligation that
--            names it.

SELECT c.id, c.ref || ' ' || c.title || ' is excluded, but '
       || CASE WHEN EXISTS (SELECT 1 FROM v_link AS l JOIN v_risk AS r ON r.id = l.from_id
                           WHERE l.to_type = 'control' AND l.to_id = c.id AND l.from_type = 'risk'
                             AND l.field = 'controls' AND r.state <> 'closed'
                             AND (r.state <> 'draft' OR r.treatment IS NOT NULL))
               THEN 'a risk is treated by it' ELSE 'an obligation demands it' END
  FROM v_control AS c
  JOIN v_soa_entry AS s ON s.control_id = c.id
 WHERE s.decision = 'excluded'
   AND (EXISTS (SELECT 1 FROM v_link AS l JOIN v_risk AS r ON r.id = l.from_id
                WHERE l.to_type = 'control' AND l.to_id = c.id AND l.from_type = 'risk'
                  AND l.field = 'controls' AND r.state <> 'closed'
                  AND (r.state <> 'draft' OR r.treatment IS NOT NULL))
        OR EXISTS (SELECT 1 FROM v_link AS l JOIN v_obligation AS o ON o.id = l.from_id
                WHERE l.to_type = 'control' AND l.to_id = c.id AND l.from_type = 'obligation'
                  AND l.field = 'controls'))
 ORDER BY c.sort_key, c.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022
--            | soa_entry control=A.5.1 decision=excluded justification=None | risk title=Fire
--            treatment=modify controls=A.5.2
-- test: breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022
--            | soa_entry control=A.5.1 decision=excluded justification=None | soa_entry
--            control=A.5.2 decision=excluded justification=None | risk title=Fire
--            treatment=modify controls=A.5.1 | obligation title=GDPR controls=A.5.2 => A.5.1
--            A.5.2
