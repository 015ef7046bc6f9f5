-- rule:      soa-excluded-needed
-- title:     No excluded control is needed by a risk or an obligation
-- source:    ISO/IEC 27001:2022, 6.1.3 c)
-- clause:    6.1.3
-- severity:  major
-- subject:   control
-- action:    go /controls/{code} | Decide
-- fix:       Take the exclusion back, or take the control out of the risk or obligation that
--            names it.

SELECT c.id, c.ref || ' ' || c.title || ' is excluded, but '
       || CASE WHEN s.treats = 1 THEN 'a risk is treated by it' ELSE 'an obligation or a party demands it' END
  FROM v_soa AS s
  JOIN v_control AS c ON c.id = s.control_id
 WHERE s.decision = 3 AND s.causes > 0
 ORDER BY c.sort_key, c.id;

-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022 |
--          soa_entry control=A.5.1 decision=excluded justification=None | risk title=Fire
--          treatment=modify controls=A.5.2
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022 |
--          soa_entry control=A.5.1 decision=excluded justification=None | soa_entry control=A.5.2
--          decision=excluded justification=None | risk title=Fire treatment=modify controls=A.5.1
--          | obligation title=GDPR controls=A.5.2 => A.5.1 A.5.2
