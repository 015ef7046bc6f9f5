-- rule:      task-owner
-- title:     Every open task has somebody who does it
-- source:    ISO/IEC 27001:2022, 6.2 i), 8.1
-- clause:    8.1
-- severity:  minor
-- subject:   task
-- action:    edit owner
-- fix:       Name who does the task, or drop it and say why.

SELECT t.id, 'nobody is to do "' || t.title || '"'
  FROM v_task AS t
 WHERE t.state IN ('open', 'doing') AND t.owner_id IS NULL
 ORDER BY t.id;

-- test: meets   person name=Ann | task title=Do owner=P-1 | task title=Old result=No | T-2 -> dropped
-- test: breaks  person name=Ann | task title=Do owner=P-1 | task title=Undo => T-2
