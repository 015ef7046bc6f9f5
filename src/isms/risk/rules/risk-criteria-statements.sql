-- rule:      risk-criteria-statements
-- title:     Risk criteria say who accepts what and when risks are assessed
-- source:    ISO/IEC 27001:2022, 6.1.2 a) 1), 2)
-- clause:    6.1.2
-- severity:  minor
-- subject:   risk_criteria
-- action:    new risk_criteria
-- fix:       Draft new criteria with both statements and put them in force.

SELECT k.id, '"' || k.title || '" does not say '
       || CASE WHEN trim(coalesce(k.acceptance, '')) = '' AND trim(coalesce(k.assessment, '')) = ''
               THEN 'who may accept risks, nor when and how they are assessed'
               WHEN trim(coalesce(k.acceptance, '')) = '' THEN 'who may accept risks'
               ELSE 'when and how risks are assessed' END
  FROM v_risk_criteria AS k
 WHERE k.state = 'in-force'
   AND (trim(coalesce(k.acceptance, '')) = '' OR trim(coalesce(k.assessment, '')) = '')
 ORDER BY k.id;

-- test: meets  person name=Ann | person name=Bob | as P-1: risk_criteria title=Own owner=P-1
--            acceptance="Owners up to level 3" assessment="Each autumn" | as P-2: RC-1 ->
--            in-force
-- test: meets  person name=Ann | person name=Bob | as P-1: risk_criteria title=Own owner=P-1
-- test: breaks person name=Ann | person name=Bob | as P-1: risk_criteria title=Own owner=P-1
--            acceptance="Owners up to level 3" | as P-2: RC-1 -> in-force => RC-1
