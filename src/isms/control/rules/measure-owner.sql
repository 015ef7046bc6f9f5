-- rule:      measure-owner
-- title:     Every measure has somebody responsible
-- source:    ISO/IEC 27001:2022, 5.3
-- clause:    5.3
-- severity:  minor
-- subject:   measure
-- action:    edit owner
-- fix:       Name the person who answers for the measure.

SELECT m.id, 'nobody answers for the measure "' || m.title || '"'
  FROM v_measure AS m
 WHERE m.state <> 'retired' AND m.owner_id IS NULL
 ORDER BY m.id;

-- test: meets   person name=Ann | measure title=Backup owner=P-1 | measure title=Old | M-2 ->
--            retired
-- test: breaks  person name=Ann | measure title=Backup owner=P-1 | measure title=Doors => M-2
