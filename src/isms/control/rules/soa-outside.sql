-- rule:      soa-outside
-- title:     Controls that treat risks stand in the Statement
-- source:    ISO/IEC 27001:2022, 6.1.3 b), d)
-- clause:    6.1.3
-- severity:  minor
-- subject:   control
-- action:    go /controls/{code} | See the control
-- fix:       Take the control's framework into the Statement (Knowledge, framework, edit), or
--            name a control that is in it.

SELECT c.id, c.ref || ' ' || c.title || ' treats a risk, but its framework is not in the Statement'
  FROM v_control AS c
 WHERE c.id NOT IN (SELECT s.control_id FROM v_soa AS s)
   AND EXISTS (SELECT 1 FROM v_link AS l JOIN v_risk AS r ON r.id = l.from_id
                WHERE l.to_type = 'control' AND l.to_id = c.id AND l.from_type = 'risk'
                  AND l.field = 'controls' AND r.state <> 'closed' AND r.treatment IS NOT NULL)
 ORDER BY c.id;

-- test:    meets   framework ref=own title=Own | control ref=X.1 title=Control framework=own |
--          framework ref=csf title=CSF in_soa=true | control ref=PR.1 title=Control framework=csf
--          | risk title=Fire treatment=modify controls=X.1,PR.1
-- test:    breaks  framework ref=csf title=CSF | control ref=PR.1 title=Control framework=csf |
--          control ref=PR.2 title=Control framework=csf | risk title=Fire treatment=modify
--          controls=PR.1 => PR.1
