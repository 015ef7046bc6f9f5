-- rule:      gap-owner-left
-- title:     Gaps belong to somebody who works here
-- source:    ISO/IEC 27001:2022, 5.3
-- clause:    5.3
-- severity:  minor
-- subject:   gap_row
-- action:    edit owner
-- fix:       Give the requirement to somebody who works here.

SELECT r.id, p.name || ', owner of "' || r.title || '", has left'
  FROM v_gap_row AS r
  JOIN v_person AS p ON p.id = r.owner_id
 WHERE r.gap > 0 AND p.state = 'left'
 ORDER BY r.id;

-- test: meets   person name=Ann | framework ref=x title=X | requirement ref=Q1 title=One framework=x
--            | gap_analysis title=Gap framework=x | requirement ref=Q2 title=Two framework=x |
--            gap_row analysis=G-1 requirement=requirement/Q2 target_status=met status=partly
--            owner=P-1
-- test: meets   person name=Ann | framework ref=x title=X | requirement ref=Q1 title=One framework=x
--            | gap_analysis title=Gap framework=x | requirement ref=Q2 title=Two framework=x |
--            gap_row analysis=G-1 requirement=requirement/Q2 target_status=met status=met
--            owner=P-1 | P-1 -> left
-- test: breaks  person name=Ann | framework ref=x title=X | requirement ref=Q1 title=One framework=x
--            | gap_analysis title=Gap framework=x | requirement ref=Q2 title=Two framework=x |
--            gap_row analysis=G-1 requirement=requirement/Q2 target_status=met status=partly
--            owner=P-1 | P-1 -> left => GR-2
