-- rule:      document-review-overdue
-- title:     Documents in force are reviewed when it is time
-- source:    ISO/IEC 27001:2022, 7.5.2 c), A.5.1
-- clause:    7.5.2
-- severity:  minor
-- subject:   document
-- fix:       Read it again; confirm that nothing has to change, or write a new version.
-- action:    go /documents/{code} | Review it

SELECT d.id, 'the review of "' || d.title || '" was due on ' || d.next_review
  FROM v_document AS d
 WHERE d.in_force_id IS NOT NULL AND d.state <> 'withdrawn' AND d.next_review < :today
 ORDER BY d.next_review, d.id;

-- test: meets   made document_version title=V state=current |
--            made document title=A in_force=DV-1 next_review=2026-06-30 |
--            made document title=B in_force=DV-1 next_review=2026-01-01 state=withdrawn
-- test: breaks  made document_version title=V state=current |
--            made document title=A in_force=DV-1 next_review=2026-06-29 state=published => DOC-1
