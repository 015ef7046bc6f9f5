-- rule:      objective-measure
-- title:     Objectives can be measured
-- source:    ISO/IEC 27001:2022, 6.2 b)
-- clause:    6.2
-- severity:  minor
-- subject:   objective
-- action:    edit measure
-- fix:       Write how the objective is measured and which value it is to reach.

SELECT o.id, 'objective "' || o.title || '" has no ' ||
       CASE WHEN o.measure IS NULL THEN 'measure' ELSE 'target value' END
  FROM v_objective AS o
 WHERE o.drafted = FALSE AND o.state IN ('planned', 'active')
   AND (o.measure IS NULL OR o.target IS NULL)
 ORDER BY o.id;

-- test: meets   objective title=Mail measure="Share of mails" target=90
-- test: breaks  objective title=Mail measure="Share of mails" => OB-1
