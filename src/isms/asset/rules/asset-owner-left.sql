-- rule:      asset-owner-left
-- title:     The owner of an asset still works here
-- source:    ISO/IEC 27001:2022, A.5.9
-- clause:    A.5.9
-- severity:  minor
-- subject:   asset
-- action:    edit owner
-- fix:       Hand the asset to somebody who works here.

SELECT a.id, p.name || ', owner of "' || a.name || '", has left'
  FROM v_asset AS a
  JOIN v_person AS p ON p.id = a.owner_id
 WHERE a.state <> 'retired' AND p.state = 'left'
 ORDER BY a.id;

-- test: meets   person name=Ann | asset name=Server type=hardware owner=P-1
-- test: breaks  person name=Ann | asset name=Server type=hardware owner=P-1 | P-1 -> left =>
--            A-1
