-- rule:      risk-rationale
-- title:     Risks above the acceptable level say why they are rated so
-- source:    ISO/IEC 27001:2022, 6.1.2 b)
-- clause:    6.1.2
-- severity:  minor
-- subject:   risk
-- action:    edit rationale
-- fix:       Write down why likelihood and consequence have these steps, so that others come
--            to the same.

SELECT r.id, '"' || r.title || '" has the current level ' || r.current_level || ' and no reason for its steps'
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND r.verdict <> 'acceptable' AND trim(coalesce(r.rationale, '')) = ''
 ORDER BY r.id;

-- test: meets   risk title=Fire likelihood=4 consequence=5 rationale="Two fires since 2020" |
--            risk title=Theft likelihood=1 consequence=1
-- test: breaks  risk title=Fire likelihood=4 consequence=5 => R-1
