-- rule:      risk-overdue
-- title:     Treatments are carried out in time
-- source:    ISO/IEC 27001:2022, 8.3
-- clause:    8.3
-- severity:  major
-- subject:   risk
-- action:    edit due
-- fix:       Put the measures in place, or agree on a new date with the risk owner and say
--            why.
--
-- A treatment counts as carried out when every control of the risk has a measure in place, or when
-- the risk is closed. A shared risk is carried out by a contract, which records cannot tell.

SELECT r.id, 'the treatment of "' || r.title || '" was due on ' || r.due
       || CASE WHEN r.treatment = 'avoid' THEN ' and the risk is still there'
               ELSE ' and not all its controls have a measure in place' END
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND r.due < :today
   AND (r.treatment = 'avoid'
        OR (r.treatment = 'modify' AND EXISTS
            (SELECT 1 FROM v_link AS l
              WHERE l.from_type = 'risk' AND l.from_id = r.id AND l.field = 'controls'
                AND NOT EXISTS
                    (SELECT 1 FROM v_link AS k JOIN v_measure AS m ON m.id = k.from_id
                      WHERE k.to_type = 'control' AND k.to_id = l.to_id
                        AND k.from_type = 'measure' AND k.field = 'controls'
                        AND m.state = 'in-place' AND NOT m.drafted))))
 ORDER BY r.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | risk title=Fire treatment=modify controls=A.5.1
--            due=2026-01-31 | measure title=Doors controls=A.5.1 | M-1 -> in-place | risk
--            title=Rain treatment=avoid due=2026-06-30
-- test: breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | risk title=Fire treatment=modify controls=A.5.1
--            due=2026-01-31 | measure title=Doors controls=A.5.1 | risk title=Rain
--            treatment=avoid due=2026-06-29 => R-1 R-2
