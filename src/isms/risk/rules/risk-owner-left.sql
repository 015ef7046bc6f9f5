-- rule:      risk-owner-left
-- title:     The owner of a risk still works here
-- source:    ISO/IEC 27001:2022, 6.1.2 c) 2)
-- clause:    6.1.2
-- severity:  minor
-- subject:   risk
-- action:    edit owner
-- fix:       Hand the risk to somebody who works here and can decide on it.

SELECT r.id, p.name || ', owner of "' || r.title || '", has left'
  FROM v_risk AS r
  JOIN v_person AS p ON p.id = r.owner_id
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND p.state = 'left'
 ORDER BY r.id;

-- test: meets   person name=Ann | risk title=Fire owner=P-1
-- test: breaks  person name=Ann | risk title=Fire owner=P-1 | P-1 -> left => R-1
