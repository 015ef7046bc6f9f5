-- rule:      policy-published
-- title:     The information security policy is in force
-- source:    ISO/IEC 27001:2022, 5.2
-- clause:    5.2
-- severity:  major
-- subject:   none
-- action:    go /documents/kit?need=mandatory | Document kit
-- fix:       Make document D02 of the kit, adapt it, have top management approve it, and
--            publish it.

SELECT NULL, CASE WHEN EXISTS (SELECT 1 FROM v_document WHERE kit = 'D02')
                  THEN 'the information security policy is not published'
                  ELSE 'there is no information security policy (document D02 of the kit)' END
 WHERE NOT EXISTS (SELECT 1 FROM v_document WHERE kit = 'D02' AND in_force_id IS NOT NULL);

-- test: breaks  => none
-- test: breaks  document title=Policy kind=policy kit=D02 => none
-- test: meets   person name=Ann email=ann@example.org | person name=Bob email=bob@example.org |
--            as P-1: document title=Policy kind=policy kit=D02 owner=P-1 body=Text approvers=P-2 | as
--            P-1: DOC-1 -> in-review | as P-2: AP-1 -> approved | as P-1: DOC-1 -> published
