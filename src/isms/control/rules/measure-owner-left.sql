-- rule:      measure-owner-left
-- title:     Who is responsible for a measure still works here
-- source:    ISO/IEC 27001:2022, 5.3
-- clause:    5.3
-- severity:  minor
-- subject:   measure
-- action:    edit owner
-- fix:       Hand the measure to somebody who works here.

SELECT m.id, p.name || ', responsible for "' || m.title || '", has left'
  FROM v_measure AS m
  JOIN v_person AS p ON p.id = m.owner_id
 WHERE m.state <> 'retired' AND p.state = 'left'
 ORDER BY m.id;

-- test: meets   person name=Ann | measure title=Backup owner=P-1
-- test: breaks  person name=Ann | measure title=Backup owner=P-1 | P-1 -> left => M-1
