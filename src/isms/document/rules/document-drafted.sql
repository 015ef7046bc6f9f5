-- rule:      document-drafted
-- title:     What the program drafted was read by somebody
-- source:    ISO/IEC 27001:2022, 7.5.2 c)
-- clause:    7.5.2
-- severity:  opportunity
-- subject:   document
-- fix:       Read the draft, adapt it to how you work, and confirm it.
-- action:    go /documents/{code}/write | Read and adapt it

SELECT d.id, '"' || d.title || '" was drafted from the kit, and nobody has looked at it yet'
  FROM v_document AS d
 WHERE d.drafted = TRUE AND d.state <> 'withdrawn'
 ORDER BY d.id;

-- test: meets   document title=A
-- test: breaks  draft document title=A => DOC-1
