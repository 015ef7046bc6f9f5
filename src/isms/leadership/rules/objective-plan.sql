-- rule:      objective-plan
-- title:     Objectives have a plan
-- source:    ISO/IEC 27001:2022, 6.2 h) to l)
-- clause:    6.2
-- severity:  minor
-- subject:   objective
-- action:    edit plan
-- fix:       Write what will be done, with which resources, by whom, until when, and how
--            results are evaluated.

SELECT o.id, 'the plan of objective "' || o.title || '" does not say' ||
       CASE WHEN o.plan IS NULL THEN ' what will be done' WHEN o.resources IS NULL
       THEN ' which resources it takes' WHEN o.owner_id IS NULL THEN ' who answers for it'
       WHEN o.due IS NULL THEN ' until when' ELSE ' how results are evaluated' END
  FROM v_objective AS o
 WHERE o.drafted = FALSE AND o.state IN ('planned', 'active')
   AND (o.plan IS NULL OR o.resources IS NULL OR o.owner_id IS NULL OR o.due IS NULL
        OR o.evaluated IS NULL)
 ORDER BY o.id;

-- test: meets   person name=Ann | objective title=Mail plan=Filter resources="Two days"
--            owner=P-1 due=2026-12-31 evaluated="Monthly figures"
-- test: breaks  person name=Ann | objective title=Mail plan=Filter owner=P-1 due=2026-12-31
--            evaluated="Monthly figures" => OB-1
