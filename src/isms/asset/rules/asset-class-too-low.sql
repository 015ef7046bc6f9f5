-- rule:      asset-class-too-low
-- title:     Nothing confidential is called public
-- source:    ISO/IEC 27001:2022, A.5.12
-- clause:    A.5.12
-- severity:  major
-- subject:   asset
-- action:    edit classification
-- fix:       Correct the class or the need for confidentiality: they contradict each other.

SELECT a.id, '"' || a.name || '" has a high need for confidentiality, yet its class is public'
  FROM v_asset AS a
 WHERE a.state <> 'retired' AND a.confidentiality >= 4 AND a.classification = 'public'
 ORDER BY a.id;

-- test: meets   asset name=Payroll type=information confidentiality=4
--            classification=confidential | asset name=Menu type=information confidentiality=1
--            classification=public
-- test: breaks  asset name=Payroll type=information confidentiality=4 classification=public =>
--            A-1
