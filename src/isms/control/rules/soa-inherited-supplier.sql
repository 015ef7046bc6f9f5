-- rule:      soa-inherited-supplier
-- title:     Who provides an inherited control is in the register
-- source:    ISO/IEC 27001:2022, 6.1.3 d), A.5.19
-- clause:    6.1.3
-- severity:  minor
-- subject:   control
-- action:    new asset type=supplier
-- fix:       Record the provider as an asset of type supplier and name it in the entry.

SELECT c.id, c.ref || ' ' || c.title || ' is inherited, but its provider is no supplier in the register'
  FROM v_soa AS s
  JOIN v_control AS c ON c.id = s.control_id
 WHERE s.decision = 2 AND s.supplier = 0
 ORDER BY c.sort_key, c.id;

-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.7.4 title=Control
--          framework=iso27001-2022 | asset name=Cloud type=supplier | soa_entry control=A.7.4
--          decision=inherited supplier=A-1
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.7.4 title=Control
--          framework=iso27001-2022 | soa_entry control=A.7.4 decision=inherited provider=Cloud =>
--          A.7.4
