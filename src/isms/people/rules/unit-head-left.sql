-- rule:      unit-head-left
-- title:     The head of a unit still works here
-- source:    ISO/IEC 27001:2022, 5.3
-- clause:    5.3
-- severity:  minor
-- subject:   unit
-- action:    edit head
-- fix:       Name the new head of the unit.

SELECT u.id, p.name || ', head of the unit "' || u.name || '", has left'
  FROM v_unit AS u
  JOIN v_person AS p ON p.id = u.head_id
 WHERE p.state = 'left'
 ORDER BY u.id;

-- test: meets   person name=Ann | unit name=IT head=P-1
-- test: breaks  person name=Ann | unit name=IT head=P-1 | P-1 -> left => U-1
