-- rule:      risk-plan
-- title:     Treatments are planned
-- source:    ISO/IEC 27001:2022, 6.1.3 e)
-- clause:    6.1.3
-- severity:  minor
-- subject:   risk
-- action:    new task kind=treatment about={code}
-- fix:       Add actions to the treatment plan: what is done, by whom, until when.

SELECT r.id, '"' || r.title || '" has the current level ' || r.current_level || ' and a treatment, but no plan'
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND r.verdict <> 'acceptable' AND r.treatment IN ('modify', 'avoid', 'share')
   AND trim(coalesce(r.plan, '')) = ''
   AND NOT EXISTS (SELECT 1 FROM v_link AS l JOIN v_task AS t ON t.id = l.from_id
                    WHERE l.from_type = 'task' AND l.field = 'about' AND l.to_type = 'risk'
                      AND l.to_id = r.id AND t.kind = 'treatment' AND t.drafted = FALSE
                      AND t.state <> 'dropped')
 ORDER BY r.id;

-- test: meets   risk title=Fire likelihood=5 consequence=5 treatment=share plan="Insure the
--            hall" | risk title=Rain likelihood=1 consequence=1 treatment=avoid
-- test: breaks  risk title=Fire likelihood=5 consequence=5 treatment=share => R-1
-- test: meets   risk title=Fire likelihood=5 consequence=5 treatment=share | task title=Insure
--            kind=treatment about=R-1
