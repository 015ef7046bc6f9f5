-- rule:      raci-one-accountable
-- title:     Not more than one is accountable
-- source:    ISO/IEC 27001:2022, 5.3
-- clause:    5.3
-- severity:  opportunity
-- subject:   none
-- action:    go /raci | Open the matrix
-- fix:       Leave one accountable; the others are responsible or consulted.

SELECT NULL, count(*) || ' are accountable for ' || max(substr(a.title, 1, instr(a.title, ':') - 1))
  FROM v_raci AS a
 WHERE a.letter = 'a'
 GROUP BY a.subject HAVING count(*) > 1
 ORDER BY a.subject;

-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=6.2 title=Objectives
--            framework=iso27001-2022 parent=6 | isms_role name=Top | isms_role name=CISO | raci
--            subject=requirement/6.2 role=IR-1 letter=a | raci subject=requirement/6.2
--            role=IR-2 letter=r
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=6.2 title=Objectives
--            framework=iso27001-2022 parent=6 | isms_role name=Top | isms_role name=CISO | raci
--            subject=requirement/6.2 role=IR-1 letter=a | raci subject=requirement/6.2
--            role=IR-2 letter=a => none
