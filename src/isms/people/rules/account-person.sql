-- rule:      account-person
-- title:     Every account belongs to a person
-- source:    ISO/IEC 27001:2022, A.5.16
-- clause:    A.5.16
-- severity:  minor
-- subject:   member
-- action:    edit person
-- fix:       Name the person the account belongs to; record it first when it is not there.
--
-- Without a person nobody sees that an account has outlived its user.

SELECT m.id, 'the account "' || m.name || '" belongs to no person'
  FROM v_member AS m
 WHERE m.state = 'active' AND m.person_id IS NULL
 ORDER BY m.id;

-- test: meets   role name=look title=Look grants="*: read all" | person name=Ann | member
--            email=ann@example.com name=Ann roles=look person=P-1
-- test: breaks  role name=look title=Look grants="*: read all" | member email=ann@example.com name=Ann
--            roles=look => ME-1
