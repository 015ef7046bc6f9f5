-- rule:      role-conflict
-- title:     Nobody holds roles that exclude each other
-- source:    ISO/IEC 27001:2022, 5.3, A.5.3
-- clause:    5.3
-- severity:  minor
-- subject:   isms_role
-- action:    edit holders
-- fix:       Give one of the roles to somebody else, or take it outside the organisation.

SELECT r.id, p.name || ' holds "' || r.name || '" and "' || o.name || '", which exclude each other'
  FROM v_isms_role AS r
  JOIN v_link AS x ON x.from_type = 'isms_role' AND x.from_id = r.id AND x.field = 'not_with'
  JOIN v_isms_role AS o ON o.id = x.to_id
  JOIN v_link AS h ON h.from_type = 'isms_role' AND h.from_id = r.id AND h.field = 'holders'
  JOIN v_link AS g ON g.from_type = 'isms_role' AND g.from_id = o.id AND g.field = 'holders'
                  AND g.to_id = h.to_id
  JOIN v_person AS p ON p.id = h.to_id
 WHERE r.state = 'active' AND o.state = 'active'
 ORDER BY r.id, o.id;

-- test: meets   person name=Ann | person name=Bob | isms_role name=CISO holders=P-1 | isms_role
--            name=Auditor holders=P-2 not_with=IR-1
-- test: breaks  person name=Ann | isms_role name=CISO holders=P-1 | isms_role name=Auditor
--            holders=P-1 not_with=IR-1 => IR-2
