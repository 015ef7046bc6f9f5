-- rule:      document-round-overdue
-- title:     Approvers decide in time
-- source:    ISO/IEC 27001:2022, 7.5.2 c)
-- clause:    7.5.2
-- severity:  minor
-- subject:   document
-- action:    go /documents/{code} | See the round
-- fix:       Ask the approvers, or stop the round and ask somebody who has the time.

SELECT d.id, p.name || ' was to decide on "' || d.title || '" until ' || a.due
  FROM v_document AS d
  JOIN v_link AS l ON l.to_type = 'document' AND l.to_id = d.id AND l.from_type = 'approval'
                  AND l.field = 'subject'
  JOIN v_approval AS a ON a.id = l.from_id
  JOIN v_person AS p ON p.id = a.approver_id
 WHERE d.state = 'in-review' AND a.state = 'asked' AND a.due < :today
 ORDER BY d.id, a.id;

-- test: meets   person name=Ann | person name=Bob | document title=A body=Text owner=P-1 approvers=P-2 |
--            approval subject=DOC-1 approver=P-2 due=2026-06-30 | DOC-1 -> in-review
-- test: breaks  person name=Ann | person name=Bob | document title=A body=Text owner=P-1 approvers=P-2 |
--            approval subject=DOC-1 approver=P-2 due=2026-06-29 | DOC-1 -> in-review => DOC-1
