-- rule:      supplier-risk
-- title:     Suppliers are looked at in the risk assessment
-- source:    ISO/IEC 27001:2022, A.5.19
-- clause:    A.5.19
-- severity:  minor
-- subject:   asset
-- action:    new risk assets={code}
-- fix:       Ask what may happen through the supplier and record it as a risk that names it.

SELECT a.id, 'no risk names the supplier "' || a.name || '"'
  FROM v_asset AS a
 WHERE a.type = 'supplier' AND a.state <> 'retired'
   AND NOT EXISTS (SELECT 1 FROM v_link AS l JOIN v_risk AS r ON r.id = l.from_id
                    WHERE l.to_type = 'asset' AND l.to_id = a.id AND l.from_type = 'risk'
                      AND l.field = 'assets' AND r.state <> 'closed' AND NOT r.drafted)
 ORDER BY a.id;

-- test: meets   asset name=Cloud type=supplier | risk title=Outage assets=A-1 | asset
--            name=Server type=hardware
-- test: breaks  asset name=Cloud type=supplier => A-1
-- test: breaks  asset name=Cloud type=supplier | draft risk
--            title=Fraud assets=A-1 => A-1
