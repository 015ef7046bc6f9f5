-- rule:      document-unconfirmed
-- title:     Readers confirm in time
-- source:    ISO/IEC 27001:2022, 7.3, 7.5.3 a)
-- clause:    7.3
-- severity:  minor
-- subject:   document
-- fix:       Remind those who have not confirmed, on the page of the readers.
-- action:    go /documents/{code}/readers | Readers

SELECT d.id, count(*) || CASE WHEN count(*) = 1 THEN ' person has' ELSE ' people have' END
       || ' not confirmed "' || d.title || '" in time, the first since ' || min(a.due)
  FROM v_document AS d
  JOIN v_acknowledgement AS a ON a.document_id = d.id
  JOIN v_person AS p ON p.id = a.person_id
 WHERE d.state <> 'withdrawn' AND a.state = 'asked' AND a.due < :today AND p.state = 'active'
 GROUP BY d.id, d.title
 ORDER BY d.id;

-- test: meets   person name=Ann | made document_version title=V | document title=A |
--            made acknowledgement title=V document=DOC-1 version=DV-1 person=P-1 due=2026-06-30 state=asked |
--            made acknowledgement title=V document=DOC-1 version=DV-1 person=P-1 due=2026-01-30 state=acknowledged
-- test: breaks  person name=Ann | made document_version title=V | document title=A |
--            made acknowledgement title=V document=DOC-1 version=DV-1 person=P-1 due=2026-06-29 state=asked => DOC-1
