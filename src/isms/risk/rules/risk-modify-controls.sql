-- rule:      risk-modify-controls
-- title:     A risk that is modified names the controls that do it
-- source:    ISO/IEC 27001:2022, 6.1.3 b)
-- clause:    6.1.3
-- severity:  major
-- subject:   risk
-- action:    edit controls
-- fix:       Name the controls that treat the risk, or choose another treatment.

SELECT r.id, '"' || r.title || '" is to be modified, but no control is named'
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND r.treatment = 'modify'
   AND NOT EXISTS (SELECT 1 FROM v_link AS l JOIN v_control AS c ON c.id = l.to_id
                    WHERE l.from_type = 'risk' AND l.from_id = r.id AND l.field = 'controls')
 ORDER BY r.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | risk title=Fire treatment=modify controls=A.5.1 | risk
--            title=Rain treatment=retain
-- test: breaks  risk title=Fire treatment=modify => R-1
