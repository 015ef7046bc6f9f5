-- rule:      obligation-controls
-- title:     Every obligation has controls that meet it
-- source:    ISO/IEC 27001:2022, A.5.31
-- clause:    A.5.31
-- severity:  minor
-- subject:   obligation
-- action:    edit controls
-- fix:       Name the controls the obligation causes; each becomes applicable in the Statement
--            of Applicability.
--
-- A.5.31 asks for the approach to meet each requirement, not only for the list of requirements.

SELECT o.id, 'no control is named that meets "' || o.title || '"'
  FROM v_obligation AS o
 WHERE NOT EXISTS (SELECT 1 FROM v_link AS l JOIN v_control AS c ON c.id = l.to_id
                    WHERE l.from_type = 'obligation' AND l.from_id = o.id AND l.field = 'controls')
 ORDER BY o.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | obligation title=GDPR controls=A.5.1
-- test: breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | obligation title=GDPR controls=A.5.1 | obligation
--            title=NIS2 => O-2
