-- rule:      issue-review
-- title:     Issues are looked at again
-- source:    ISO/IEC 27001:2022, 4.1, 9.3.2 b)
-- clause:    4.1
-- severity:  opportunity
-- subject:   context_issue
-- action:    edit reviewed_on
-- fix:       Review the issue, write the day and set the next one.

SELECT i.id, 'the review of "' || i.title || '" was due on ' || i.review_due
  FROM v_context_issue AS i
 WHERE i.review_due < :today AND i.drafted = FALSE
 ORDER BY i.id;

-- test: meets   context_issue title=Fraud review_due=2026-07-01 | context_issue title=Growth
-- test: breaks  context_issue title=Fraud review_due=2026-06-29 => CI-1
