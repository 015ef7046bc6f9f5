-- rule:      evidence-shows
-- title:     Evidence says what it shows
-- source:    ISO/IEC 27001:2022, 7.5.2 a)
-- clause:    7.5.2
-- severity:  opportunity
-- subject:   evidence
-- action:    edit controls
-- fix:       Name the controls, measures, requirements, risks or assets it is evidence of.

SELECT e.id, '"' || e.title || '" names nothing that it shows'
  FROM v_evidence AS e
 WHERE e.state <> 'withdrawn'
   AND NOT EXISTS (SELECT 1 FROM v_link AS l WHERE l.from_type = 'evidence' AND l.from_id = e.id
                    AND l.to_type IN ('control', 'measure', 'requirement', 'risk', 'asset'))
 ORDER BY e.id;

-- test: meets   risk title=Fire | evidence title=Log kind=note note=x risks=R-1 | evidence title=Old
--            kind=note note=x | EV-2 -> withdrawn
-- test: breaks  person name=Ann | evidence title=Log kind=note note=x owner=P-1 => EV-1
