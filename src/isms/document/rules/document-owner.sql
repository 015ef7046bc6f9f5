-- rule:      document-owner
-- title:     Every document has somebody who keeps it true
-- source:    ISO/IEC 27001:2022, 7.5.2 a)
-- clause:    7.5.2
-- severity:  minor
-- subject:   document
-- fix:       Name the owner of the document.
-- action:    edit owner

SELECT d.id, CASE WHEN d.owner_id IS NULL THEN '"' || d.title || '" has no owner'
                  ELSE p.name || ', who owns "' || d.title || '", has left' END
  FROM v_document AS d
  LEFT JOIN v_person AS p ON p.id = d.owner_id
 WHERE d.state <> 'withdrawn' AND d.drafted = FALSE
   AND (d.owner_id IS NULL OR p.state = 'left')
 ORDER BY d.id;

-- test: meets   person name=Ann | document title=A owner=P-1 | draft document title=B |
--            document title=C | DOC-3 -> withdrawn
-- test: breaks  person name=Ann | person name=Bob | document title=A owner=P-2 | document title=B |
--            P-2 -> left => DOC-1 DOC-2
