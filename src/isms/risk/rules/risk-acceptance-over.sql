-- rule:      risk-acceptance-over
-- title:     No acceptance of a risk has run out
-- source:    ISO/IEC 27001:2022, 6.1.3 f)
-- clause:    6.1.3
-- severity:  major
-- subject:   risk
-- action:    edit accepted_until
-- fix:       Let the risk owner decide again: accept anew, or treat the risk.

SELECT r.id, 'the acceptance of "' || r.title || '" ran out on ' || r.accepted_until
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND r.accepted_until < :today
 ORDER BY r.id;

-- test: meets   risk title=Fire treatment=retain accepted_until=2026-06-30
-- test: breaks  risk title=Fire treatment=retain accepted_until=2026-06-29 => R-1
