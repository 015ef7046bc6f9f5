-- rule:      unit-head
-- title:     Every unit has somebody who answers for it
-- source:    ISO/IEC 27001:2022, 5.3
-- clause:    5.3
-- severity:  opportunity
-- subject:   unit
-- action:    edit head
-- fix:       Open the unit and name its head.
--
-- The standard asks for roles in information security; a head of each unit makes them easy to find.

SELECT u.id, 'nobody answers for the unit "' || u.name || '"'
  FROM v_unit AS u
 WHERE u.head_id IS NULL
 ORDER BY u.id;

-- test: meets   person name=Ann | unit name=IT head=P-1
-- test: breaks  person name=Ann | unit name=IT head=P-1 | unit name=HR => U-2
