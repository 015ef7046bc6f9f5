-- rule:      party-none
-- title:     Interested parties are determined
-- source:    ISO/IEC 27001:2022, 4.2 a)
-- clause:    4.2
-- severity:  major
-- subject:   none
-- action:    new interested_party
-- fix:       Record who has a stake in information security here, or confirm what was drafted.

SELECT NULL, 'no interested party is recorded and confirmed'
 WHERE NOT EXISTS (SELECT 1 FROM v_interested_party WHERE drafted = FALSE);

-- test: meets   interested_party name=Customers
-- test: breaks  => none
-- test: breaks  draft interested_party name=Customers => none
