-- rule:      measure-evidence
-- title:     Measures in place have evidence
-- source:    ISO/IEC 27001:2022, 8.1
-- clause:    8.1
-- severity:  opportunity
-- subject:   measure
-- fix:       Say where one finds that the measure works: log, minutes, ticket, configuration.

SELECT m.id, '"' || m.title || '" is in place, but nothing says how one sees that'
  FROM v_measure AS m
 WHERE m.state = 'in-place' AND trim(coalesce(m.evidence, '')) = ''
 ORDER BY m.id;

-- test: meets   measure title=Backup evidence="Backup log" | M-1 -> in-place | measure
--            title=Doors
-- test: breaks  measure title=Backup | M-1 -> in-place => M-1
