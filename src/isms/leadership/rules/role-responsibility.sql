-- rule:      role-responsibility
-- title:     Roles have responsibilities and authority
-- source:    ISO/IEC 27001:2022, 5.3
-- clause:    5.3
-- severity:  minor
-- subject:   isms_role
-- action:    edit responsibilities
-- fix:       Write what the role does and what it may decide.

SELECT r.id, 'the role "' || r.name || '" has no ' || CASE WHEN r.responsibilities IS NOT NULL
       THEN 'authority' WHEN r.authority IS NOT NULL THEN 'responsibilities'
       ELSE 'responsibilities and no authority' END || ' written down'
  FROM v_isms_role AS r
 WHERE r.state = 'active' AND r.drafted = FALSE
   AND (r.responsibilities IS NULL OR r.authority IS NULL)
 ORDER BY r.id;

-- test: meets   isms_role name=CISO responsibilities="Runs the ISMS" authority="May stop
--            changes"
-- test: breaks  isms_role name=CISO responsibilities="Runs the ISMS" => IR-1
