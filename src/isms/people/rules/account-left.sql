-- rule:      account-left
-- title:     Who has left cannot sign in
-- source:    ISO/IEC 27001:2022, A.5.18
-- clause:    A.5.18
-- severity:  major
-- subject:   member
-- action:    go /members/{code} | Disable the account
-- fix:       Disable the account; its history stays.

SELECT m.id, p.name || ' has left, and the account can still sign in'
  FROM v_member AS m
  JOIN v_person AS p ON p.id = m.person_id
 WHERE m.state = 'active' AND p.state = 'left' AND (m.until IS NULL OR m.until >= :today)
 ORDER BY m.id;

-- test: meets   role name=look title=Look grants="*: read all" | person name=Ann | member
--            email=ann@example.com name=Ann roles=look person=P-1
-- test: meets   role name=look title=Look grants="*: read all" | person name=Ann | member
--            email=ann@example.com name=Ann roles=look person=P-1 until=2026-06-29 | P-1 -> left
-- test: breaks  role name=look title=Look grants="*: read all" | person name=Ann | member
--            email=ann@example.com name=Ann roles=look person=P-1 | P-1 -> left => ME-1
