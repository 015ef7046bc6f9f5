-- rule:      scope-site-missing
-- title:     Sites are inside the scope or excluded from it
-- source:    ISO/IEC 27001:2022, 4.3
-- clause:    4.3
-- severity:  minor
-- subject:   asset
-- action:    new scope_statement sites={code}
-- fix:       Make a new version of the scope that takes the site in, or names it among the
--            exclusions.
--
-- Also what was opened after the approval: the scope is then older than the organisation.

SELECT a.id, 'site "' || a.name || '" is neither in the approved scope nor excluded'
  FROM v_asset AS a
  JOIN v_scope_statement AS s ON s.state = 'approved'
 WHERE a.type = 'site' AND a.state = 'in-use' AND a.drafted = FALSE
   AND instr(coalesce(s.exclusions, ''), a.name) = 0
   AND NOT EXISTS (SELECT 1 FROM v_link AS l WHERE l.from_type = 'scope_statement'
                    AND l.from_id = s.id AND l.field = 'sites' AND l.to_id = a.id)
 ORDER BY a.id;

-- test: meets   asset name=Ghent type=site | person name=Ann email=ann@example.org | person
--            name=Bob email=bob@example.org | as P-1: scope_statement statement=All sites=A-1 |
--            as P-1: SS-1 -> in-review | as P-1: approval subject=SS-1 approver=P-2 | as P-2:
--            AP-1 -> approved
-- test: meets   asset name=Ghent type=site | person name=Ann email=ann@example.org | person
--            name=Bob email=bob@example.org | as P-1: scope_statement statement=All
--            exclusions="Ghent| only storage" | as P-1: SS-1 -> in-review | as P-1: approval
--            subject=SS-1 approver=P-2 | as P-2: AP-1 -> approved
-- test: meets   asset name=Ghent type=site
-- test: breaks  person name=Ann email=ann@example.org | person name=Bob email=bob@example.org |
--            as P-1: scope_statement statement=All | as P-1: SS-1 -> in-review | as P-1:
--            approval subject=SS-1 approver=P-2 | as P-2: AP-1 -> approved | asset name=Porto
--            type=site => A-1
