-- rule:      document-mandatory
-- title:     What the clauses want documented is published
-- source:    ISO/IEC 27001:2022, 7.5.1 a), 7.5.1 b)
-- clause:    7.5.1
-- severity:  major
-- subject:   none
-- fix:       Draft the document from the kit, adapt it, bring it through review and publish it.
-- action:    go /documents/kit?need=mandatory | Document kit
--
-- The lines of content/documents/mandatory.csv that are mandatory documents; records follow from
-- their registers. Scope, Statement of Applicability and objectives may also be documented by their
-- own registers, once approved or active.

SELECT NULL, k.title || ' (' || k.ref || CASE WHEN EXISTS
           (SELECT 1 FROM v_document AS d WHERE d.kit = k.ref AND d.state <> 'withdrawn')
           THEN ') is there as a draft, but no version of it is published'
           ELSE ') is missing' END
  FROM (SELECT 'D01' AS ref, 'The scope statement' AS title
        UNION ALL SELECT 'D02', 'The information security policy'
        UNION ALL SELECT 'D03', 'The risk assessment process'
        UNION ALL SELECT 'D04', 'The risk treatment process'
        UNION ALL SELECT 'D05', 'The Statement of Applicability'
        UNION ALL SELECT 'D06', 'The risk treatment plan'
        UNION ALL SELECT 'D07', 'The objectives and plans'
        UNION ALL SELECT 'D09', 'The list of documented information'
        UNION ALL SELECT 'D10', 'The register of external documents') AS k
 WHERE NOT EXISTS (SELECT 1 FROM v_document AS d
                    WHERE d.kit = k.ref AND d.state <> 'withdrawn' AND d.in_force_id IS NOT NULL)
   AND NOT (k.ref = 'D01' AND EXISTS
            (SELECT 1 FROM v_scope_statement AS s WHERE s.state = 'approved'))
   AND NOT (k.ref = 'D05' AND EXISTS
            (SELECT 1 FROM v_soa_version AS s WHERE s.state = 'approved'))
   AND NOT (k.ref = 'D07' AND EXISTS
            (SELECT 1 FROM v_objective AS o WHERE o.state IN ('active', 'achieved')))
 ORDER BY k.ref;

-- test: meets   made document_version title=V state=current |
--            made document title=A kit=D01 in_force=DV-1 | made document title=B kit=D02 in_force=DV-1 |
--            made document title=C kit=D03 in_force=DV-1 | made document title=D kit=D04 in_force=DV-1 |
--            made soa_version title=S state=approved | made document title=F kit=D06 in_force=DV-1 |
--            made objective title=O state=active | made document title=H kit=D09 in_force=DV-1 |
--            made document title=I kit=D10 in_force=DV-1
-- test: breaks  made document_version title=V state=current |
--            made scope_statement title=S state=approved | made document title=B kit=D02 in_force=DV-1 |
--            made document title=C kit=D03 in_force=DV-1 | made document title=D kit=D04 |
--            made document title=E kit=D05 in_force=DV-1 | made document title=F kit=D06 in_force=DV-1 |
--            made objective title=O state=active | made document title=H kit=D09 in_force=DV-1 |
--            made document title=I kit=D10 in_force=DV-1 state=withdrawn => none none
