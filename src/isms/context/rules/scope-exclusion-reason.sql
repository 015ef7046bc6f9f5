-- rule:      scope-exclusion-reason
-- title:     Exclusions from the scope have reasons
-- source:    ISO/IEC 27001:2022, 4.3
-- clause:    4.3
-- severity:  major
-- subject:   scope_statement
-- action:    edit exclusions
-- fix:       Write the reason behind a bar: what is outside | why it does not affect
--            information security.

SELECT s.id, s.unreasoned || ' of the exclusions of version ' || s.version || ' have no reason'
  FROM v_scope_statement AS s
 WHERE s.unreasoned > 0 AND s.state <> 'superseded' AND s.drafted = FALSE
 ORDER BY s.id;

-- test: meets   scope_statement statement=All exclusions="Canteen| no information is handled"
-- test: breaks  scope_statement statement=All exclusions="Canteen" => SS-1
