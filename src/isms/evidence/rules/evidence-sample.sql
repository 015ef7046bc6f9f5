-- rule:      evidence-sample
-- title:     Samples say what they were drawn from
-- source:    ISO 19011:2018, A.6
-- clause:    9.1
-- severity:  opportunity
-- subject:   evidence
-- action:    edit sample_size
-- fix:       Say what the population is, how large it is, and which period it covers.

SELECT e.id, '"' || e.title || '" is a sample of ' || e.sample_size || ' of an unknown population'
  FROM v_evidence AS e
 WHERE e.state <> 'withdrawn' AND e.sample_size IS NOT NULL
   AND (e.population_size IS NULL OR trim(coalesce(e.population, '')) = '')
 ORDER BY e.id;

-- test: meets   evidence title=Leavers kind=note note=x sample_size=5 population_size=40
--            population=Leavers | evidence title=Log kind=note note=x
-- test: breaks  evidence title=Leavers kind=note note=x sample_size=5 population_size=40 => EV-1
