-- rule:      need-met
-- title:     What meets a requirement is named
-- source:    ISO/IEC 27001:2022, 4.2 c)
-- clause:    4.2
-- severity:  minor
-- subject:   party_need
-- action:    edit how
-- fix:       Name the controls or obligations that meet the requirement, or write how it is
--            met.

SELECT n.id, '"' || n.title || '" is said to be met, and nothing says how'
  FROM v_party_need AS n
 WHERE n.drafted = FALSE AND n.treated IN ('yes', 'partly') AND n.how IS NULL
   AND NOT EXISTS (SELECT 1 FROM v_link AS l WHERE l.from_type = 'party_need'
                    AND l.from_id = n.id AND l.field IN ('controls', 'obligations'))
 ORDER BY n.id;

-- test: meets   interested_party name=Customers | obligation title=Contract | party_need
--            title=Secrecy party=IP-1 treated=yes obligations=O-1 | party_need title=Notice
--            party=IP-1 treated=partly how="Within a day" | party_need title=Price party=IP-1
--            treated=no how="A matter of sales"
-- test: breaks  interested_party name=Customers | party_need title=Secrecy party=IP-1
--            treated=yes => PN-1
