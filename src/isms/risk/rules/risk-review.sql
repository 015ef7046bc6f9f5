-- rule:      risk-review
-- title:     Risks are assessed again in the interval that was set
-- source:    ISO/IEC 27001:2022, 8.2
-- clause:    8.2
-- severity:  minor
-- subject:   risk
-- action:    edit reviewed_on
-- fix:       Assess the risk again and set the date of the review.
--
-- A risk counts as reviewed on the day it was recorded. The criteria in force set the interval in
-- months; without it a year holds, which is what auditors expect at the most.

SELECT r.id, '"' || r.title || '" was last assessed on '
       || coalesce(r.reviewed_on, substr(r.created_at, 1, 10))
  FROM v_risk AS r
  LEFT JOIN v_risk_criteria AS k ON k.state = 'in-force'
 WHERE r.drafted = FALSE AND r.state <> 'closed'
   AND (CAST(substr(:today, 1, 4) AS INTEGER) * 12 + CAST(substr(:today, 6, 2) AS INTEGER)
        - CAST(substr(coalesce(r.reviewed_on, r.created_at), 1, 4) AS INTEGER) * 12
        - CAST(substr(coalesce(r.reviewed_on, r.created_at), 6, 2) AS INTEGER)) * 100
       + CAST(substr(:today, 9, 2) AS INTEGER)
       - CAST(substr(coalesce(r.reviewed_on, r.created_at), 9, 2) AS INTEGER)
       > coalesce(k.review_months, 12) * 100
 ORDER BY r.id;

-- test: meets   risk title=Fire reviewed_on=2025-06-30 | risk title=Theft
-- test: breaks  risk title=Fire reviewed_on=2025-06-29 | risk title=Theft
--            reviewed_on=2026-06-01 => R-1
-- test: breaks  person name=Ann | person name=Bob | as P-1: risk_criteria title=Own owner=P-1
--            review_months=6 | as P-2: RC-1 -> in-force | risk title=Fire reviewed_on=2025-12-29 |
--            risk title=Theft reviewed_on=2025-12-30 => R-1
