-- rule:      obligation-none
-- title:     The requirements of interested parties are recorded
-- source:    ISO/IEC 27001:2022, 4.2 b)
-- clause:    4.2
-- severity:  major
-- subject:   none
-- action:    new obligation
-- fix:       Record what laws, authorities, customers and contracts demand as obligations.

SELECT NULL, 'no obligation is recorded, so nothing shows which requirements the ISMS has to meet'
 WHERE NOT EXISTS (SELECT 1 FROM v_obligation WHERE NOT drafted);

-- test: meets   obligation title=GDPR
-- test: breaks  => none
-- test: breaks  draft obligation title=GDPR => none
-- test: breaks  person name=Ann => none
