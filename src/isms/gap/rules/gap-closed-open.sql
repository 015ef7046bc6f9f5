-- rule:      gap-closed-open
-- title:     A closed gap analysis has judged every requirement
-- source:    ISO/IEC 27001:2022, 9.1
-- clause:    9.1
-- severity:  opportunity
-- subject:   gap_analysis
-- action:    edit
-- fix:       Open the analysis again, judge what is missing and confirm what was inferred.

SELECT g.id, '"' || g.title || '" is closed, but ' || count(*)
       || ' of its requirements were not judged by a person'
  FROM v_gap_analysis AS g
  JOIN v_gap_row AS r ON r.analysis_id = g.id
 WHERE g.state = 'closed' AND (r.status = 'not-assessed' OR r.drafted)
 GROUP BY g.id, g.title
 ORDER BY g.id;

-- test: meets   framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x
-- test: breaks  framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x | G-1 -> closed => G-1
