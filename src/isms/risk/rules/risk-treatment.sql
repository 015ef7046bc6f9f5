-- rule:      risk-treatment
-- title:     Risks above the acceptable level have a treatment
-- source:    ISO/IEC 27001:2022, 6.1.3 a)
-- clause:    6.1.3
-- severity:  major
-- subject:   risk
-- action:    edit treatment
-- fix:       Choose a treatment: modify, retain, avoid or share.
--
-- The criteria in force say which levels may be retained without a decision.

SELECT r.id, '"' || r.title || '" has the current level ' || r.current_level || ' and no treatment'
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND r.verdict <> 'acceptable' AND r.treatment IS NULL
 ORDER BY r.id;

-- test: meets   risk title=Fire likelihood=5 consequence=5 treatment=avoid | risk title=Rain
--            likelihood=1 consequence=1
-- test: breaks  risk title=Fire likelihood=5 consequence=5 | risk title=Rain likelihood=3
--            consequence=3 => R-1 R-2
