-- rule:      gap-old
-- title:     Gap analyses are not older than a year
-- source:    ISO/IEC 27001:2022, 9.1
-- clause:    9.1
-- severity:  minor
-- subject:   gap_analysis
-- action:    new gap_analysis
-- fix:       Go through the requirements again, or begin a new analysis compared with this one.
--
-- Counted from the newest of the day it started, the day it was finished and the last judgement
-- of a requirement. The yearly rhythm is ours; 9.1 leaves the interval to the organisation. Only
-- the newest analysis of a framework counts.

SELECT g.id, 'the newest gap analysis of ' || f.title || ' is more than a year old'
  FROM v_gap_analysis AS g
  JOIN v_framework AS f ON f.id = g.framework_id
 WHERE g.started_on < CAST(CAST(substr(:today, 1, 4) AS INTEGER) - 1 AS TEXT) || substr(:today, 5)
   AND coalesce(g.finished_on, '')
       < CAST(CAST(substr(:today, 1, 4) AS INTEGER) - 1 AS TEXT) || substr(:today, 5)
   AND NOT EXISTS (SELECT 1 FROM v_gap_row AS r WHERE r.analysis_id = g.id
                    AND substr(r.judged_at, 1, 10)
                        >= CAST(CAST(substr(:today, 1, 4) AS INTEGER) - 1 AS TEXT) || substr(:today, 5))
   AND NOT EXISTS (SELECT 1 FROM v_gap_analysis AS n
                    WHERE n.framework_id = g.framework_id AND n.started_on > g.started_on)
 ORDER BY g.id;

-- test: meets   framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x started_on=2025-06-30
-- test: meets   framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x started_on=2020-01-01 | gap_analysis title=New framework=x
-- test: meets   framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x started_on=2020-01-01 | requirement ref=Q2 title=Two
--            framework=x | gap_row analysis=G-1 requirement=requirement/Q2 target_status=met
--            status=met
-- test: breaks  framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x started_on=2025-06-29 => G-1
