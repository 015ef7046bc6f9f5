-- rule:      soa-condition-none
-- title:     Exclusions say under which conditions they stand
-- source:    ISO/IEC 27001:2022, 6.1.3 d)
-- clause:    6.1.3
-- severity:  opportunity
-- subject:   control
-- action:    go /controls/{code} | Open its entry
-- fix:       Add a condition to the exclusion, such as: no software among the assets. The
--            Statement proposes one.
--
-- Without a condition nobody notices when the reason for an exclusion is gone.

SELECT c.id, 'the exclusion of ' || c.ref || ' ' || c.title || ' has no condition that could turn false'
  FROM v_soa AS s
  JOIN v_control AS c ON c.id = s.control_id
 WHERE s.decision = 3 AND s.conditions = 0
 ORDER BY c.sort_key, c.id;

-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.8.25 title=Control
--          framework=iso27001-2022 | control ref=A.8.30 title=Control framework=iso27001-2022 |
--          soa_entry control=A.8.25 decision=excluded justification="No development" |
--          exclusion_condition control=A.8.25 records=assets query="type=software" | soa_entry
--          control=A.8.30 decision=applicable
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.8.25 title=Control
--          framework=iso27001-2022 | soa_entry control=A.8.25 decision=excluded justification="No
--          development" => A.8.25
