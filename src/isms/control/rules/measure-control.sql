-- rule:      measure-control
-- title:     Every measure implements a control
-- source:    ISO/IEC 27001:2022, 6.1.3 c)
-- clause:    6.1.3
-- severity:  opportunity
-- subject:   measure
-- action:    edit controls
-- fix:       Name the controls the measure implements; the Statement of Applicability then
--            shows it.

SELECT m.id, '"' || m.title || '" implements no control'
  FROM v_measure AS m
 WHERE m.state <> 'retired'
   AND NOT EXISTS (SELECT 1 FROM v_link AS l JOIN v_control AS c ON c.id = l.to_id
                    WHERE l.from_type = 'measure' AND l.from_id = m.id AND l.field = 'controls')
 ORDER BY m.id;

-- test: meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | measure title=Backup controls=A.5.1
-- test: breaks  measure title=Backup => M-1
