-- rule:      scope-interfaces
-- title:     The scope names interfaces and dependencies
-- source:    ISO/IEC 27001:2022, 4.3 c)
-- clause:    4.3
-- severity:  minor
-- subject:   scope_statement
-- action:    new scope_statement
-- fix:       Make a new version that names with whom the organisation shares activities and
--            what rules it.

SELECT s.id, 'the approved scope names no interface or dependency'
  FROM v_scope_statement AS s
 WHERE s.state = 'approved' AND s.interfaces IS NULL
 ORDER BY s.id;

-- test: meets   person name=Ann email=ann@example.org | person name=Bob email=bob@example.org |
--            as P-1: scope_statement statement=All interfaces="Provider| servers, by contract"
--            | as P-1: SS-1 -> in-review | as P-1: approval subject=SS-1 approver=P-2 | as P-2:
--            AP-1 -> approved
-- test: meets   scope_statement statement=All
-- test: breaks  person name=Ann email=ann@example.org | person name=Bob email=bob@example.org |
--            as P-1: scope_statement statement=All | as P-1: SS-1 -> in-review | as P-1:
--            approval subject=SS-1 approver=P-2 | as P-2: AP-1 -> approved => SS-1
