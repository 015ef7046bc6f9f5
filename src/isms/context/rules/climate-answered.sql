-- rule:      climate-answered
-- title:     The question of climate change is answered
-- source:    ISO/IEC 27001:2022/Amd 1:2024, 4.1
-- clause:    4.1
-- severity:  minor
-- subject:   none
-- action:    new climate_answer
-- fix:       Open the climate answer, say yes or no with the reasoning, and confirm it.
--
-- No is an answer; silence is not.

SELECT NULL, CASE WHEN EXISTS (SELECT 1 FROM v_climate_answer)
                  THEN 'the answer to whether climate change is relevant was drafted, and nobody has confirmed it'
                  ELSE 'nobody has said whether climate change is a relevant issue' END
 WHERE NOT EXISTS (SELECT 1 FROM v_climate_answer WHERE drafted = FALSE);

-- test: meets   climate_answer relevant=no reasoning="Offices on high ground, providers
--            elsewhere" parties_ask=no
-- test: breaks  => none
-- test: breaks  draft climate_answer relevant=no reasoning="Proposed" parties_ask=no => none
