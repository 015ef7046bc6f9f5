-- rule:      need-treated
-- title:     It is decided which requirements the ISMS meets
-- source:    ISO/IEC 27001:2022, 4.2 c)
-- clause:    4.2
-- severity:  minor
-- subject:   party_need
-- action:    edit treated
-- fix:       Say whether the ISMS meets the requirement, partly meets it or does not, and why.

SELECT n.id, 'it is not decided whether the ISMS meets "' || n.title || '"'
  FROM v_party_need AS n
 WHERE n.drafted = FALSE AND n.treated IS NULL
 ORDER BY n.id;

-- test: meets   interested_party name=Customers | party_need title=Secrecy party=IP-1
--            treated=yes | party_need title=Price party=IP-1 treated=no how="A matter of sales"
--            | draft party_need title=Data party=IP-1
-- test: breaks  interested_party name=Customers | party_need title=Secrecy party=IP-1 => PN-1
