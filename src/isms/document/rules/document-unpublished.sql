-- rule:      document-unpublished
-- title:     What was approved is published
-- source:    ISO/IEC 27001:2022, 7.5.3 a)
-- clause:    7.5.3
-- severity:  opportunity
-- subject:   document
-- fix:       Publish it, or send it back to draft when it is no longer wanted.
-- action:    go /documents/{code} | Publish it

SELECT d.id, '"' || d.title || '" was approved on ' || substr(d.updated_at, 1, 10)
       || ' and is not published'
  FROM v_document AS d
 WHERE d.state = 'approved'
 ORDER BY d.id;

-- test: meets   document title=A | made document title=B state=published
-- test: breaks  made document title=A state=approved => DOC-1
