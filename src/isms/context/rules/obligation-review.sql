-- rule:      obligation-review
-- title:     Obligations are reviewed at least once a year
-- source:    ISO/IEC 27001:2022, A.5.31
-- clause:    A.5.31
-- severity:  minor
-- subject:   obligation
-- action:    edit reviewed_on
-- fix:       Read the obligation again, change what has changed, and set the date of the
--            review.
--
-- An obligation counts as reviewed on the day it was recorded. The yearly rhythm is ours; the
-- standard says "kept up to date".

SELECT o.id, '"' || o.title || '" was last looked at on '
       || coalesce(o.reviewed_on, substr(o.created_at, 1, 10))
  FROM v_obligation AS o
 WHERE coalesce(o.reviewed_on, substr(o.created_at, 1, 10))
       < CAST(CAST(substr(:today, 1, 4) AS INTEGER) - 1 AS TEXT) || substr(:today, 5)
 ORDER BY o.id;

-- test: meets   obligation title=GDPR reviewed_on=2025-06-30 | obligation title=NIS2
-- test: breaks  obligation title=GDPR reviewed_on=2025-06-29 => O-1
