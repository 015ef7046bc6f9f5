-- rule:      measure-overdue
-- title:     Planned measures are in place in time
-- source:    ISO/IEC 27001:2022, 8.1
-- clause:    8.1
-- severity:  minor
-- subject:   measure
-- action:    edit due
-- fix:       Put the measure in place, or agree on a new date.

SELECT m.id, '"' || m.title || '" was to be in place by ' || m.due
  FROM v_measure AS m
 WHERE m.state IN ('planned', 'partly') AND m.due < :today
 ORDER BY m.id;

-- test: meets   measure title=Backup due=2026-06-30 | measure title=Doors due=2026-01-01 | M-2
--            -> in-place
-- test: breaks  measure title=Backup due=2026-06-29 | measure title=Doors due=2026-01-01 | M-2
--            -> partly => M-1 M-2
