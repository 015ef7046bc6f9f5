-- rule:      risk-residual
-- title:     The residual risk is known
-- source:    ISO/IEC 27001:2022, 6.1.3 f)
-- clause:    6.1.3
-- severity:  minor
-- subject:   risk
-- fix:       Estimate likelihood and consequence after treatment.

SELECT r.id, 'what remains of "' || r.title || '" after treatment is not estimated'
  FROM v_risk AS r
 WHERE r.state = 'treated' AND r.treatment IN ('modify', 'share') AND r.residual_level IS NULL
 ORDER BY r.id;

-- test: meets   person name=Ann | risk title=Fire owner=P-1 likelihood=5 consequence=5
--            treatment=share residual_likelihood=2 residual_consequence=2 | R-1 -> assessed |
--            R-1 -> treated
-- test: breaks  person name=Ann | risk title=Fire owner=P-1 likelihood=5 consequence=5
--            treatment=share | R-1 -> assessed | R-1 -> treated => R-1
