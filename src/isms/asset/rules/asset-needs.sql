-- rule:      asset-needs
-- title:     Every asset says how much protection it needs
-- source:    ISO/IEC 27001:2022, A.5.12
-- clause:    A.5.12
-- severity:  minor
-- subject:   asset
-- action:    edit confidentiality
-- fix:       Say how bad it is when the asset is disclosed, changed or not there.

SELECT a.id, '"' || a.name || '" says nothing about '
       || CASE WHEN a.confidentiality IS NULL AND a.integrity IS NULL AND a.availability IS NULL
               THEN 'its need for protection'
               WHEN a.confidentiality IS NULL THEN 'its need for confidentiality'
               WHEN a.integrity IS NULL THEN 'its need for integrity'
               ELSE 'its need for availability' END
  FROM v_asset AS a
 WHERE a.state <> 'retired'
   AND (a.confidentiality IS NULL OR a.integrity IS NULL OR a.availability IS NULL)
 ORDER BY a.id;

-- test: meets   asset name=Server type=hardware confidentiality=1 integrity=2 availability=3
-- test: breaks  asset name=Server type=hardware confidentiality=1 integrity=2 availability=3 |
--            asset name=Laptop type=hardware | asset name=File type=information
--            confidentiality=5 => A-2 A-3
