-- rule:      obligation-drafted
-- title:     Obligations drafted by the program are confirmed
-- source:    ISO/IEC 27001:2022, 4.2, A.5.31
-- clause:    4.2
-- severity:  minor
-- subject:   obligation
-- action:    go /obligations/{code} | Confirm it
-- fix:       Read what the obligation demands and confirm it, change it, or archive it.

SELECT o.id, '"' || o.title || '" was drafted by the program, and nobody has confirmed it'
  FROM v_obligation AS o
 WHERE o.drafted
 ORDER BY o.id;

-- test: meets   obligation title=GDPR
-- test: breaks  obligation title=GDPR | draft obligation title=NIS2 => O-2
