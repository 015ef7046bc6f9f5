-- rule:      objective-measured
-- title:     Objectives are monitored
-- source:    ISO/IEC 27001:2022, 6.2 d)
-- clause:    6.2
-- severity:  opportunity
-- subject:   objective
-- action:    new objective_entry objective={code}
-- fix:       Record a measured value of the objective.

SELECT o.id, CASE WHEN o.measured_on IS NULL THEN 'objective "' || o.title || '" has never been measured'
             ELSE 'objective "' || o.title || '" was last measured on ' || o.measured_on END
  FROM v_objective AS o
 WHERE o.state = 'active' AND o.target IS NOT NULL
   AND (o.measured_on IS NULL OR o.measured_on < date(:today, '-6 months'))
 ORDER BY o.id;

-- test: meets   objective title=Mail target=90 | objective_entry objective=OB-1
--            held_on=2026-05-01 value=50 | OB-1 -> active | objective title=Idea target=5
-- test: breaks  objective title=Mail target=90 | OB-1 -> active => OB-1
-- test: breaks  objective title=Mail target=90 | objective_entry objective=OB-1
--            held_on=2025-12-01 value=50 | OB-1 -> active => OB-1
