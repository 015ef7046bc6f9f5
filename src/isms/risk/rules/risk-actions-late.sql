-- rule:      risk-actions-late
-- title:     Actions of treatment plans are done in time
-- source:    ISO/IEC 27001:2022, 8.3
-- clause:    8.3
-- severity:  minor
-- subject:   task
-- action:    edit due
-- fix:       Do it, write the result and mark it as done; or agree on a new date with the risk
--            owner.

SELECT t.id, 'the action "' || t.title || '" was due on ' || t.due
  FROM v_task AS t
 WHERE t.drafted = FALSE AND t.kind = 'treatment' AND t.state IN ('open', 'doing')
   AND t.due < :today
 ORDER BY t.id;

-- test: meets  risk title=Fire | task title=Do kind=treatment about=R-1 due=2026-06-30 | task
--            title=Other kind=review about=R-1 due=2026-01-01
-- test: meets  risk title=Fire | task title=Do kind=treatment about=R-1 due=2026-06-29
--            result=Done | T-1 -> done
-- test: breaks risk title=Fire | task title=Do kind=treatment about=R-1 due=2026-06-29 => T-1
