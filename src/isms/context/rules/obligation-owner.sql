-- rule:      obligation-owner
-- title:     Every obligation has somebody responsible
-- source:    ISO/IEC 27001:2022, A.5.31
-- clause:    A.5.31
-- severity:  minor
-- subject:   obligation
-- action:    edit owner
-- fix:       Open the obligation and name who follows changes and answers for compliance.

SELECT o.id, 'nobody is responsible for following "' || o.title || '"'
  FROM v_obligation AS o
 WHERE o.owner_id IS NULL
 ORDER BY o.id;

-- test: meets   person name=Ann | obligation title=GDPR owner=P-1
-- test: breaks  person name=Ann | obligation title=GDPR owner=P-1 | obligation title=NIS2 =>
--            O-2
