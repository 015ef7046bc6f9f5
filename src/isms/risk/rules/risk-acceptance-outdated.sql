-- rule:      risk-acceptance-outdated
-- title:     What owners approved is still what the record says
-- source:    ISO/IEC 27001:2022, 6.1.3 f)
-- clause:    6.1.3
-- severity:  major
-- subject:   risk
-- action:    go /risks/{code} | Ask the owner again
-- fix:       Ask the risk owner again: plan or residual level have changed since the approval.
--
-- The approval is bound to a revision and its digest. Another text, treatment or end date, or a
-- residual level that has risen, is something nobody approved.

SELECT r.id, 'what the owner of "' || r.title || '" approved on ' || r.accepted_on
       || CASE WHEN r.residual_level > r.accepted_level
               THEN ' had level ' || r.accepted_level || ', what remains has level '
                    || r.residual_level
               ELSE ' is no longer what the record says' END
  FROM v_risk AS r
 WHERE r.drafted = FALSE AND r.state <> 'closed' AND r.acceptance = 'outdated'
 ORDER BY r.id;

-- test: meets   person name=Ann | risk title=Fire owner=P-1 likelihood=5 consequence=5
--            treatment=share | R-1 -> assessed | approval subject=R-1 approver=P-1 |
--            as P-1: AP-1 -> approved
-- test: breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--            framework=iso27001-2022 | measure title=Doors controls=A.5.1 maturity=5 | person
--            name=Ann | risk title=Fire owner=P-1 likelihood=5 consequence=5 treatment=modify
--            controls=A.5.1 | R-1 -> assessed | approval subject=R-1 approver=P-1 |
--            as P-1: AP-1 -> approved | M-1 -> retired => R-1
