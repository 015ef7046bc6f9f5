-- rule:      evidence-owner
-- title:     Evidence that ages has an owner
-- source:    ISO/IEC 27001:2022, 7.5.3, 5.3
-- clause:    7.5.3
-- severity:  opportunity
-- subject:   evidence
-- action:    edit owner
-- fix:       Name the person who collects it anew before it is stale.

SELECT e.id, '"' || e.title || '" runs out on ' || e.good_until || ' and nobody keeps it fresh'
  FROM v_evidence AS e
 WHERE e.state = 'valid' AND e.good_until IS NOT NULL AND e.owner_id IS NULL
 ORDER BY e.id;

-- test: meets   person name=Ann | evidence title=Log kind=note note=x valid_days=9 owner=P-1 | EV-1
--            -> valid | evidence title=Plan kind=note note=x | EV-2 -> valid
-- test: breaks  evidence title=Log kind=note note=x valid_days=9 | EV-1 -> valid => EV-1
