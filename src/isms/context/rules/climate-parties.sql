-- rule:      climate-parties
-- title:     Requirements of parties about climate change are recorded
-- source:    ISO/IEC 27001:2022/Amd 1:2024, 4.2
-- clause:    4.2
-- severity:  minor
-- subject:   climate_answer
-- action:    edit needs
-- fix:       Record what the parties require as their requirements, marked as about climate
--            change.

SELECT a.id, 'interested parties are said to have requirements about climate change, and none is recorded'
  FROM v_climate_answer AS a
 WHERE a.parties_ask = 'yes'
   AND a.id = (SELECT max(x.id) FROM v_climate_answer AS x WHERE x.drafted = FALSE)
   AND NOT EXISTS (SELECT 1 FROM v_party_need AS n WHERE n.climate = TRUE)
   AND NOT EXISTS (SELECT 1 FROM v_link AS l WHERE l.from_type = 'climate_answer'
                    AND l.from_id = a.id AND l.field = 'needs');

-- test: meets   interested_party name=Bank | party_need title="Emission data of IT" party=IP-1
--            climate=true | climate_answer relevant=yes reasoning=Heat parties_ask=yes
-- test: meets   climate_answer relevant=no reasoning="Looked at it" parties_ask=no
-- test: breaks  interested_party name=Bank | party_need title=Order party=IP-1 | climate_answer
--            relevant=yes reasoning=Heat parties_ask=yes => CL-1
