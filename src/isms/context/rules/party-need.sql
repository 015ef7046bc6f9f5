-- rule:      party-need
-- title:     Each interested party has requirements
-- source:    ISO/IEC 27001:2022, 4.2 b)
-- clause:    4.2
-- severity:  minor
-- subject:   interested_party
-- action:    new party_need party={code}
-- fix:       Record what the party requires; a party without requirements does not belong into
--            the register.

SELECT p.id, 'nothing says what ' || p.name || ' require'
  FROM v_interested_party AS p
 WHERE p.drafted = FALSE
   AND NOT EXISTS (SELECT 1 FROM v_party_need AS n WHERE n.party_id = p.id)
 ORDER BY p.id;

-- test: meets   interested_party name=Customers | party_need title=Secrecy party=IP-1 | draft
--            interested_party name=Neighbours
-- test: breaks  interested_party name=Customers | interested_party name=Owners | party_need
--            title=Secrecy party=IP-2 => IP-1
