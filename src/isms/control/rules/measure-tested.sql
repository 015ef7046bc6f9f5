-- rule:      measure-tested
-- title:     Measures in place are tested at least once a year
-- source:    ISO/IEC 27001:2022, 9.1
-- clause:    9.1
-- severity:  minor
-- subject:   measure
-- action:    new measure_test measure={code}
-- fix:       Test whether the measure works and set the date.
--
-- A measure counts as tested on the day it was recorded. The yearly rhythm is ours; 9.1 leaves the
-- interval to the organisation.

SELECT m.id, '"' || m.title || '" was last tested on '
       || coalesce(m.tested_on, substr(m.created_at, 1, 10))
  FROM v_measure AS m
 WHERE m.state = 'in-place'
   AND coalesce(m.tested_on, substr(m.created_at, 1, 10))
       < CAST(CAST(substr(:today, 1, 4) AS INTEGER) - 1 AS TEXT) || substr(:today, 5)
 ORDER BY m.id;

-- test: meets   measure title=Backup tested_on=2025-06-30 | M-1 -> in-place | measure
--            title=Doors tested_on=2020-01-01
-- test: breaks  measure title=Backup tested_on=2025-06-29 | M-1 -> in-place => M-1
