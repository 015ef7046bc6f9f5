-- rule:      document-unapproved
-- title:     What is in force was approved
-- source:    ISO/IEC 27001:2022, 7.5.2 c)
-- clause:    7.5.2
-- severity:  major
-- subject:   document
-- action:    go /documents/{code} | Start a round
-- fix:       Start a review round with the text as it is and publish it again.

SELECT d.id, '"' || d.title || '" ' || v.number || ' is in force and nobody has approved it'
  FROM v_document AS d
  JOIN v_document_version AS v ON v.id = d.in_force_id
 WHERE d.state <> 'withdrawn'
   AND NOT EXISTS (SELECT 1 FROM v_link AS l WHERE l.from_type = 'document_version'
                      AND l.from_id = v.id AND l.field = 'approvers')
 ORDER BY d.id;

-- test: meets   person name=Ann | made document_version title=V number=1.0 approvers=P-1 |
--            made document title=A in_force=DV-1 | made document title=Draft
-- test: breaks  person name=Ann | made document_version title=V number=1.0 |
--            made document title=A in_force=DV-1 => DOC-1
