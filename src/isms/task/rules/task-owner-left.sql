-- rule:      task-owner-left
-- title:     Who is to do a task still works here
-- source:    ISO/IEC 27001:2022, 5.3, 8.1
-- clause:    8.1
-- severity:  minor
-- subject:   task
-- action:    edit owner
-- fix:       Hand the task to somebody who works here.

SELECT t.id, p.name || ', who is to do "' || t.title || '", has left'
  FROM v_task AS t
  JOIN v_person AS p ON p.id = t.owner_id
 WHERE t.state IN ('open', 'doing') AND p.state = 'left'
 ORDER BY t.id;

-- test: meets   person name=Ann | task title=Do owner=P-1
-- test: breaks  person name=Ann | task title=Do owner=P-1 | P-1 -> left => T-1
