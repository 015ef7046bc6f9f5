-- rule:      document-policy-communicated
-- title:     The information security policy reaches everybody
-- source:    ISO/IEC 27001:2022, 5.2 f), 7.3 a)
-- clause:    5.2
-- severity:  minor
-- subject:   document
-- action:    go /documents/{code} | Ask the readers
-- fix:       Address the policy to all people and let them confirm that they have read it; publish it again.

SELECT d.id, CASE WHEN v.audience <> 'all'
                  THEN '"' || d.title || '" is addressed to some people only'
                  ELSE '"' || d.title || '" is published, and nobody was asked to read it' END
  FROM v_document AS d
  JOIN v_document_version AS v ON v.id = d.in_force_id
 WHERE d.kit = 'D02' AND d.state <> 'withdrawn'
   AND (v.audience <> 'all' OR NOT EXISTS
        (SELECT 1 FROM v_acknowledgement AS a
          WHERE a.document_id = d.id AND a.edition = v.edition AND a.state <> 'withdrawn'))
 ORDER BY d.id;

-- test: meets   made document_version title=V state=current audience=all edition=1 |
--            made document title=Policy kit=D02 in_force=DV-1 |
--            made acknowledgement title=V document=DOC-1 version=DV-1 edition=1 state=asked |
--            made document title=Other kit=A07 in_force=DV-1 | made document title=New kit=D02
-- test: breaks  made document_version title=V state=current audience=units edition=1 |
--            made document title=Policy kit=D02 in_force=DV-1 |
--            made acknowledgement title=V document=DOC-1 version=DV-1 edition=1 state=asked => DOC-1
-- test: breaks  made document_version title=V state=current audience=all edition=2 |
--            made document title=Policy kit=D02 in_force=DV-1 |
--            made acknowledgement title=V document=DOC-1 version=DV-1 edition=1 state=acknowledged
--            => DOC-1
