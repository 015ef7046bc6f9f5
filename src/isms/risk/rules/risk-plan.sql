-- rule:      risk-plan
-- title:     Treatments are planned
-- source:    ISO/IEC 27001:2022, 6.1.3 e)
-- clause:    6.1.3
-- severity:  minor
-- subject:   risk
-- action:    edit plan
-- fix:       Write the treatment plan: what is done, by whom, with what means.

SELECT r.id, '"' || r.title || '" has the current level ' || r.current_level || ' and a treatment, but no plan'
  FROM v_risk AS r
 WHERE r.state <> 'closed' AND r.verdict <> 'acceptable' AND r.treatment IN ('modify', 'avoid', 'share')
   AND trim(coalesce(r.plan, '')) = ''
 ORDER BY r.id;

-- test: meets   risk title=Fire likelihood=5 consequence=5 treatment=share plan="Insure the
--            hall" | risk title=Rain likelihood=1 consequence=1 treatment=avoid
-- test: breaks  risk title=Fire likelihood=5 consequence=5 treatment=share => R-1
