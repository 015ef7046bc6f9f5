-- rule:      risk-override-reviewed
-- title:     Levels set by hand are looked at again
-- source:    ISO/IEC 27001:2022, 6.1.2 b)
-- clause:    6.1.2
-- severity:  minor
-- subject:   risk
-- action:    edit override_reason
-- fix:       Take the override away, or look at it again, renew its reason and set the date of
--            the review.
--
-- A step set by hand hides what the measures say. Its reason does not get truer by itself: after
-- half a year somebody looks again. A risk counts as reviewed on the day it was recorded.

SELECT r.id, 'a level of "' || r.title || '" is set by hand ("' || r.override_reason
       || '"), last reviewed on ' || coalesce(r.reviewed_on, substr(r.created_at, 1, 10))
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND r.basis = 'by-hand'
   AND CAST(substr(:today, 1, 4) AS INTEGER) * 12 + CAST(substr(:today, 6, 2) AS INTEGER)
       - CAST(substr(coalesce(r.reviewed_on, r.created_at), 1, 4) AS INTEGER) * 12
       - CAST(substr(coalesce(r.reviewed_on, r.created_at), 6, 2) AS INTEGER) > 6
 ORDER BY r.id;

-- test: meets  risk title=Fire likelihood=3 consequence=3 override_current_likelihood=1
--            override_reason=Closed reviewed_on=2025-12-31 | risk title=Rain likelihood=3
--            consequence=3 reviewed_on=2025-01-01
-- test: breaks risk title=Fire likelihood=3 consequence=3 override_current_likelihood=1
--            override_reason=Closed reviewed_on=2025-11-30 => R-1
