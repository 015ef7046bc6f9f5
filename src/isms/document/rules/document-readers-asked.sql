-- rule:      document-readers-asked
-- title:     Newcomers are asked to read what binds them
-- source:    ISO/IEC 27001:2022, 7.3 a), A.6.2
-- clause:    7.3
-- severity:  minor
-- subject:   document
-- fix:       Ask those who were not asked yet, on the page of the readers.
-- action:    go /documents/{code}/readers | Readers

SELECT d.id, count(*) || CASE WHEN count(*) = 1 THEN ' person was' ELSE ' people were' END
       || ' not asked to read "' || d.title || '" ' || v.number
  FROM v_document AS d
  JOIN v_document_version AS v ON v.id = d.in_force_id
  JOIN v_person AS p ON p.state = 'active'
 WHERE d.state <> 'withdrawn' AND d.acknowledge = TRUE AND v.audience = 'all'
   AND NOT EXISTS (SELECT 1 FROM v_acknowledgement AS a
                    WHERE a.document_id = d.id AND a.person_id = p.id AND a.edition = v.edition
                      AND a.state <> 'withdrawn')
 GROUP BY d.id, d.title, v.number
 ORDER BY d.id;

-- test: meets   person name=Ann | made document_version title=V number=1.0 edition=1 audience=all |
--            made document title=A in_force=DV-1 acknowledge=true | made document title=B in_force=DV-1 |
--            made acknowledgement title=V document=DOC-1 version=DV-1 edition=1 person=P-1 state=asked
-- test: breaks  person name=Ann | person name=Bob |
--            made document_version title=V number=1.0 edition=1 audience=all |
--            made document title=A in_force=DV-1 acknowledge=true |
--            made acknowledgement title=V document=DOC-1 version=DV-1 edition=1 person=P-1 state=asked => DOC-1
