-- rule:      gap-owner
-- title:     Every open gap analysis has somebody who leads it
-- source:    ISO/IEC 27001:2022, 5.3
-- clause:    5.3
-- severity:  minor
-- subject:   gap_analysis
-- action:    edit owner
-- fix:       Name the person who leads the analysis.

SELECT g.id, 'nobody leads the gap analysis "' || g.title || '"'
  FROM v_gap_analysis AS g
 WHERE g.state = 'open' AND g.owner_id IS NULL
 ORDER BY g.id;

-- test: meets   person name=Ann | framework ref=x title=X | requirement ref=Q1 title=One framework=x
--            | gap_analysis title=Gap framework=x owner=P-1
-- test: meets   framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x | G-1 -> closed
-- test: breaks  framework ref=x title=X | requirement ref=Q1 title=One framework=x | gap_analysis
--            title=Gap framework=x => G-1
