-- rule:      soa-reason-record
-- title:     Reasons lead to the record that causes them
-- source:    ISO/IEC 27001:2022, 6.1.3 d)
-- clause:    6.1.3
-- severity:  opportunity
-- subject:   control
-- action:    new soa_reason control={code}
-- fix:       Name the control in the risk or obligation that needs it, or record an SoA reason
--            that names the record.
--
-- Words alone are a reason, but nobody notices when what they speak of is gone.

SELECT c.id, c.ref || ' ' || c.title || ' applies for reasons in words alone'
  FROM v_soa AS s
  JOIN v_control AS c ON c.id = s.control_id
 WHERE s.decision IN (1, 2) AND s.worded > 0 AND s.causes + s.linked = 0
 ORDER BY c.sort_key, c.id;

-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | soa_entry control=A.5.1 legal_reason=Law | obligation
--          title=GDPR controls=A.5.1
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | soa_entry control=A.5.1 decision=applicable
--          justification="Good practice" => A.5.1
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022 |
--          soa_entry control=A.5.1 legal_reason=Law | soa_reason control=A.5.2 kind=business
--          words=Custom => A.5.1 A.5.2
