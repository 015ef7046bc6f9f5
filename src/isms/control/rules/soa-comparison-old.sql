-- rule:      soa-comparison-old
-- title:     The comparison with Annex A is about the controls chosen now
-- source:    ISO/IEC 27001:2022, 6.1.3 c)
-- clause:    6.1.3
-- severity:  minor
-- subject:   soa_comparison
-- action:    new soa_comparison
-- fix:       Compare again: the risks name other controls than they did then.

SELECT p.id, 'since the comparison of ' || p.performed_on || ' the risks name other controls'
  FROM v_soa_state AS t
  JOIN v_soa_comparison AS p ON p.id = t.comparison_id
 WHERE t.comparison_current = 0;

-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | person name=Ann | risk title=Fire treatment=modify
--          controls=A.5.1 | soa_comparison performed_by=P-1 statement=Done | risk title=Flood
--          treatment=modify controls=A.5.1
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022 |
--          person name=Ann | risk title=Fire treatment=modify controls=A.5.1 | soa_entry
--          control=A.5.2 decision=excluded justification=None | soa_comparison performed_by=P-1
--          statement=Done | risk title=Flood treatment=modify controls=A.5.2 => CMP-1
