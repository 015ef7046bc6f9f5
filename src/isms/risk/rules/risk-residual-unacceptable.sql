-- rule:      risk-residual-unacceptable
-- title:     No treatment leaves a risk that must not be accepted
-- source:    ISO/IEC 27001:2022, 6.1.2 e), 6.1.3 a)
-- clause:    6.1.3
-- severity:  major
-- subject:   risk
-- action:    edit treatment
-- fix:       Treat further, or avoid the risk: the criteria allow nobody to accept this level.
--
-- The criteria in force say up to which level an owner may accept a risk.

SELECT r.id, 'the treatment of "' || r.title || '" leaves level ' || r.residual_level
       || ', which the criteria let nobody accept'
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND r.treatment IN ('modify', 'share')
   AND r.residual_verdict = 'unacceptable'
 ORDER BY r.id;

-- test: meets  risk title=Fire likelihood=5 consequence=5 treatment=share
-- test: meets  person name=Ann | person name=Bob | as P-1: risk_criteria title=Own owner=P-1
--            tolerable=3 | as P-2: RC-1 -> in-force | risk title=Fire likelihood=5 consequence=5
--            treatment=avoid
-- test: breaks person name=Ann | person name=Bob | as P-1: risk_criteria title=Own owner=P-1
--            tolerable=3 | as P-2: RC-1 -> in-force | risk title=Fire likelihood=5 consequence=5
--            treatment=share => R-1
