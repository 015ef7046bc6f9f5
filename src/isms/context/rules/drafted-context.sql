-- rule:      drafted-context
-- title:     What was drafted of context and scope is confirmed
-- source:    ISO/IEC 27001:2022, 4.1, 4.2, 4.3
-- clause:    4.1
-- severity:  minor
-- subject:   none
-- action:    go /drafted | Look at the drafts
-- fix:       Open the page of drafted records: confirm what is true, change what is not,
--            archive the rest.

SELECT NULL, d.n || ' drafted records of context and scope have not been looked at by anybody'
  FROM (SELECT (SELECT count(*) FROM v_context_issue WHERE drafted = TRUE) +
               (SELECT count(*) FROM v_interested_party WHERE drafted = TRUE) +
               (SELECT count(*) FROM v_party_need WHERE drafted = TRUE) +
               (SELECT count(*) FROM v_obligation WHERE drafted = TRUE) +
               (SELECT count(*) FROM v_scope_statement WHERE drafted = TRUE) AS n) AS d
 WHERE d.n > 0;

-- test: meets   context_issue title=Fraud
-- test: breaks  draft context_issue title=Fraud => none
-- test: breaks  draft obligation title=GDPR => none
