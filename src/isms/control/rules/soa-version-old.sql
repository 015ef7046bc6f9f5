-- rule:      soa-version-old
-- title:     The Statement is as it was approved
-- source:    ISO/IEC 27001:2022, 6.1.3 d), 7.5.3
-- clause:    6.1.3
-- severity:  minor
-- subject:   control
-- action:    new soa_version
-- fix:       Look at the difference (Statement of Applicability, Versions, Compare), make a new
--            version and have it approved.
--
-- Against the version in force; while there is none, against the one in review.

SELECT c.id, c.ref || ' ' || c.title || ' is no longer as in the version that was '
       || CASE t.approved_id WHEN 0 THEN 'submitted' ELSE 'approved' END || ':'
       || CASE WHEN s.changed & 1 THEN ' new' ELSE '' END
       || CASE WHEN s.changed & 4 THEN ' decision' ELSE '' END
       || CASE WHEN s.changed & 8 THEN ' reasons' ELSE '' END
       || CASE WHEN s.changed & 16 THEN ' justification' ELSE '' END
       || CASE WHEN s.changed & 32 THEN ' status' ELSE '' END
  FROM v_soa AS s
  JOIN v_control AS c ON c.id = s.control_id
  JOIN v_soa_state AS t ON 1 = 1
 WHERE s.changed > 0
 ORDER BY c.sort_key, c.id;

-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | soa_entry control=A.5.1 decision=excluded justification=None
--          | soa_version note=First | SOA-V-1 -> in-review
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022 |
--          soa_entry control=A.5.1 decision=excluded justification=None | soa_entry control=A.5.2
--          decision=excluded justification=None | soa_version note=First | SOA-V-1 -> in-review |
--          risk title=Fire treatment=modify controls=A.5.2 => A.5.2
-- test: breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | person name=Ann | soa_entry control=A.5.1 decision=excluded
--          justification=None | soa_version note=First | SOA-V-1 -> in-review | approval subject=SOA-V-1
--          approver=P-1 | as P-1: AP-1 -> approved | measure title=Rules controls=A.5.1 | M-1 -> in-place
--          => A.5.1
