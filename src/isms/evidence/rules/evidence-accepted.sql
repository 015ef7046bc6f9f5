-- rule:      evidence-accepted
-- title:     Evidence that alone shows a measure is accepted
-- source:    ISO/IEC 27001:2022, 8.1, 9.1
-- clause:    8.1
-- severity:  minor
-- subject:   evidence
-- action:    go /evidence/{code} | Look at it
-- fix:       Look whether it shows what it is to show; accept it as valid, or withdraw it.
--
-- As long as nobody has looked at it, a measure in place has nothing to show.

SELECT e.id, '"' || e.title || '" is all that shows "' || min(m.title) || '"'
       || CASE WHEN count(*) > 1 THEN ' and ' || (count(*) - 1) || ' more' ELSE '' END
       || ', and nobody has accepted it'
  FROM v_evidence AS e
  JOIN v_link AS w ON w.from_type = 'evidence' AND w.from_id = e.id AND w.to_type = 'measure'
  JOIN v_measure AS m ON m.id = w.to_id
 WHERE e.state = 'draft' AND e.drafted = FALSE AND m.state = 'in-place'
   AND NOT EXISTS (SELECT 1 FROM v_link AS l JOIN v_evidence AS x ON x.id = l.from_id
                    WHERE l.from_type = 'evidence' AND x.state = 'valid' AND x.drafted = FALSE
                      AND ((l.to_type = 'measure' AND l.to_id = m.id)
                           OR (l.to_type = 'control' AND l.to_id IN (SELECT c.to_id FROM v_link AS c
                                WHERE c.from_type = 'measure' AND c.from_id = m.id
                                  AND c.field = 'controls'))))
 GROUP BY e.id, e.title
 ORDER BY e.id;

-- test: meets   measure title=Backup | M-1 -> in-place | measure title=Plan | evidence title=Log
--            kind=note note=x measures=M-1 | evidence title=Old kind=note note=x measures=M-1 |
--            EV-2 -> valid | evidence title=New kind=note note=x measures=M-2
-- test: breaks  measure title=Backup | M-1 -> in-place | evidence title=Log kind=note note=x
--            measures=M-1 => EV-1
