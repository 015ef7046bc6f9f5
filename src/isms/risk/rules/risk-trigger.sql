-- rule:      risk-trigger
-- title:     Significant changes lead to a new assessment
-- source:    ISO/IEC 27001:2022, 8.2
-- clause:    8.2
-- severity:  minor
-- subject:   risk
-- action:    go /risks/reassess | Reassess
-- fix:       Look at the risk again (page Reassessment) and set the date of the review.
--
-- An asset of the risk changed, or a measure of its controls failed a test, on a later day than
-- the risk was assessed.

WITH failed AS (SELECT k.to_id AS control, max(x.performed_on) AS held_on
                  FROM v_measure_test AS x
                  JOIN v_link AS k ON k.from_type = 'measure' AND k.from_id = x.measure_id
                                  AND k.field = 'controls'
                 WHERE x.drafted = FALSE AND x.result = 'fail'
                 GROUP BY k.to_id)
SELECT r.id, '"' || r.title || '" was last assessed on '
       || coalesce(r.reviewed_on, substr(r.created_at, 1, 10))
       || '; since then a measure that works on it has failed its test'
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed'
   AND EXISTS (SELECT 1 FROM v_link AS l JOIN failed AS f ON f.control = l.to_id
                WHERE l.from_type = 'risk' AND l.from_id = r.id AND l.field = 'controls'
                  AND f.held_on > coalesce(r.reviewed_on, substr(r.created_at, 1, 10)))
UNION ALL
SELECT r.id, '"' || r.title || '" was last assessed on '
       || coalesce(r.reviewed_on, substr(r.created_at, 1, 10)) || '; since then "'
       || min(a.name) || '" has changed'
  FROM v_risk AS r
  JOIN v_link AS l ON l.from_type = 'risk' AND l.from_id = r.id AND l.field = 'assets'
  JOIN v_asset AS a ON a.id = l.to_id
 WHERE r.drafted = FALSE AND r.state <> 'closed'
   AND substr(a.updated_at, 1, 10) > coalesce(r.reviewed_on, substr(r.created_at, 1, 10))
 GROUP BY r.id, r.title, r.reviewed_on, r.created_at
 ORDER BY 1;

-- test: meets  asset name=Server type=hardware | risk title=Fire assets=A-1
--            reviewed_on=2026-06-30
-- test: breaks asset name=Server type=hardware | risk title=Fire assets=A-1
--            reviewed_on=2026-06-29 => R-1
-- test: breaks framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | measure title=Doors controls=A.5.1 | risk title=Fire
--            controls=A.5.1 reviewed_on=2026-06-01 | measure_test title=T measure=M-1
--            performed_on=2026-06-02 result=fail finding=Open => R-1
