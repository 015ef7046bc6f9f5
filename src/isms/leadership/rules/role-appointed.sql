-- rule:      role-appointed
-- title:     Holders of roles were appointed
-- source:    ISO/IEC 27001:2022, 5.3
-- clause:    5.3
-- severity:  minor
-- subject:   isms_role
-- action:    new approval subject={code}
-- fix:       Ask top management to approve the role with its holder, or say where the
--            appointment is written.

SELECT r.id, 'nothing shows that the holder of "' || r.name || '" was appointed'
  FROM v_isms_role AS r
 WHERE r.state = 'active' AND r.drafted = FALSE AND r.appointed_on IS NULL
   AND r.appointment IS NULL
   AND EXISTS (SELECT 1 FROM v_link AS l WHERE l.from_type = 'isms_role' AND l.from_id = r.id
                AND l.field = 'holders')
 ORDER BY r.id;

-- test: meets   person name=Ann | isms_role name=CISO holders=P-1 appointment="Minutes of 3
--            March"
-- test: meets   person name=Ann email=ann@example.org | person name=Bob email=bob@example.org |
--            as P-1: isms_role name=CISO holders=P-1 | as P-1: approval subject=IR-1
--            approver=P-2 | as P-2: AP-1 -> approved
-- test: breaks  person name=Ann | isms_role name=CISO holders=P-1 => IR-1
