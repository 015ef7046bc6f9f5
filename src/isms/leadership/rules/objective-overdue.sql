-- rule:      objective-overdue
-- title:     Objectives are evaluated when they are due
-- source:    ISO/IEC 27001:2022, 6.2 k), l)
-- clause:    6.2
-- severity:  minor
-- subject:   objective
-- action:    go /objectives/{code} | Evaluate the result
-- fix:       Evaluate the result: mark the objective as achieved or missed, or agree on another
--            day with a reason.

SELECT o.id, 'objective "' || o.title || '" was due on ' || o.due || ' and has no result'
  FROM v_objective AS o
 WHERE o.state IN ('planned', 'active') AND o.due < :today AND o.drafted = FALSE
 ORDER BY o.id;

-- test: meets   objective title=Mail due=2026-07-01 | objective title=Old due=2026-01-01
--            result=Reached | OB-2 -> active | OB-2 -> achieved
-- test: breaks  objective title=Mail due=2026-06-01 => OB-1
