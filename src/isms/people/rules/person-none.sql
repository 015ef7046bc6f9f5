-- rule:      person-none
-- title:     The people who carry responsibilities are recorded
-- source:    ISO/IEC 27001:2022, 5.3
-- clause:    5.3
-- severity:  major
-- subject:   none
-- action:    new person
-- fix:       Record the people who own, decide and carry out.

SELECT NULL, 'no person is recorded, so no responsibility can be assigned to anybody'
 WHERE NOT EXISTS (SELECT 1 FROM v_person WHERE state = 'active' AND NOT drafted);

-- test: meets   person name=Ann
-- test: breaks  => none
-- test: breaks  draft person name=Ann => none
-- test: breaks  person name=Ann | P-1 -> left => none
