-- rule:      document-approval-outdated
-- title:     A change of a document in force is brought to an end
-- source:    ISO/IEC 27001:2022, 7.5.2 c), 7.5.3 e)
-- clause:    7.5.3
-- severity:  minor
-- subject:   document
-- action:    go /documents/{code} | See the round
-- fix:       Bring the changed text through review and publish it, or take the change back.
--
-- What people read and what the owner considers right are two texts. A change that is on its way
-- within the year of the version in force is daily work; the year is ours.

SELECT d.id, '"' || d.title || '" ' || d.number || ' of ' || d.published_on || ' is in force, but'
       || ' its text has changed since and the approval is outdated'
  FROM v_document AS d
 WHERE d.in_force_id IS NOT NULL AND d.state IN ('draft', 'in-review', 'approved')
   AND d.published_on
       < CAST(CAST(substr(:today, 1, 4) AS INTEGER) - 1 AS TEXT) || substr(:today, 5)
 ORDER BY d.id;

-- test: meets   made document_version title=V |
--            made document title=A in_force=DV-1 number=1.0 state=draft published_on=2025-06-30 |
--            made document title=B in_force=DV-1 number=1.0 state=published published_on=2024-01-01
-- test: breaks  made document_version title=V |
--            made document title=A in_force=DV-1 number=1.0 state=draft published_on=2025-06-29 => DOC-1
