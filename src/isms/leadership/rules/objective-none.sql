-- rule:      objective-none
-- title:     Objectives are established
-- source:    ISO/IEC 27001:2022, 6.2
-- clause:    6.2
-- severity:  major
-- subject:   none
-- action:    new objective
-- fix:       Record what information security is to reach, measurably, until when; or confirm
--            what was drafted.

SELECT NULL, 'no information security objective is recorded and confirmed'
 WHERE NOT EXISTS (SELECT 1 FROM v_objective WHERE state <> 'dropped' AND drafted = FALSE);

-- test: meets   objective title=Mail
-- test: breaks  => none
-- test: breaks  draft objective title=Mail => none
