-- rule:      processes-named
-- title:     The processes the ISMS needs are named and owned
-- source:    ISO/IEC 27001:2022, 4.4
-- clause:    4.4
-- severity:  minor
-- subject:   none
-- action:    new asset type=process
-- fix:       Record the processes inside the scope as assets of the kind process, each with an
--            owner: those of the business, and those of the ISMS itself.
--
-- "The processes needed and their interactions": an auditor begins by asking for the list.

SELECT NULL, 'no process with an owner is in the register'
 WHERE NOT EXISTS (SELECT 1 FROM v_asset
                    WHERE type = 'process' AND owner_id IS NOT NULL AND state <> 'retired'
                      AND NOT drafted);

-- test: meets   person name=Ann | asset name=Ordering type=process owner=P-1
-- test: breaks  => none
-- test: breaks  asset name=Ordering type=process => none
-- test: breaks  person name=Ann | asset name=Server type=hardware owner=P-1 => none
-- test: breaks  person name=Ann | draft asset name=Ordering type=process owner=P-1 => none
