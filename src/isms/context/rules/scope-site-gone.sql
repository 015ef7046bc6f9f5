-- rule:      scope-site-gone
-- title:     The scope names sites that are in use
-- source:    ISO/IEC 27001:2022, 4.3
-- clause:    4.3
-- severity:  minor
-- subject:   scope_statement
-- action:    new scope_statement
-- fix:       Make a new version of the scope without the site, and tell the certification body.

SELECT s.id, 'the approved scope names "' || a.name || '", which is retired'
  FROM v_scope_statement AS s
  JOIN v_link AS l ON l.from_type = 'scope_statement' AND l.from_id = s.id AND l.field = 'sites'
  JOIN v_asset AS a ON a.id = l.to_id
 WHERE s.state = 'approved' AND a.state = 'retired'
 ORDER BY s.id, a.id;

-- test: meets   asset name=Ghent type=site | person name=Ann email=ann@example.org | person
--            name=Bob email=bob@example.org | as P-1: scope_statement statement=All sites=A-1 |
--            as P-1: SS-1 -> in-review | as P-1: approval subject=SS-1 approver=P-2 | as P-2:
--            AP-1 -> approved
-- test: breaks  asset name=Ghent type=site | person name=Ann email=ann@example.org | person
--            name=Bob email=bob@example.org | as P-1: scope_statement statement=All sites=A-1 |
--            as P-1: SS-1 -> in-review | as P-1: approval subject=SS-1 approver=P-2 | as P-2:
--            AP-1 -> approved | A-1 -> retired => SS-1
