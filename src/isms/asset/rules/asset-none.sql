-- rule:      asset-none
-- title:     There is an inventory of assets
-- source:    ISO/IEC 27001:2022, A.5.9
-- clause:    A.5.9
-- severity:  major
-- subject:   none
-- action:    new asset
-- fix:       Record what has value: information first, then what carries it. A spreadsheet can
--            be imported.

SELECT NULL, 'no asset is recorded'
 WHERE NOT EXISTS (SELECT 1 FROM v_asset WHERE NOT drafted);

-- test: meets   asset name=Server type=hardware
-- test: breaks  => none
-- test: breaks  draft asset name=Server type=hardware => none
