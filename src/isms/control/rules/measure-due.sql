-- rule:      measure-due
-- title:     Planned measures have a date
-- source:    ISO/IEC 27001:2022, 8.1
-- clause:    8.1
-- severity:  minor
-- subject:   measure
-- action:    edit due
-- fix:       Set the date by which the measure is to be in place.

SELECT m.id, '"' || m.title || '" is planned without a date'
  FROM v_measure AS m
 WHERE m.state IN ('planned', 'partly') AND m.due IS NULL
 ORDER BY m.id;

-- test: meets   measure title=Backup due=2026-12-31 | measure title=Doors | M-2 -> in-place
-- test: breaks  measure title=Backup => M-1
