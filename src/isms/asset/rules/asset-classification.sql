-- rule:      asset-classification
-- title:     Confidential information is classified
-- source:    ISO/IEC 27001:2022, A.5.12
-- clause:    A.5.12
-- severity:  minor
-- subject:   asset
-- action:    edit classification
-- fix:       Give the asset its class, so that people know how to handle it.

SELECT a.id, '"' || a.name || '" has a high need for confidentiality and no class'
  FROM v_asset AS a
 WHERE a.state <> 'retired' AND a.confidentiality >= 4 AND a.classification IS NULL
 ORDER BY a.id;

-- test: meets   asset name=Payroll type=information confidentiality=4
--            classification=confidential | asset name=Menu type=information confidentiality=1
-- test: breaks  asset name=Payroll type=information confidentiality=4 => A-1
