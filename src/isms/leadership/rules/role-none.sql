-- rule:      role-none
-- title:     Roles of the ISMS are assigned
-- source:    ISO/IEC 27001:2022, 5.3
-- clause:    5.3
-- severity:  major
-- subject:   none
-- action:    new isms_role
-- fix:       Record the roles with responsibilities and authority, or confirm what was drafted.

SELECT NULL, 'no role of the ISMS is recorded and confirmed'
 WHERE NOT EXISTS (SELECT 1 FROM v_isms_role WHERE state = 'active' AND drafted = FALSE);

-- test: meets   isms_role name=CISO
-- test: breaks  => none
-- test: breaks  draft isms_role name=CISO => none
