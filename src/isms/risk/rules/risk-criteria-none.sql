-- rule:      risk-criteria-none
-- title:     The organisation has agreed on its risk criteria
-- source:    ISO/IEC 27001:2022, 6.1.2 a)
-- clause:    6.1.2
-- severity:  major
-- subject:   none
-- action:    new risk_criteria
-- fix:       Draft risk criteria (a copy of the built-in ones is a start), say who accepts what,
--            and let a second person put them in force.
--
-- Without criteria in force risks are measured by those built into Annexa, which nobody in the
-- organisation has decided on.

SELECT NULL, 'no risk criteria are in force: risks are measured by those built into Annexa'
 WHERE NOT EXISTS (SELECT 1 FROM v_risk_criteria AS k WHERE k.state = 'in-force');

-- test: meets  person name=Ann | person name=Bob | as P-1: risk_criteria title=Own owner=P-1 | as
--            P-2: RC-1 -> in-force
-- test: breaks => none
-- test: breaks person name=Ann | person name=Bob | as P-1: risk_criteria title=Own owner=P-1 =>
--            none
