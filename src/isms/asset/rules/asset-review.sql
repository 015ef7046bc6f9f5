-- rule:      asset-review
-- title:     The inventory is kept up to date
-- source:    ISO/IEC 27001:2022, A.5.9
-- clause:    A.5.9
-- severity:  opportunity
-- subject:   asset
-- action:    edit reviewed_on
-- fix:       Look whether the asset is still there, who owns it and what it needs; then set
--            the date.
--
-- An asset counts as reviewed on the day it was recorded. The yearly rhythm is ours.

SELECT a.id, '"' || a.name || '" was last looked at on '
       || coalesce(a.reviewed_on, substr(a.created_at, 1, 10))
  FROM v_asset AS a
 WHERE a.state <> 'retired'
   AND coalesce(a.reviewed_on, substr(a.created_at, 1, 10))
       < CAST(CAST(substr(:today, 1, 4) AS INTEGER) - 1 AS TEXT) || substr(:today, 5)
 ORDER BY a.id;

-- test: meets   asset name=Server type=hardware reviewed_on=2025-06-30 | asset name=Laptop
--            type=hardware
-- test: breaks  asset name=Server type=hardware reviewed_on=2025-06-29 => A-1
