-- rule:      soa-comparison-none
-- title:     The chosen controls are compared with Annex A
-- source:    ISO/IEC 27001:2022, 6.1.3 c)
-- clause:    6.1.3
-- severity:  major
-- subject:   none
-- action:    new soa_comparison
-- fix:       Go through the comparison (Statement of Applicability, Comparison) and record it.

SELECT NULL, 'no comparison of the controls that treat risks with Annex A is recorded'
  FROM v_soa_state AS t
 WHERE t.comparison_id = 0 AND EXISTS (SELECT 1 FROM v_soa AS s WHERE s.annex_a = 1);

-- test:    meets
-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | person name=Ann | soa_entry control=A.5.1 decision=excluded
--          justification=None | soa_comparison performed_by=P-1 statement=Done
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 => none
