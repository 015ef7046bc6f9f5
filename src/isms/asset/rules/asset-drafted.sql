-- rule:      asset-drafted
-- title:     Assets drafted by the program are confirmed
-- source:    ISO/IEC 27001:2022, A.5.9
-- clause:    A.5.9
-- severity:  minor
-- subject:   asset
-- action:    go /assets/{code} | Confirm it
-- fix:       Look at the drafted asset and confirm it, change it, or archive it.
--
-- A draft is a proposal; an inventory holds what somebody has looked at.

SELECT a.id, '"' || a.name || '" was drafted by the program, and nobody has confirmed it'
  FROM v_asset AS a
 WHERE a.drafted AND a.state <> 'retired'
 ORDER BY a.id;

-- test: meets   asset name=Server type=hardware
-- test: breaks  asset name=Server type=hardware | draft asset name=Mail type=service => A-2
