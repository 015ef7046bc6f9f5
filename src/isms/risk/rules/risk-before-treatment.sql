-- rule:      risk-before-treatment
-- title:     Risks are assessed before they are treated
-- source:    ISO/IEC 27001:2022, 6.1.3 a)
-- clause:    6.1.3
-- severity:  minor
-- subject:   risk
-- action:    edit likelihood
-- fix:       Assess likelihood and consequence; a treatment is chosen in the light of the result.

SELECT r.id, 'a treatment of "' || r.title || '" is chosen, but the risk is not assessed'
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND r.treatment IS NOT NULL AND r.level IS NULL
 ORDER BY r.id;

-- test: meets  risk title=Fire treatment=avoid likelihood=2 consequence=2 | risk title=Rain
-- test: breaks risk title=Fire treatment=avoid likelihood=2 => R-1
