-- rule:      risk-owner
-- title:     Every risk has an owner
-- source:    ISO/IEC 27001:2022, 6.1.2 c) 2)
-- clause:    6.1.2
-- severity:  major
-- subject:   risk
-- action:    edit owner
-- fix:       Open the risk and name the person with the authority to decide on it.

SELECT r.id, 'the risk "' || r.title || '" has no owner'
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND r.owner_id IS NULL
 ORDER BY r.id;

-- test: meets   person name=Ann | risk title=Fire owner=P-1
-- test: breaks  person name=Ann | risk title=Fire owner=P-1 | risk title=Theft => R-2
