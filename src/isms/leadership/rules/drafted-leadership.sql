-- rule:      drafted-leadership
-- title:     What was drafted of roles and objectives is confirmed
-- source:    ISO/IEC 27001:2022, 5.3, 6.2
-- clause:    5.3
-- severity:  minor
-- subject:   none
-- action:    go /drafted | Look at the drafts
-- fix:       Open the page of drafted records: confirm what is true, change what is not,
--            archive the rest.

SELECT NULL, d.n || ' drafted records of roles, assignments and objectives have not been looked at by anybody'
  FROM (SELECT (SELECT count(*) FROM v_isms_role WHERE drafted = TRUE) +
               (SELECT count(*) FROM v_raci WHERE drafted = TRUE) +
               (SELECT count(*) FROM v_objective WHERE drafted = TRUE) +
               (SELECT count(*) FROM v_change_plan WHERE drafted = TRUE) AS n) AS d
 WHERE d.n > 0;

-- test: meets   isms_role name=CISO
-- test: breaks  draft isms_role name=CISO => none
-- test: breaks  draft objective title=Mail => none
