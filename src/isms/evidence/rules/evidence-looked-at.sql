-- rule:      evidence-looked-at
-- title:     Somebody looks at evidence that was collected
-- source:    ISO/IEC 27001:2022, 7.5.2 c), 9.1
-- clause:    7.5.2
-- severity:  opportunity
-- subject:   evidence
-- action:    go /evidence/{code} | Look at it
-- fix:       Look whether it shows what it is to show; accept it as valid, or withdraw it.

SELECT e.id, '"' || e.title || '" was collected on ' || e.collected_on || ' and nobody has accepted it'
  FROM v_evidence AS e
 WHERE e.state = 'draft' AND e.collected_on < date(:today, '-30 days')
 ORDER BY e.id;

-- test: meets   evidence title=New kind=note note=x collected_on=2026-06-20 | evidence title=Old
--            kind=note note=x collected_on=2026-01-01 | EV-2 -> valid
-- test: breaks  evidence title=Old kind=note note=x collected_on=2026-01-01 => EV-1
