-- rule:      scope-review
-- title:     The scope is reviewed in time
-- source:    ISO/IEC 27001:2022, 4.3, 7.5.2
-- clause:    4.3
-- severity:  minor
-- subject:   scope_statement
-- action:    edit review_due
-- fix:       Look whether the scope still describes the organisation; make a new version, with
--            the next day.

SELECT s.id, 'the review of the scope was due on ' || s.review_due
  FROM v_scope_statement AS s
 WHERE s.state = 'approved' AND s.review_due < :today
 ORDER BY s.id;

-- test: meets   person name=Ann email=ann@example.org | person name=Bob email=bob@example.org |
--            as P-1: scope_statement statement=All review_due=2026-12-31 | as P-1: SS-1 ->
--            in-review | as P-1: approval subject=SS-1 approver=P-2 | as P-2: AP-1 -> approved
-- test: breaks  person name=Ann email=ann@example.org | person name=Bob email=bob@example.org |
--            as P-1: scope_statement statement=All review_due=2026-06-01 | as P-1: SS-1 ->
--            in-review | as P-1: approval subject=SS-1 approver=P-2 | as P-2: AP-1 -> approved
--            => SS-1
