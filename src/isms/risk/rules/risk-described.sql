-- rule:      risk-described
-- title:     Risks say what causes them and what follows
-- source:    ISO/IEC 27001:2022, 6.1.2 c), d)
-- clause:    6.1.2
-- severity:  opportunity
-- subject:   risk
-- action:    edit cause
-- fix:       Describe cause, event and what follows, or name threat and vulnerability.
--
-- A title alone is assessed differently by everybody who reads it.

SELECT r.id, '"' || r.title || '" says neither what causes it nor what follows'
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed'
   AND trim(coalesce(r.cause, '') || coalesce(r.event, '') || coalesce(r.impact, '')
            || coalesce(r.description, '') || coalesce(r.threats, '')) = ''
 ORDER BY r.id;

-- test: meets  risk title=Fire cause="Old cables" | risk title=Rain threats=T02
-- test: breaks risk title=Fire rationale=x => R-1
