-- rule:      risk-review-due
-- title:     Risks are assessed again by the day that was set
-- source:    ISO/IEC 27001:2022, 8.2
-- clause:    8.2
-- severity:  minor
-- subject:   risk
-- action:    edit reviewed_on
-- fix:       Assess the risk again, set the date of the review and the next day.

SELECT r.id, '"' || r.title || '" was to be assessed again by ' || r.review_due
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND r.review_due < :today
   AND coalesce(r.reviewed_on, substr(r.created_at, 1, 10)) < r.review_due
 ORDER BY r.id;

-- test: meets  risk title=Fire review_due=2026-06-30 reviewed_on=2026-01-01 | risk title=Rain
--            review_due=2026-03-01 reviewed_on=2026-03-01
-- test: breaks risk title=Fire review_due=2026-06-29 reviewed_on=2026-01-01 => R-1
