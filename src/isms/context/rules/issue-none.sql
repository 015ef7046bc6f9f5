-- rule:      issue-none
-- title:     External and internal issues are determined
-- source:    ISO/IEC 27001:2022, 4.1
-- clause:    4.1
-- severity:  major
-- subject:   none
-- action:    new context_issue
-- fix:       Record what outside and inside the organisation bears on information security, or
--            confirm what was drafted.

SELECT NULL, 'no ' || s.side || ' issue is recorded and confirmed'
  FROM (SELECT 'external' AS side UNION ALL SELECT 'internal') AS s
 WHERE NOT EXISTS (SELECT 1 FROM v_context_issue AS i WHERE i.side = s.side AND i.drafted = FALSE)
 ORDER BY s.side;

-- test: meets   context_issue title=Fraud side=external | context_issue title=Growth
--            side=internal
-- test: breaks  => none none
-- test: breaks  context_issue title=Fraud side=external | draft context_issue title=Growth
--            side=internal => none
