/* isms/knowledge/labels.c -- what kinds, sections, columns and values are called. */
#include "isms/knowledge/library.h"

static const struct {
	const char *name, *one, *several;
} kinds[] = {
	{ "asset_types", N_("Asset type"), N_("Asset types") },
	{ "audit_questions", N_("Question of a certification audit"),
	  N_("Questions of a certification audit") },
	{ "bia_impacts", N_("Continuity impact"), N_("Continuity impacts") },
	{ "control", N_("Control"), N_("Controls") },
	{ "document", N_("Document"), N_("Document kit") },
	{ "incident_types", N_("Incident type"), N_("Incident types") },
	{ "issues", N_("Context issue"), N_("Context issues") },
	{ "lesson", N_("Lesson"), N_("Awareness lessons") },
	{ "mandatory", N_("Document asked for"), N_("Documents the standard asks for") },
	{ "measure", N_("Measure"), N_("Measures") },
	{ "obligations", N_("Obligation"), N_("Obligations") },
	{ "parties", N_("Interested party"), N_("Interested parties") },
	{ "playbook", N_("Playbook"), N_("Incident playbooks") },
	{ "preset", N_("Starting point"), N_("Starting points") },
	{ "questionnaire", N_("Supplier questionnaire"), N_("Supplier questionnaires") },
	{ "role", N_("Role"), N_("Roles of an ISMS") },
	{ "scenario", N_("Risk scenario"), N_("Risk scenarios") },
	{ "step", N_("Project step"), N_("Steps of an ISMS project") },
	{ "threat_controls", N_("Threat and control"), N_("Threats and their controls") },
	{ "threats", N_("Threat"), N_("Threats") },
	{ "vulnerabilities", N_("Vulnerability"), N_("Vulnerabilities") },
};

/* Names whose label is not just the name with blanks. */
static const struct {
	const char *name, *label;
} labels[] = {
	{ "maturity-1", N_("Maturity 1: done by chance") },
	{ "maturity-3", N_("Maturity 3: defined and done everywhere") },
	{ "maturity-5", N_("Maturity 5: measured and improved") },
	{ "small-cloud", N_("Small company in the cloud") },
	{ "medium-own", N_("Medium company with own servers") },
	{ "regulated", N_("Regulated enterprise") },
	{ "questions", N_("Audit questions") },
	{ "failures", N_("Common failures") },
	{ "measures", N_("Worth measuring") },
	{ "outsourced", N_("When a provider does it") },
	{ "gap-tasks", N_("Tasks to close the gap") },
	{ "uncertain", N_("What is uncertain") },
	{ "summary", N_("What must be true") },
	{ "why", N_("Why it matters") },
	{ "small", N_("Small organisation") },
	{ "medium", N_("Medium organisation") },
	{ "large", N_("Large organisation") },
	{ "documented", N_("Documented information") },
	{ "nonconformities", N_("Typical nonconformities") },
	{ "nonconformity", N_("Typical nonconformity") },
	{ "how", N_("How to meet it") },
	{ "do", N_("What to do") },
	{ "output", N_("What exists afterwards") },
	{ "first-hour", N_("The first hour") },
	{ "do-not", N_("What not to do") },
	{ "after", N_("Afterwards") },
	{ "signs", N_("Signs") },
	{ "need", N_("Information need") },
	{ "base", N_("Base measures") },
	{ "function", N_("How the indicator is made") },
	{ "decision", N_("Decision criterion") },
	{ "traps", N_("How it misleads") },
	{ "drivers", N_("What moves the likelihood") },
	{ "ranges", N_("Reasoning behind the ranges") },
	{ "quiz", N_("Quiz") },
	{ "bsi", N_("Nearest threat of the BSI") },
	{ "with_isms", N_("With an ISMS") },
	{ "is_new", N_("New in this edition") },
	{ "control_type", N_("Control type") },
	{ "properties", N_("Information security properties") },
	{ "concepts", N_("Cybersecurity concepts") },
	{ "capabilities", N_("Operational capabilities") },
	{ "domains", N_("Security domains") },
	{ "for", N_("Fulfils") },
	{ "who", N_("Caused by") },
	{ "loss", N_("Loss per event, thousand euro") },
	{ "frequency", N_("Frequency") },
	{ "effort", N_("Person-days, small / medium / large") },
	{ "clause", N_("Clauses") },
	{ "serves", N_("Clauses and controls") },
	{ "stage", N_("Stage of certification") },
	{ "stage-1", N_("Certification, stage 1") },
	{ "stage-2", N_("Certification, stage 2") },
	{ "application", N_("Certification, application") },
	{ "surveillance", N_("Surveillance audit") },
	{ "recertification", N_("Recertification audit") },
	{ "transfer", N_("Transfer to another body") },
	{ "look", N_("What to look at") },
	{ "finding", N_("What is written down when it is not so") },
	{ "not-with", N_("Never the same person as") },
	{ "time", N_("Time needed, by size") },
	{ "competence", N_("Competence and its evidence") },
	{ "conflicts", N_("Conflicts of interest") },
};

const char *library_label(struct arena *a, const char *name)
{
	char *text;

	for (size_t i = 0; i < COUNT(labels); i++)
		if (strcmp(labels[i].name, name) == 0)
			return labels[i].label;
	text = arena_text(a, name);
	for (char *p = text; *p; p++)
		if (*p == '_' || *p == '-')
			*p = ' ';
	text[0] = (char)toupper((unsigned char)text[0]);
	return text;
}

const char *library_kind_label(struct arena *a, const char *kind, bool several)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].name, kind) == 0)
			return several ? kinds[i].several : kinds[i].one;
	return library_label(a, kind);
}
