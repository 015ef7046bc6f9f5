-- rule:      risk-review
-- title:     Risks are assessed again at least once a year
-- source:    ISO/IEC 27001:2022, 8.2
-- clause:    8.2
-- severity:  minor
-- subject:   risk
-- action:    edit reviewed_on
-- fix:       Assess the risk again and set the date of the review.
--
-- A risk counts as reviewed on the day it was recorded. The standard leaves the interval to the
-- organisation; a year is what auditors expect at the most.

SELECT r.id, '"' || r.title || '" was last assessed on '
       || coalesce(r.reviewed_on, substr(r.created_at, 1, 10))
  FROM v_risk AS r
 WHERE r.state <> 'closed'
   AND coalesce(r.reviewed_on, substr(r.created_at, 1, 10))
       < CAST(CAST(substr(:today, 1, 4) AS INTEGER) - 1 AS TEXT) || substr(:today, 5)
 ORDER BY r.id;

-- test: meets   risk title=Fire reviewed_on=2025-06-30 | risk title=Theft
-- test: breaks  risk title=Fire reviewed_on=2025-06-29 | risk title=Theft
--            reviewed_on=2026-06-01 => R-1
