-- rule:      risk-due
-- title:     Treatment plans have a date
-- source:    ISO/IEC 27001:2022, 6.1.3 e)
-- clause:    6.1.3
-- severity:  minor
-- subject:   risk
-- action:    edit due
-- fix:       Set the date by which the treatment is done.

SELECT r.id, 'the treatment of "' || r.title || '" has no date'
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND r.verdict <> 'acceptable' AND r.treatment IN ('modify', 'avoid', 'share')
   AND r.due IS NULL
 ORDER BY r.id;

-- test: meets   risk title=Fire likelihood=5 consequence=5 treatment=avoid due=2026-12-31 |
--            risk title=Rain likelihood=5 consequence=5
-- test: breaks  risk title=Fire likelihood=5 consequence=5 treatment=avoid => R-1
