-- rule:      raci-accountable
-- title:     Somebody is accountable for each clause
-- source:    ISO/IEC 27001:2022, 5.3
-- clause:    5.3
-- severity:  minor
-- subject:   requirement
-- action:    go /raci | Open the matrix
-- fix:       Open the matrix of responsibilities and make one role accountable for the clause.

SELECT q.id, 'nobody is accountable for ' || q.ref || ' ' || q.title
  FROM v_requirement AS q
  JOIN v_framework AS f ON f.id = q.framework_id AND f.ref = 'iso27001-2022'
 WHERE q.parent IN ('4', '5', '6', '7', '8', '9', '10')
   AND NOT EXISTS (SELECT 1 FROM v_link AS l JOIN v_raci AS a ON a.id = l.from_id
                    WHERE l.from_type = 'raci' AND l.field = 'subject'
                      AND l.to_type = 'requirement' AND l.to_id = q.id AND a.letter = 'a'
                      AND a.drafted = FALSE)
 ORDER BY q.sort_key;

-- test: meets   framework ref=iso27001-2022 title=ISO | requirement ref=6.2 title=Objectives
--            framework=iso27001-2022 parent=6 | isms_role name=Top | raci
--            subject=requirement/6.2 role=IR-1 letter=a
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=6.2 title=Objectives
--            framework=iso27001-2022 parent=6 | isms_role name=Top | raci
--            subject=requirement/6.2 role=IR-1 letter=r => 6.2
-- test: breaks  framework ref=iso27001-2022 title=ISO | requirement ref=6.2 title=Objectives
--            framework=iso27001-2022 parent=6 | isms_role name=Top | draft raci
--            subject=requirement/6.2 role=IR-1 letter=a => 6.2
