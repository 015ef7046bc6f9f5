/* isms/leadership/clauses.c -- see clauses.h. */
#include "isms/leadership/clauses.h"

const struct clause clauses[] = {
	{ N_("Plan"), "4.1", "Understanding the organization and its context" },
	{ N_("Plan"), "4.2", "Needs and expectations of interested parties" },
	{ N_("Plan"), "4.3", "Scope of the ISMS" },
	{ N_("Plan"), "4.4", "Information security management system" },
	{ N_("Plan"), "5.1", "Leadership and commitment" },
	{ N_("Plan"), "5.2", "Policy" },
	{ N_("Plan"), "5.3", "Roles, responsibilities and authorities" },
	{ N_("Plan"), "6.1", "Actions to address risks and opportunities" },
	{ N_("Plan"), "6.2", "Objectives and planning to achieve them" },
	{ N_("Plan"), "6.3", "Planning of changes" },
	{ N_("Do"), "7.1", "Resources" },
	{ N_("Do"), "7.2", "Competence" },
	{ N_("Do"), "7.3", "Awareness" },
	{ N_("Do"), "7.4", "Communication" },
	{ N_("Do"), "7.5", "Documented information" },
	{ N_("Do"), "8.1", "Operational planning and control" },
	{ N_("Do"), "8.2", "Risk assessment" },
	{ N_("Do"), "8.3", "Risk treatment" },
	{ N_("Do"), "A", "Controls of Annex A" },
	{ N_("Check"), "9.1", "Monitoring, measurement, analysis, evaluation" },
	{ N_("Check"), "9.2", "Internal audit" },
	{ N_("Check"), "9.3", "Management review" },
	{ N_("Act"), "10.1", "Continual improvement" },
	{ N_("Act"), "10.2", "Nonconformity and corrective action" },
};
const size_t clauses_count = COUNT(clauses);

const struct clause *clause_find(const char *ref)
{
	for (size_t i = 0; ref && i < clauses_count; i++)
		if (strcmp(clauses[i].ref, ref) == 0)
			return &clauses[i];
	return NULL;
}
