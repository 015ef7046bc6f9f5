-- rule:      issue-effect
-- title:     Issues say what they mean for the ISMS
-- source:    ISO/IEC 27001:2022, 4.1, 6.1.1
-- clause:    4.1
-- severity:  minor
-- subject:   context_issue
-- action:    edit effect
-- fix:       Write what follows for the ISMS, or name the risks, objectives or controls that
--            answer the issue.

SELECT i.id, 'nothing says what "' || i.title || '" means for the ISMS'
  FROM v_context_issue AS i
 WHERE i.drafted = FALSE AND i.effect IS NULL
   AND NOT EXISTS (SELECT 1 FROM v_link AS l WHERE l.from_type = 'context_issue'
                    AND l.from_id = i.id AND l.field IN ('risks', 'objectives', 'controls'))
 ORDER BY i.id;

-- test: meets   context_issue title=Fraud effect="Call-back rule" | risk title=Fraud |
--            context_issue title=Deceit risks=R-1 | draft context_issue title=Idea
-- test: breaks  context_issue title=Fraud | context_issue title=Growth effect="More joiners" =>
--            CI-1
