-- rule:      soa-undecided
-- title:     Every control of Annex A is decided on
-- source:    ISO/IEC 27001:2022, 6.1.3 d)
-- clause:    6.1.3
-- severity:  major
-- subject:   control
-- action:    new soa_entry control={code}
-- fix:       Open the control in the Statement of Applicability and decide; or name it in the
--            risk or obligation that needs it.
--
-- A control is decided by its entry, or by what names it: a risk, an obligation, a reason of its
-- own. A decision that the program drafted is none until somebody confirms it.

SELECT c.id, c.ref || ' ' || c.title || ' is neither needed by anything nor excluded'
  FROM v_soa AS s
  JOIN v_control AS c ON c.id = s.control_id
 WHERE s.annex_a = 1 AND s.decision = 0
 ORDER BY c.sort_key, c.id;

-- test:    meets   framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022 |
--          control ref=A.5.3 title=Control framework=iso27001-2022 | control ref=A.5.4
--          title=Control framework=iso27001-2022 | control ref=A.5.5 title=Control
--          framework=iso27001-2022 | risk title=Fire treatment=modify controls=A.5.1 | obligation
--          title=GDPR controls=A.5.2 | soa_entry control=A.5.3 decision=excluded
--          justification="No such thing here" | soa_entry control=A.5.4 business_reason="Good
--          practice" | soa_reason control=A.5.5 kind=legal cause=O-1
-- test:    breaks  framework ref=iso27001-2022 title=ISO | control ref=A.5.1 title=Control
--          framework=iso27001-2022 | control ref=A.5.2 title=Control framework=iso27001-2022 |
--          risk title=Idea controls=A.5.1 | soa_entry control=A.5.2 owner= => A.5.1 A.5.2
