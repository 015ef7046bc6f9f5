-- rule:      document-classification
-- title:     Every document is classified
-- source:    ISO/IEC 27001:2022, A.5.12, A.5.13
-- clause:    A.5.12
-- severity:  minor
-- subject:   document
-- fix:       Choose the classification of the document.
-- action:    edit classification

SELECT d.id, '"' || d.title || '" is not classified'
  FROM v_document AS d
 WHERE d.state <> 'withdrawn' AND d.drafted = FALSE AND d.classification IS NULL
 ORDER BY d.id;

-- test: meets   document title=A | document title=B classification= | DOC-2 -> withdrawn
-- test: breaks  document title=A classification= => DOC-1
