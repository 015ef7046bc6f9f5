-- rule:      risk-residual
-- title:     A treatment changes the risk
-- source:    ISO/IEC 27001:2022, 6.1.3 b), f)
-- clause:    6.1.3
-- severity:  minor
-- subject:   risk
-- action:    edit controls
-- fix:       Name controls whose measures lower the level, plan such measures, or set the residual
--            steps by hand and say why.
--
-- A risk is to be modified or shared, yet what remains is as high as without any control: no
-- measure serves its controls, or none that works on it.

SELECT r.id, 'the treatment of "' || r.title || '" leaves level ' || r.residual_level
       || ', as without any control'
  FROM v_risk AS r
 WHERE r.state = 'treated' AND r.treatment IN ('modify', 'share')
   AND r.verdict <> 'acceptable' AND r.residual_level >= r.level
 ORDER BY r.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | measure title=Doors controls=A.5.1 maturity=5 | person
--            name=Ann | risk title=Fire owner=P-1 likelihood=5 consequence=5 treatment=modify
--            controls=A.5.1 | R-1 -> assessed | R-1 -> treated
-- test: meets   person name=Ann | risk title=Fire owner=P-1 likelihood=5 consequence=5
--            treatment=share override_residual_likelihood=2 override_residual_consequence=2
--            override_reason="The insurer pays" | R-1 -> assessed | R-1 -> treated
-- test: breaks  person name=Ann | risk title=Fire owner=P-1 likelihood=5 consequence=5
--            treatment=share | R-1 -> assessed | R-1 -> treated => R-1
