-- rule:      risk-residual-accepted
-- title:     A residual risk above the acceptable level is accepted for a time
-- source:    ISO/IEC 27001:2022, 6.1.3 f)
-- clause:    6.1.3
-- severity:  major
-- subject:   risk
-- fix:       Let the risk owner accept the residual risk and set the end of the acceptance, or
--            treat further.
--
-- Levels up to 2 are acceptable (isms/risk/risk.h).

SELECT r.id, 'what remains of "' || r.title || '" has level ' || r.residual_level
       || ', and nobody has accepted it'
  FROM v_risk AS r
 WHERE r.state <> 'closed' AND r.residual_level > 2 AND r.accepted_until IS NULL
 ORDER BY r.id;

-- test: meets   risk title=Fire likelihood=5 consequence=5 residual_likelihood=3
--            residual_consequence=3 accepted_until=2026-12-31 | risk title=Rain likelihood=5
--            consequence=5 residual_likelihood=1 residual_consequence=1
-- test: breaks  risk title=Fire likelihood=5 consequence=5 residual_likelihood=3
--            residual_consequence=3 => R-1
