-- rule:      evidence-control
-- title:     Measures in place of applicable controls have evidence
-- source:    ISO/IEC 27001:2022, 8.1, 9.1
-- clause:    8.1
-- severity:  minor
-- subject:   measure
-- action:    new evidence measures={code}
-- fix:       Attach what shows that the measure works, or ask the person who has it.
--
-- Words on where one finds it are not enough here: an auditor wants to see it. Evidence of a
-- control that the measure implements is evidence of the measure. What was attached and waits to
-- be accepted is a finding of its own, evidence-accepted.

SELECT m.id, '"' || m.title || '" is in place, and no evidence shows it'
  FROM v_measure AS m
 WHERE m.state = 'in-place'
   AND EXISTS (SELECT 1 FROM v_link AS c WHERE c.from_type = 'measure' AND c.from_id = m.id
                AND c.field = 'controls')
   AND NOT EXISTS (SELECT 1 FROM v_link AS l JOIN v_evidence AS e ON e.id = l.from_id
                    WHERE l.from_type = 'evidence' AND e.state IN ('draft', 'valid')
                      AND e.drafted = FALSE
                      AND ((l.to_type = 'measure' AND l.to_id = m.id)
                           OR (l.to_type = 'control' AND l.to_id IN (SELECT c.to_id FROM v_link AS c
                                WHERE c.from_type = 'measure' AND c.from_id = m.id
                                  AND c.field = 'controls'))))
 ORDER BY m.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | measure title=Backup controls=A.5.1 | M-1 -> in-place
--            | measure title=Doors | M-2 -> in-place | evidence title=Log kind=note note=x
--            controls=A.5.1 | EV-1 -> valid
-- test: breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | measure title=Backup controls=A.5.1 | M-1 -> in-place
--            | evidence title=Log kind=note note=x measures=M-1 | EV-1 -> valid | EV-1 ->
--            withdrawn => M-1
