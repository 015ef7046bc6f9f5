-- rule:      obligation-owner-left
-- title:     Who is responsible for an obligation still works here
-- source:    ISO/IEC 27001:2022, A.5.31
-- clause:    A.5.31
-- severity:  minor
-- subject:   obligation
-- action:    edit owner
-- fix:       Hand the obligation to somebody who works here.

SELECT o.id, p.name || ', responsible for "' || o.title || '", has left'
  FROM v_obligation AS o
  JOIN v_person AS p ON p.id = o.owner_id
 WHERE p.state = 'left'
 ORDER BY o.id;

-- test: meets   person name=Ann | obligation title=GDPR owner=P-1
-- test: breaks  person name=Ann | obligation title=GDPR owner=P-1 | P-1 -> left => O-1
