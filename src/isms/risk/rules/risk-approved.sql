-- rule:      risk-approved
-- title:     Owners have approved the treatment plan and the residual risk
-- source:    ISO/IEC 27001:2022, 6.1.3 f)
-- clause:    6.1.3
-- severity:  major
-- subject:   risk
-- action:    go /risks/{code} | Ask the owner
-- fix:       Ask the risk owner on the page of the risk; the approval is bound to what was shown.
--
-- A treatment that is decided and leaves more than is acceptable, or is being carried out, stands on
-- the owner's word. A risk that is acceptable as it is needs none.

SELECT r.id, CASE WHEN r.acceptance = 'refused'
                  THEN 'the owner refused the treatment of "' || r.title || '"'
                  ELSE 'the owner has not approved the treatment of "' || r.title || '"' END
  FROM v_risk AS r
 WHERE r.state = 'treated' AND r.verdict <> 'acceptable'
   AND coalesce(r.acceptance, 'none') NOT IN ('accepted', 'outdated')
 ORDER BY r.id;

-- test: meets   person name=Ann | risk title=Fire owner=P-1 likelihood=5 consequence=5
--            treatment=share | R-1 -> assessed
-- test: meets   person name=Ann | risk title=Fire owner=P-1 likelihood=5 consequence=5
--            treatment=share | R-1 -> assessed | approval subject=R-1 approver=P-1 |
--            as P-1: AP-1 -> approved
-- test: breaks  person name=Ann | risk title=Fire owner=P-1 likelihood=5 consequence=5
--            treatment=share | R-1 -> assessed | R-1 -> treated => R-1
