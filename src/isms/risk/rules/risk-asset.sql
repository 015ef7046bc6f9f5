-- rule:      risk-asset
-- title:     Every risk says what is at risk
-- source:    ISO/IEC 27001:2022, 6.1.2 c) 1)
-- clause:    6.1.2
-- severity:  opportunity
-- subject:   risk
-- action:    edit assets
-- fix:       Name the assets the risk threatens.
--
-- The standard wants risks tied to information in scope; how closely is left to the organisation.

SELECT r.id, '"' || r.title || '" names no asset'
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed'
   AND NOT EXISTS (SELECT 1 FROM v_link AS l JOIN v_asset AS a ON a.id = l.to_id
                    WHERE l.from_type = 'risk' AND l.from_id = r.id AND l.field = 'assets')
 ORDER BY r.id;

-- test: meets   asset name=Server type=hardware | risk title=Fire assets=A-1
-- test: breaks  asset name=Server type=hardware | risk title=Fire assets=A-1 | risk title=Theft
--            => R-2
