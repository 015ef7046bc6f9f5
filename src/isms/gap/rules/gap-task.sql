-- rule:      gap-task
-- title:     Every gap has a task that closes it
-- source:    ISO/IEC 27001:2022, 10.1
-- clause:    10.1
-- severity:  minor
-- subject:   gap_row
-- action:    new task about={code} kind=gap
-- fix:       Choose the gaps on the page of the analysis and make tasks of them, or lower the
--            target of the requirement and say why.
--
-- Only confirmed judgements count: what inference filled in may still turn out to be no gap. A
-- task that ended after the judgement is the business of gap-reassess.

SELECT r.id, '"' || r.title || '" is ' || r.gap || CASE r.gap WHEN 1 THEN ' step' ELSE ' steps' END
       || ' below its target, and no task closes the gap'
  FROM v_gap_row AS r
 WHERE r.gap > 0 AND NOT r.drafted
   AND NOT EXISTS (SELECT 1 FROM v_link AS l JOIN v_task AS t ON t.id = l.from_id
                    WHERE l.from_type = 'task' AND l.field = 'about' AND l.to_type = 'gap_row'
                      AND l.to_id = r.id AND t.state <> 'dropped')
 ORDER BY r.id;

-- test: meets   framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x | requirement ref=Q2 title=Two framework=x | gap_row
--            analysis=G-1 requirement=requirement/Q2 target_status=met status=met
-- test: meets   framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x | requirement ref=Q2 title=Two framework=x | gap_row
--            analysis=G-1 requirement=requirement/Q2 target_status=met status=partly | task
--            title=Do kind=gap about=GR-2
-- test: meets   framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x | requirement ref=Q2 title=Two framework=x | gap_row
--            analysis=G-1 requirement=requirement/Q2 target_status=met status=not-applicable
--            justification=None
-- test: breaks  framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x | requirement ref=Q2 title=Two framework=x | gap_row
--            analysis=G-1 requirement=requirement/Q2 target_status=met status=partly => GR-2
-- test: breaks  framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x | requirement ref=Q2 title=Two framework=x | gap_row
--            analysis=G-1 requirement=requirement/Q2 target_status=met status=partly | task
--            title=Do kind=gap about=GR-1 => GR-2
-- test: breaks  framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x | requirement ref=Q2 title=Two framework=x | gap_row
--            analysis=G-1 requirement=requirement/Q2 target_status=met status=partly | task
--            title=Do kind=gap about=GR-2 result=No | T-1 -> dropped => GR-2
