-- rule:      measure-drafted
-- title:     Measures drafted by the program are confirmed
-- source:    ISO/IEC 27001:2022, 8.1
-- clause:    8.1
-- severity:  minor
-- subject:   measure
-- action:    go /measures/{code} | Confirm it
-- fix:       Confirm the measure, or change it; until then it counts for nothing.

SELECT m.id, '"' || m.title || '" is a proposal that nobody has confirmed'
  FROM v_measure AS m
 WHERE m.drafted AND m.state <> 'retired'
 ORDER BY m.id;

-- test:    meets   measure title=Backup
-- test:    breaks  draft measure title=Backup => M-1
