-- rule:      annexa-known
-- title:     The necessary controls are compared with Annex A
-- source:    ISO/IEC 27001:2022, 6.1.3 c)
-- clause:    6.1.3
-- severity:  major
-- subject:   none
-- action:    go /knowledge/iso27001-2022 | Load the controls
-- fix:       Load ISO/IEC 27001:2022 in Knowledge; its 93 controls then appear in the
--            Statement of Applicability.

SELECT NULL, 'the controls of Annex A are not loaded, so nothing can be compared with them'
 WHERE NOT EXISTS (SELECT 1 FROM v_control AS c
                     JOIN v_framework AS f ON f.id = c.framework_id AND f.ref = 'iso27001-2022');

-- test: meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022
-- test: breaks  => none
-- test: breaks  framework ref=iso27001-2022 title=ISO => none
