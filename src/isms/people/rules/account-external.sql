-- rule:      account-external
-- title:     Access of people from outside ends on a day
-- source:    ISO/IEC 27001:2022, A.5.18, A.5.19
-- clause:    A.5.18
-- severity:  minor
-- subject:   member
-- action:    edit until
-- fix:       Set the day on which the access ends, such as that of the contract.

SELECT m.id, 'the access of ' || p.name || ', who is external, has no end'
  FROM v_member AS m
  JOIN v_person AS p ON p.id = m.person_id
 WHERE m.state = 'active' AND p.external AND p.state = 'active' AND m.until IS NULL
 ORDER BY m.id;

-- test: meets   role name=look title=Look grants="*: read all" | person name=Ann external=yes | member
--            email=ann@example.com name=Ann roles=look person=P-1 until=2026-12-31
-- test: breaks  role name=look title=Look grants="*: read all" | person name=Ann external=yes | member
--            email=ann@example.com name=Ann roles=look person=P-1 => ME-1
