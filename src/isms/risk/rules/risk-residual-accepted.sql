-- rule:      risk-residual-accepted
-- title:     A residual risk above the acceptable level is accepted for a time
-- source:    ISO/IEC 27001:2022, 6.1.3 f)
-- clause:    6.1.3
-- severity:  major
-- subject:   risk
-- action:    edit accepted_until
-- fix:       Let the risk owner accept the residual risk and set the end of the acceptance, or
--            treat further.
--
-- Once a treatment is chosen, what it leaves is known. Which levels are acceptable, the criteria in
-- force say.

SELECT r.id, 'what remains of "' || r.title || '" has level ' || r.residual_level
       || ', and nobody has accepted it'
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND r.treatment IS NOT NULL
   AND r.residual_verdict <> 'acceptable' AND r.accepted_until IS NULL
 ORDER BY r.id;

-- test: meets   risk title=Fire likelihood=5 consequence=5 treatment=share accepted_until=2026-12-31
--            | risk title=Rain likelihood=1 consequence=1 treatment=share | risk title=Wind
--            likelihood=5 consequence=5
-- test: meets   risk title=Fire likelihood=5 consequence=5 treatment=share
--            override_residual_likelihood=1 override_residual_consequence=1
--            override_reason="The insurer pays"
-- test: breaks  risk title=Fire likelihood=5 consequence=5 treatment=share => R-1
