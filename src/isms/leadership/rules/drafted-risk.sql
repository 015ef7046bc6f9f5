-- rule:      drafted-risk
-- title:     What was drafted of assets and risks is confirmed
-- source:    ISO/IEC 27001:2022, 6.1.2
-- clause:    6.1.2
-- severity:  minor
-- subject:   none
-- action:    go /drafted | Look at the drafts
-- fix:       Open the page of drafted records: confirm what is true, change what is not,
--            archive the rest.

SELECT NULL, d.n || ' drafted assets, risks and exclusions have not been looked at by anybody'
  FROM (SELECT (SELECT count(*) FROM v_asset WHERE drafted = TRUE) +
               (SELECT count(*) FROM v_risk WHERE drafted = TRUE) +
               (SELECT count(*) FROM v_soa_entry WHERE drafted = TRUE) AS n) AS d
 WHERE d.n > 0;

-- test: meets   asset name=Mail type=service
-- test: breaks  draft asset name=Mail type=service => none
-- test: breaks  draft risk title=Fire => none
