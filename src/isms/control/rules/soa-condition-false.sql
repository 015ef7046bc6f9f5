-- rule:      soa-condition-false
-- title:     What an exclusion rests on is still true
-- source:    ISO/IEC 27001:2022, 6.1.3 c), d)
-- clause:    6.1.3
-- severity:  major
-- subject:   control
-- action:    go /controls/{code} | Open its entry
-- fix:       Look at the records that contradict: take the exclusion back, or correct the
--            records; the Statement names them.

SELECT c.id, c.ref || ' ' || c.title || ' is excluded because there is ' || substr(x.title, length(c.ref) + 3)
       || '; there ' || CASE e.found WHEN 0 THEN 'is no telling: the condition cannot be read'
                                     WHEN 1 THEN 'is 1 now' ELSE 'are ' || e.found || ' now' END
  FROM v_exclusion AS e
  JOIN v_exclusion_condition AS x ON x.id = e.condition_id
  JOIN v_control AS c ON c.id = e.control_id
 WHERE e.holds = 0
 ORDER BY c.sort_key, c.id, x.id;

-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.8.25 title=Control
--          framework=iso27001-2022 | control ref=A.8.30 title=Control framework=iso27001-2022 |
--          soa_entry control=A.8.25 decision=excluded justification="No development" |
--          exclusion_condition control=A.8.25 records=assets query="type=software&q=development"
--          | asset name=Wiki type=software | soa_entry control=A.8.30 decision=applicable |
--          exclusion_condition control=A.8.30 records=assets
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.8.25 title=Control
--          framework=iso27001-2022 | soa_entry control=A.8.25 decision=excluded justification="No
--          development" | exclusion_condition control=A.8.25 records=assets query="type=software"
--          | asset name=Shop type=software => A.8.25
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.7.1 title=Control
--          framework=iso27001-2022 | soa_entry control=A.7.1 decision=excluded justification="No
--          premises" | exclusion_condition control=A.7.1 records=assets query="type=software" |
--          exclusion_condition control=A.7.1 records=assets query="type[in]=site,hardware" |
--          asset name=Office type=site => A.7.1
