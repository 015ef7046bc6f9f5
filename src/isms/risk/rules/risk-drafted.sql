-- rule:      risk-drafted
-- title:     Proposed risks are confirmed or thrown away
-- source:    ISO/IEC 27001:2022, 6.1.2 c)
-- clause:    6.1.2
-- severity:  minor
-- subject:   risk
-- action:    go /risks/{code} | Look at it
-- fix:       Look at the risk: confirm it, change it, or archive it.
--
-- Risks that Annexa drafted from its catalogues are nobody's assessment until a person has looked
-- at them. No other rule looks at them before.

SELECT r.id, 'nobody has looked at the proposed risk "' || r.title || '" yet'
  FROM v_risk AS r
 WHERE r.drafted = TRUE AND r.state <> 'closed'
 ORDER BY r.id;

-- test: meets  risk title=Fire
-- test: meets  draft risk title=Fire likelihood=1 consequence=1 | R-1 -> assessed
-- test: breaks draft risk title=Fire => R-1
