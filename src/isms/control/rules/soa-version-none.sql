-- rule:      soa-version-none
-- title:     A version of the Statement is approved
-- source:    ISO/IEC 27001:2022, 6.1.3 d), 7.5.2 c)
-- clause:    6.1.3
-- severity:  major
-- subject:   none
-- action:    new soa_version
-- fix:       Make a version of the Statement, submit it and have it approved.

SELECT NULL, CASE t.in_review_id WHEN 0 THEN 'no version of the Statement of Applicability is approved'
       ELSE 'the first version of the Statement of Applicability still waits for its approval' END
  FROM v_soa_state AS t
 WHERE t.approved_id = 0 AND EXISTS (SELECT 1 FROM v_soa AS s WHERE s.annex_a = 1);

-- test:    meets
-- test: meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | person name=Ann | soa_entry control=A.5.1 decision=excluded
--          justification=None | soa_version note=First | SOA-V-1 -> in-review | approval subject=SOA-V-1
--          approver=P-1 | as P-1: AP-1 -> approved
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 => none
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | soa_entry control=A.5.1 decision=excluded justification=None
--          | soa_version note=First | SOA-V-1 -> in-review => none
