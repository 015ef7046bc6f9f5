-- rule:      risk-none
-- title:     Information security risks are identified
-- source:    ISO/IEC 27001:2022, 6.1.2 c)
-- clause:    6.1.2
-- severity:  major
-- subject:   none
-- action:    new risk
-- fix:       Identify what may happen to your assets and record it as risks.

SELECT NULL, 'no risk is recorded'
 WHERE NOT EXISTS (SELECT 1 FROM v_risk AS r WHERE r.drafted = FALSE);

-- test: meets   risk title=Fire
-- test: breaks  => none
-- test: breaks  draft risk title=Fire => none
