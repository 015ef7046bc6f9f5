-- rule:      role-holder
-- title:     Each role is held by somebody who works here
-- source:    ISO/IEC 27001:2022, 5.3
-- clause:    5.3
-- severity:  major
-- subject:   isms_role
-- action:    edit holders
-- fix:       Name who holds the role.

SELECT r.id, 'nobody holds the role "' || r.name || '"'
  FROM v_isms_role AS r
 WHERE r.state = 'active' AND r.drafted = FALSE
   AND NOT EXISTS (SELECT 1 FROM v_link AS l JOIN v_person AS p ON p.id = l.to_id
                    WHERE l.from_type = 'isms_role' AND l.from_id = r.id AND l.field = 'holders'
                      AND p.state <> 'left')
 ORDER BY r.id;

-- test: meets   person name=Ann | isms_role name=CISO holders=P-1 | isms_role name=Old | IR-2
--            -> ended
-- test: breaks  isms_role name=CISO => IR-1
-- test: breaks  person name=Ann | isms_role name=CISO holders=P-1 | P-1 -> left => IR-1
