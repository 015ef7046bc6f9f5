-- rule:      scope-none
-- title:     The scope is approved
-- source:    ISO/IEC 27001:2022, 4.3, 5.1
-- clause:    4.3
-- severity:  major
-- subject:   none
-- action:    new scope_statement
-- fix:       Write the scope statement, submit it and have top management approve it.

SELECT NULL, CASE WHEN EXISTS (SELECT 1 FROM v_scope_statement)
                  THEN 'no version of the scope is approved'
                  ELSE 'the scope of the ISMS is not written down' END
 WHERE NOT EXISTS (SELECT 1 FROM v_scope_statement WHERE state = 'approved');

-- test: meets   person name=Ann email=ann@example.org | person name=Bob email=bob@example.org |
--            as P-1: scope_statement statement=All | as P-1: SS-1 -> in-review | as P-1:
--            approval subject=SS-1 approver=P-2 | as P-2: AP-1 -> approved
-- test: breaks  => none
-- test: breaks  scope_statement statement=All => none
