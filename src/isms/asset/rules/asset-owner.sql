-- rule:      asset-owner
-- title:     Every asset has an owner
-- source:    ISO/IEC 27001:2022, A.5.9
-- clause:    A.5.9
-- severity:  minor
-- subject:   asset
-- action:    edit owner
-- fix:       Name the person who decides about protection and use of the asset.

SELECT a.id, '"' || a.name || '" has no owner'
  FROM v_asset AS a
 WHERE a.state <> 'retired' AND a.owner_id IS NULL
 ORDER BY a.id;

-- test: meets   person name=Ann | asset name=Server type=hardware owner=P-1 | asset name=Old
--            type=hardware | A-2 -> retired
-- test: breaks  person name=Ann | asset name=Server type=hardware owner=P-1 | asset name=Laptop
--            type=hardware => A-2
