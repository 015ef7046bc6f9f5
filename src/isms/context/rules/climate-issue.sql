-- rule:      climate-issue
-- title:     Climate change shows among the issues where it is relevant
-- source:    ISO/IEC 27001:2022/Amd 1:2024, 4.1
-- clause:    4.1
-- severity:  minor
-- subject:   climate_answer
-- action:    edit issues
-- fix:       Record the issues climate change brings (heat, water, storms, energy) or name them
--            in the answer.

SELECT a.id, 'climate change is called relevant, yet no issue says in what way'
  FROM v_climate_answer AS a
 WHERE a.relevant = 'yes'
   AND a.id = (SELECT max(x.id) FROM v_climate_answer AS x WHERE x.drafted = FALSE)
   AND NOT EXISTS (SELECT 1 FROM v_context_issue AS i WHERE i.climate = TRUE)
   AND NOT EXISTS (SELECT 1 FROM v_link AS l WHERE l.from_type = 'climate_answer'
                    AND l.from_id = a.id AND l.field = 'issues');

-- test: meets   context_issue title=Heat climate=true | climate_answer relevant=yes
--            reasoning=Heat parties_ask=no
-- test: meets   climate_answer relevant=no reasoning="Looked at it" parties_ask=no
-- test: meets   climate_answer relevant=yes reasoning=Heat parties_ask=no | climate_answer
--            relevant=no reasoning="We moved" parties_ask=no
-- test: breaks  context_issue title=Fraud | climate_answer relevant=yes reasoning=Heat
--            parties_ask=no => CL-1
