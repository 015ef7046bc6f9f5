-- rule:      change-consequences
-- title:     Changes of the ISMS are planned with their consequences
-- source:    ISO/IEC 27001:2022, 6.3
-- clause:    6.3
-- severity:  minor
-- subject:   change_plan
-- action:    edit consequences
-- fix:       Write the purpose, what follows from the change, and how the ISMS stays whole
--            meanwhile.

SELECT c.id, 'the plan of "' || c.title || '" does not say ' || CASE WHEN c.purpose IS NULL
       THEN 'its purpose' WHEN c.consequences IS NULL THEN 'what follows from it'
       ELSE 'how the ISMS stays whole' END
  FROM v_change_plan AS c
 WHERE c.state <> 'cancelled' AND c.drafted = FALSE
   AND (c.purpose IS NULL OR c.consequences IS NULL OR c.integrity IS NULL)
 ORDER BY c.id;

-- test: meets   change_plan title=Move purpose=Rent consequences="Two sites for a month"
--            integrity="Old doors stay guarded"
-- test: breaks  change_plan title=Move purpose=Rent integrity="Old doors stay guarded" => CP-1
