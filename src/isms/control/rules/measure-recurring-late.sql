-- rule:      measure-recurring-late
-- title:     What recurs is carried out when it is due
-- source:    ISO/IEC 27001:2022, 8.1
-- clause:    8.1
-- severity:  minor
-- subject:   measure
-- action:    go /measures/{code} | Record it
-- fix:       Carry it out and press "Done" in the control calendar, or change its rhythm.

SELECT m.id, '"' || m.title || '" (' || m.recurrence || ') was due on ' || m.next_on
  FROM v_measure AS m
 WHERE m.next_on < :today
 ORDER BY m.id;

-- test:    meets   measure title=Review recurrence=monthly starts_on=2026-06-30 | M-1 -> in-place
--          | measure title=Old recurrence=monthly starts_on=2026-01-01 | measure title=Late
--          recurrence=monthly starts_on=2026-06-01 | M-3 -> in-place | occurrence measure=M-3
--          done_on=2026-06-20
-- test:    breaks  measure title=Review recurrence=monthly starts_on=2026-06-29 | M-1 -> in-place
--          | measure title=Late recurrence=monthly starts_on=2026-04-15 | M-2 -> in-place |
--          occurrence measure=M-2 done_on=2026-04-20 => M-1 M-2
