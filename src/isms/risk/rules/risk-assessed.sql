-- rule:      risk-assessed
-- title:     Every risk is analysed
-- source:    ISO/IEC 27001:2022, 6.1.2 d)
-- clause:    6.1.2
-- severity:  major
-- subject:   risk
-- action:    edit likelihood
-- fix:       Agree on likelihood and consequence; the level follows from them.

SELECT r.id, '"' || r.title || '" has no level: '
       || CASE WHEN r.likelihood IS NULL AND r.consequence IS NULL
               THEN 'likelihood and consequence are missing'
               WHEN r.likelihood IS NULL THEN 'the likelihood is missing'
               ELSE 'the consequence is missing' END
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND r.level IS NULL
 ORDER BY r.id;

-- test: meets   risk title=Fire likelihood=2 consequence=4
-- test: breaks  risk title=Fire likelihood=2 consequence=4 | risk title=Theft likelihood=3 |
--            risk title=Flood => R-2 R-3
