-- rule:      risk-drafted
-- title:     Risks drafted by the program are confirmed
-- source:    ISO/IEC 27001:2022, 6.1.2 c)
-- clause:    6.1.2
-- severity:  minor
-- subject:   risk
-- action:    go /risks/{code} | Confirm it
-- fix:       Look at the drafted risk with its owner and confirm it, change it, or archive it.
--
-- Identifying risks is a decision of people; a proposal is none.

SELECT r.id, '"' || r.title || '" was drafted by the program, and nobody has confirmed it'
  FROM v_risk AS r
 WHERE r.drafted AND r.state <> 'closed'
 ORDER BY r.id;

-- test: meets   risk title=Fire
-- test: breaks  risk title=Fire | draft risk title=Flood => R-2
