-- rule:      asset-risk
-- title:     Assets with the highest need are looked at in a risk
-- source:    ISO/IEC 27001:2022, 6.1.2 c) 1)
-- clause:    6.1.2
-- severity:  opportunity
-- subject:   asset
-- action:    new risk assets={code}
-- fix:       Ask what may happen to the asset and record it as a risk, or name the asset in
--            one that is there.

SELECT a.id, '"' || a.name || '" has a very high need for protection, but no risk names it'
  FROM v_asset AS a
 WHERE a.state <> 'retired' AND (a.confidentiality = 5 OR a.integrity = 5 OR a.availability = 5)
   AND NOT EXISTS (SELECT 1 FROM v_link AS l JOIN v_risk AS r ON r.id = l.from_id
                    WHERE l.to_type = 'asset' AND l.to_id = a.id AND l.from_type = 'risk'
                      AND l.field = 'assets' AND r.state <> 'closed' AND NOT r.drafted)
 ORDER BY a.id;

-- test: meets   asset name=Payroll type=information integrity=5 | risk title=Fraud assets=A-1 |
--            asset name=Menu type=information integrity=4
-- test: breaks  asset name=Payroll type=information integrity=5 => A-1
-- test: breaks  asset name=Payroll type=information integrity=5 | draft risk
--            title=Fraud assets=A-1 => A-1
