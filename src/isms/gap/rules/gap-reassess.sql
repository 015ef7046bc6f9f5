-- rule:      gap-reassess
-- title:     A closed gap is judged again
-- source:    ISO/IEC 27001:2022, 10.1
-- clause:    10.1
-- severity:  opportunity
-- subject:   gap_row
-- action:    edit status
-- fix:       Look at the requirement again, and record the status and maturity that the task has
--            led to.
--
-- The task ended, but the judgement is older than its end.

SELECT r.id, '"' || r.title || '" was judged before "' || max(t.title) || '" was done: judge it again'
  FROM v_gap_row AS r
  JOIN v_link AS l ON l.to_type = 'gap_row' AND l.to_id = r.id AND l.from_type = 'task'
   AND l.field = 'about'
  JOIN v_task AS t ON t.id = l.from_id AND t.state = 'done'
 WHERE r.gap > 0 AND t.updated_at >= r.judged_at
 GROUP BY r.id, r.title
 ORDER BY r.id;

-- test: meets   framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x | requirement ref=Q2 title=Two framework=x | gap_row
--            analysis=G-1 requirement=requirement/Q2 target_status=met status=partly | task
--            title=Do kind=gap about=GR-2
-- test: breaks  framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x | requirement ref=Q2 title=Two framework=x | gap_row
--            analysis=G-1 requirement=requirement/Q2 target_status=met status=partly | task
--            title=Do kind=gap about=GR-2 result=Done | T-1 -> done => GR-2
