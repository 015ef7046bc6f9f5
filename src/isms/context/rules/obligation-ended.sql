-- rule:      obligation-ended
-- title:     Obligations that have ended are put away
-- source:    ISO/IEC 27001:2022, A.5.31
-- clause:    A.5.31
-- severity:  opportunity
-- subject:   obligation
-- action:    edit applies_until
-- fix:       Archive the obligation, or correct the day it ends.

SELECT o.id, '"' || o.title || '" ended on ' || o.applies_until || ' and still causes controls'
  FROM v_obligation AS o
 WHERE o.applies_until < :today
   AND EXISTS (SELECT 1 FROM v_link AS l WHERE l.from_type = 'obligation' AND l.from_id = o.id
                AND l.field = 'controls')
 ORDER BY o.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | obligation title=GDPR controls=A.5.1 | obligation
--            title=Contract controls=A.5.1 applies_until=2026-06-30 | obligation title=Old
--            applies_until=2020-01-01
-- test: breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | obligation title=Contract controls=A.5.1
--            applies_until=2026-06-29 => O-1
