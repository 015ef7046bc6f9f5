-- rule:      evidence-stale
-- title:     Evidence is fresh
-- source:    ISO/IEC 27001:2022, 9.1, 7.5.3
-- clause:    9.1
-- severity:  minor
-- subject:   evidence
-- action:    edit collected_on
-- fix:       Collect it anew and record it as evidence of the same controls, or withdraw the old.
--
-- Accepted evidence of a control or measure that is past its last day, while nothing fresh shows
-- the same.

SELECT e.id, '"' || e.title || '" is stale since ' || e.good_until || ' and nothing newer shows the same'
  FROM v_evidence AS e
 WHERE e.state = 'valid' AND e.good_until < :today
   AND EXISTS (SELECT 1 FROM v_link AS l
                WHERE l.from_type = 'evidence' AND l.from_id = e.id AND l.to_type IN ('control', 'measure')
                  AND NOT EXISTS (SELECT 1 FROM v_link AS k JOIN v_evidence AS f ON f.id = k.from_id
                                   WHERE k.from_type = 'evidence' AND k.to_type = l.to_type
                                     AND k.to_id = l.to_id AND f.state = 'valid' AND f.drafted = FALSE
                                     AND (f.good_until IS NULL OR f.good_until >= :today)))
 ORDER BY e.id;

-- test: meets   measure title=Backup | evidence title=Old kind=note note=x measures=M-1
--            collected_on=2025-01-01 valid_days=30 | EV-1 -> valid | evidence title=New kind=note
--            note=x measures=M-1 | EV-2 -> valid | evidence title=Nothing kind=note note=x
--            valid_until=2026-02-01 collected_on=2026-01-01 | EV-3 -> valid
-- test: breaks  measure title=Backup | evidence title=Old kind=note note=x measures=M-1
--            collected_on=2025-01-01 valid_days=30 | EV-1 -> valid | evidence title=New kind=note
--            note=x measures=M-1 => EV-1
