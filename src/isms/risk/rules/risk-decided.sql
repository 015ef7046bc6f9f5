-- rule:      risk-decided
-- title:     Risk owners have decided on treatments
-- source:    ISO/IEC 27001:2022, 6.1.3 f)
-- clause:    6.1.3
-- severity:  minor
-- subject:   risk
-- action:    go /risks/{code} | Decide
-- fix:       Let the risk owner agree, then move the risk to "Treatment decided".

SELECT r.id, 'the owner of "' || r.title || '" has not decided on the treatment yet'
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state IN ('draft', 'assessed') AND r.verdict <> 'acceptable' AND r.treatment IS NOT NULL
 ORDER BY r.id;

-- test: meets   person name=Ann | risk title=Fire owner=P-1 likelihood=5 consequence=5
--            treatment=avoid | R-1 -> assessed | R-1 -> treated
-- test: breaks  person name=Ann | risk title=Fire owner=P-1 likelihood=5 consequence=5
--            treatment=avoid | R-1 -> assessed => R-1
