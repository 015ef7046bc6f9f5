-- rule:      measure-evidence
-- title:     Measures in place have evidence
-- source:    ISO/IEC 27001:2022, 8.1
-- clause:    8.1
-- severity:  opportunity
-- subject:   measure
-- action:    new evidence measures={code}
-- fix:       Attach evidence, or say where one finds that the measure works: log, minutes, ticket.
--
-- Of a measure that implements a control evidence-control asks more, and says it once.

SELECT m.id, '"' || m.title || '" is in place, but nothing says how one sees that'
  FROM v_measure AS m
 WHERE m.state = 'in-place' AND trim(coalesce(m.evidence, '')) = ''
   AND NOT EXISTS (SELECT 1 FROM v_link AS c WHERE c.from_type = 'measure' AND c.from_id = m.id
                    AND c.field = 'controls')
   AND NOT EXISTS (SELECT 1 FROM v_link AS l JOIN v_evidence AS e ON e.id = l.from_id
                    WHERE l.from_type = 'evidence' AND l.to_type = 'measure' AND l.to_id = m.id
                      AND e.state <> 'withdrawn')
 ORDER BY m.id;

-- test: meets   measure title=Backup evidence="Backup log" | M-1 -> in-place | measure
--            title=Doors
-- test: meets   measure title=Backup | M-1 -> in-place | evidence title=Log measures=M-1
-- test: meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | measure title=Backup controls=A.5.1 | M-1 -> in-place
-- test: breaks  measure title=Backup | M-1 -> in-place => M-1
