/*
 * isms/document/live_names.c -- every placeholder there is. content/documents/README.md tells the
 * authors of the kit the same names; a test compares the two.
 */
#include "isms/document/live.h"

#define OF_PROFILE(n, s) { .name = (n), .kind = LIVE_VALUE, .says = (s), .get = live_profile, \
	.fill = N_("the organisation profile"), .href = "/profiles", .type = "profile" }
#define OF_DOC(n, s) { .name = (n), .kind = LIVE_VALUE, .says = (s), .get = live_document }
#define ROLE(n, s, ref) { .name = "role." n, .kind = LIVE_VALUE, .says = (s), .get = live_role, \
	.type = "isms_role", .filter = (ref) }
#define COUNTED(n, a, s, t, f) { .name = "count." n, .alias = (a), .kind = LIVE_VALUE, \
	.says = (s), .get = live_count, .type = (t), .filter = (f) }
#define LIST(n, a, s, t, col, f) { .name = "list." n, .alias = (a), .kind = LIVE_LIST, \
	.says = (s), .get = live_records, .type = (t), .columns = (col), .filter = (f) }
#define TABLE(n, s, t, col, f) { .name = "table." n, .kind = LIVE_TABLE, .says = (s), \
	.get = live_records, .type = (t), .columns = (col), .filter = (f) }
#define CONDITION(n, s) { .name = (n), .kind = LIVE_IF, .says = (s), .get = live_condition }

const struct live_name live_names[] = {
	/* organisation and document */
	{ .name = "org.name", .alias = "organisation", .kind = LIVE_VALUE, .get = live_org_name,
	    .says = N_("Name of the organisation") },
	OF_PROFILE("org.address", N_("Address of the seat")),
	OF_PROFILE("org.activities", N_("What the organisation does")),
	{ .name = "org.sites", .kind = LIVE_VALUE, .get = live_names_of, .type = "asset",
	    .says = N_("Names of the sites"), .filter = "type=site",
	    .fill = N_("assets of type site"), .href = "/assets?type=site" },
	{ .name = "org.staff_count", .kind = LIVE_VALUE, .get = live_staff, .type = "person",
	    .says = N_("Number of persons"), .fill = N_("the organisation profile"),
	    .href = "/profiles" },
	OF_PROFILE("org.report_channel", N_("Where staff report events")),
	OF_PROFILE("org.public_contact", N_("Address for reports from outside")),
	OF_DOC("doc.id", N_("Code of this document")),
	OF_DOC("doc.title", N_("Title of this document")),
	OF_DOC("doc.version", N_("Number of this version")),
	OF_DOC("doc.classification", N_("Classification of this document")),
	OF_DOC("doc.approved_on", N_("Day of the last approval")),
	OF_DOC("doc.approved_by", N_("Who approved it")),
	OF_DOC("doc.next_review", N_("Day of the next review")),
	{ .name = "today", .kind = LIVE_VALUE, .get = live_today,
	    .says = N_("The day it is shown or published") },
	/* scope */
	{ .name = "isms.scope", .alias = "scope", .kind = LIVE_VALUE, .get = live_scope,
	    .says = N_("Wording of the scope"), .fill = N_("a scope statement that is approved"),
	    .href = "/scope_statements", .type = "scope_statement", .filter = "state=approved" },
	{ .name = "isms.exclusions", .kind = LIVE_TABLE, .get = live_scope_lines,
	    .says = N_("What is outside the scope"), .columns = "Outside|Why that is safe",
	    .type = "scope_statement", .filter = "state=approved" },
	{ .name = "isms.interfaces", .kind = LIVE_TABLE, .get = live_scope_lines,
	    .says = N_("Interfaces of the scope"),
	    .columns = "Interface|What crosses, and what rules it",
	    .type = "scope_statement", .filter = "state=approved" },
	/* risk */
	{ .name = "risk.scale_table", .alias = "risk-criteria", .kind = LIVE_TABLE,
	    .says = N_("Both scales"), .get = live_scales, .columns = "Scale|Step|Name|Meaning" },
	{ .name = "risk.matrix_table", .kind = LIVE_TABLE, .get = live_matrix,
	    .says = N_("Level of each pair of likelihood and consequence") },
	{ .name = "risk.acceptance_level", .kind = LIVE_VALUE, .get = live_acceptable,
	    .says = N_("Highest level that may be kept without measures") },
	{ .name = "risk.acceptance_table", .kind = LIVE_TABLE, .get = live_levels,
	    .says = N_("What each level asks for"), .columns = "Level|Judgement|What has to happen" },
	{ .name = "risk.method_version", .kind = LIVE_VALUE, .get = live_method,
	    .says = N_("Criteria in force") },
	{ .name = "risk.assessed_on", .kind = LIVE_VALUE, .get = live_last, .type = "risk",
	    .says = N_("Latest day on which a risk was reviewed"), .columns = "reviewed_on",
	    .fill = N_("the day of the last review, in a risk"), .href = "/risks" },
	/* roles */
	ROLE("top_management", N_("Top management"), "ref=ROLE-TOP&state=active"),
	ROLE("isms_manager", N_("ISMS manager"), "ref=ROLE-CISO&state=active"),
	ROLE("it_manager", N_("IT manager"), "ref=ROLE-IT&state=active"),
	ROLE("development_lead", N_("Development lead"), "ref=ROLE-DEV&state=active"),
	ROLE("hr_manager", N_("HR manager"), "ref=ROLE-HR&state=active"),
	ROLE("privacy_officer", N_("Privacy officer"), "ref=ROLE-DPO&state=active"),
	ROLE("legal", N_("Legal"), "ref=ROLE-LEGAL&state=active"),
	ROLE("procurement", N_("Procurement"), "ref=ROLE-SUPPLIER&state=active"),
	ROLE("facility_manager", N_("Facility manager"), "ref=ROLE-SITE&state=active"),
	ROLE("incident_manager", N_("Incident manager"), "ref=ROLE-INCIDENT&state=active"),
	ROLE("continuity_manager", N_("Continuity manager"), "ref=ROLE-CONTINUITY&state=active"),
	ROLE("internal_auditor", N_("Internal auditor"), "ref=ROLE-AUDIT&state=active"),
	ROLE("communications", N_("Communications"), NULL),
	ROLE("risk_owner", N_("Risk owner"), NULL),
	ROLE("asset_owner", N_("Asset owner"), NULL),
	ROLE("control_owner", N_("Control owner"), NULL),
	ROLE("process_owner", N_("Process owner"), NULL),
	ROLE("line_manager", N_("Line manager"), NULL),
	LIST("roles", "roles", N_("Roles of the ISMS with their holders"), "isms_role",
	    "name|holders", "state=active"),
	/* figures */
	COUNTED("assets", "assets:count", N_("Number of assets in use"), "asset", "state=in-use"),
	COUNTED("risks", "risks:count", N_("Number of risks that are not closed"), "risk",
	    "state!=closed"),
	COUNTED("obligations", "obligations:count", N_("Number of obligations"), "obligation",
	    NULL),
	COUNTED("documents", "documents:count", N_("Number of documents in force"), "document",
	    "state!=withdrawn&in_force!="),
	COUNTED("measures", "measures:count", N_("Number of measures in place"), "measure",
	    "state=in-place"),
	COUNTED("people", "people:count", N_("Number of people in the directory"), "person",
	    "state=active"),
	{ .name = "soa.applicable", .alias = "soa:applicable", .kind = LIVE_VALUE,
	    .get = live_soa_count, .type = "control",
	    .says = N_("Number of applicable controls of Annex A") },
	{ .name = "soa.excluded", .alias = "soa:excluded", .kind = LIVE_VALUE,
	    .get = live_soa_count, .type = "control",
	    .says = N_("Number of excluded controls of Annex A") },
	/* lists */
	LIST("issues", NULL, N_("Internal and external issues"), "context_issue", "title|side",
	    NULL),
	LIST("parties", "parties", N_("Requirements of interested parties that are taken on"),
	    "party_need", "party|title", "treated!=no"),
	LIST("obligations", "obligations", N_("Legal and contractual duties"), "obligation",
	    "title|kind", NULL),
	LIST("objectives", "objectives", N_("Security objectives"), "objective", "title|due",
	    "state=active"),
	LIST("processes", NULL, N_("Business processes in scope"), "asset", "name", "type=process"),
	{ .name = "list.assets", .kind = LIVE_LIST, .get = live_groups, .type = "asset",
	    .says = N_("Groups of assets in use, with their number"), .columns = "type",
	    .filter = "state=in-use" },
	LIST("risks", NULL, N_("Risks with their level"), "risk", "title|level", "state!=closed"),
	LIST("controls", NULL, N_("Own measures beside the controls of Annex A"), "measure",
	    "title", "controls="),
	LIST("suppliers", NULL, N_("Suppliers"), "asset", "name", "type=supplier"),
	LIST("policies", NULL, N_("Topic policies in force"), "document", "title|number",
	    "kind=policy&state!=withdrawn&in_force!="),
	LIST("documents", "documents", N_("Documents in force"), "document", "title|number",
	    "state!=withdrawn&in_force!="),
	/* tables */
	TABLE("issues", N_("Internal and external issues"), "context_issue",
	    "Issue=title|Inside or outside=side|It brings=brings|What it means=effect"
	    "|Watched by=owner|Date=reviewed_on", NULL),
	TABLE("parties", N_("Interested parties and what they require"), "party_need",
	    "Party=party|Requirement=title|Taken on=treated|How met=how|Last check=reviewed_on",
	    NULL),
	TABLE("obligations", N_("Legal and contractual duties"), "obligation",
	    "Source=title|Kind=kind|Demand=duty|Responsible=owner|Last check=reviewed_on", NULL),
	TABLE("processes", N_("Business processes"), "asset",
	    "Process=name|Owner=owner|Unit=unit|Availability=availability", "type=process"),
	{ .name = "table.raci", .kind = LIVE_TABLE, .get = live_raci, .type = "raci",
	    .says = N_("Who does, answers, is asked and is told"),
	    .columns = "Task|Does|Answers|Is asked|Is told" },
	TABLE("objectives", N_("Security objectives"), "objective",
	    "Objective=title|Source=why|Start=start|Target=target|Current value=current|Date=due"
	    "|Owner=owner|Means=resources|Activities=plan|Judged by=evaluated", "state=active"),
	TABLE("assets", N_("Asset register"), "asset",
	    "Asset=name|Type=type|Owner=owner|Place=location|Class=classification"
	    "|C=confidentiality|I=integrity|A=availability", "state=in-use"),
	TABLE("risks", N_("Risk register"), "risk",
	    "Risk=title|Owner=owner|Likelihood=likelihood|Consequence=consequence|Level=level"
	    "|Reason=rationale|Controls=controls|Decision=treatment", "state!=closed"),
	TABLE("treatment_plan", N_("Actions of the risk treatment plan"), "task",
	    "Risk=about|Action=title|Owner=owner|Due=due|Resources=resources|State=state",
	    "kind=treatment"),
	TABLE("residual_risks", N_("Risks before and after treatment"), "risk",
	    "Risk=title|Level before=level|Level after=residual_level|Owner=owner",
	    "residual_level!="),
	TABLE("acceptances", N_("Accepted risks"), "risk",
	    "Risk=title|Level=level|Accepted by=owner|Valid until=accepted_until"
	    "|Conditions=rationale",
	    "treatment=retain"),
	{ .name = "table.soa", .kind = LIVE_TABLE, .get = live_soa, .type = "control",
	    .says = N_("Statement of Applicability"),
	    .columns = "Control|Title|Decision|Reason|State" },
	TABLE("competence", N_("Competence per role"), NULL,
	    "Role|Holder|Requirement|Proof|Gap|Measure|Effect", NULL),
	TABLE("training", N_("Trainings held"), NULL,
	    "Training|Group|Date|Invited|Took part|Passed", NULL),
	TABLE("communication", N_("Communication plan"), NULL,
	    "Subject|Party|When|Who|Channel", NULL),
	TABLE("resources", N_("Budget and resources"), NULL,
	    "Line|Hours|Cost planned|Cost so far|Decision", NULL),
	TABLE("documents", N_("List of documents"), "document",
	    "Number=code|Title=title|Type=kind|Version=number|Owner=owner|Published=published_on"
	    "|Next review=next_review|Class=classification", "state!=withdrawn&in_force!="),
	TABLE("external_documents", N_("Documents of others"), NULL,
	    "Title|Publisher|Edition|Place|Watcher|Last check|Used by", NULL),
	TABLE("policies", N_("Policies in force"), "document",
	    "Policy=title|Owner=owner|Version=number|Published=published_on"
	    "|Next review=next_review", "kind=policy&state!=withdrawn&in_force!="),
	TABLE("tasks", N_("Tasks"), "task",
	    "Task=title|Owner=owner|Due=due|Ended=done_on|State=state", NULL),
	TABLE("measures", N_("Measures of the measurement plan"), NULL,
	    "Measure|Target|Last values|Judgement", NULL),
	TABLE("audit_programme", N_("Audit programme"), NULL,
	    "Audit|Criteria|Scope|Planned|Held|Auditors|Report", NULL),
	TABLE("audit_findings", N_("Findings of audits"), NULL,
	    "Audit|Finding|Criterion|Class|Owner|Due|State", NULL),
	TABLE("management_review", N_("Decisions of management reviews"), NULL,
	    "Date|Chair|Decision|Owner|Due|State", NULL),
	TABLE("nonconformities", N_("Nonconformities"), NULL,
	    "Number|Found|Source|Requirement|Class|Owner|State", NULL),
	TABLE("corrective_actions", N_("Corrective actions"), NULL,
	    "Case|Cause|Action|Due|Done|Success criterion|Effective|Checked by", NULL),
	TABLE("improvements", N_("Improvements"), "task",
	    "Entry=title|Owner=owner|Due=due|Result=result|State=state", "kind=improvement"),
	TABLE("isms_changes", N_("Changes of the ISMS"), "change_plan",
	    "Change=title|Purpose=purpose|Carried out by=owner|Due=due|State=state|Result=result",
	    NULL),
	TABLE("changes", N_("Changes of systems"), NULL,
	    "Ticket|Change|Class|Approver|Date|Result", NULL),
	TABLE("incidents", N_("Incidents"), NULL,
	    "Number|Kind|Severity|Detected|Contained|Closed|Notifications", NULL),
	TABLE("vulnerabilities", N_("Vulnerabilities"), NULL,
	    "Identifier|Systems|Class|Deadline|State|Proof", NULL),
	TABLE("exceptions", N_("Exceptions"), NULL,
	    "Rule|Who or what|Measure|Decided by|Until", NULL),
	TABLE("suppliers", N_("Suppliers"), "asset",
	    "Supplier=name|Service=description|Owner=owner|Class=classification"
	    "|Last assessed=reviewed_on", "type=supplier"),
	TABLE("access_reviews", N_("Access reviews"), NULL,
	    "System|Date|Owner|Reviewed|Removed|Finished", NULL),
	TABLE("backups", N_("Backups"), NULL,
	    "System|Class|Tolerable loss|Recovery time|Copies|Last test", NULL),
	TABLE("restore_tests", N_("Restore tests"), NULL,
	    "System|Date|Target time|Reached time|Result", NULL),
	TABLE("recovery", N_("Order of recovery"), NULL,
	    "Order|Service|Longest outage|Tolerable loss|Reached|Lead", NULL),
	TABLE("retention", N_("Retention periods"), NULL,
	    "Kind of record|Period|Starts with|Reason|Place|Method", NULL),
	TABLE("disposals", N_("Disposals"), NULL, "Date|Device|Method|Proof|Recipient", NULL),
	TABLE("log_sources", N_("Sources of logs"), NULL,
	    "Source|Events|Store|Retention|Reader|Last delivery", NULL),
	TABLE("tests", N_("Security tests"), NULL,
	    "Subject|Version|Date|Tester|Open findings|Decision", NULL),
	TABLE("processing", N_("Processing of personal data"), NULL,
	    "Processing|Purpose|Legal basis|Persons|Data|Recipients|Transfers|Deletion|Measures",
	    NULL),
	TABLE("ai_uses", N_("Uses of AI"), NULL,
	    "Use|Tool|Owner|Highest class|Legal class|Last sample", NULL),
	TABLE("transfers", N_("Transfers of information"), NULL,
	    "Partner|Content|Class|Way|Owner|Agreement|Confirmed", NULL),
	/* conditions */
	CONDITION("has.own_development", N_("Software is written or changed by own people")),
	CONDITION("has.outsourced_development", N_("Software is written by others to our order")),
	CONDITION("has.own_servers", N_("Servers run on own or rented floor space")),
	CONDITION("has.premises", N_("There are offices or other rooms of our own or rented")),
	CONDITION("has.remote_work", N_("People work outside the premises")),
	CONDITION("has.cloud", N_("Cloud services hold our information or carry our services")),
	CONDITION("has.personal_data", N_("Personal data is processed under a law such as the GDPR")),
	CONDITION("has.processor_role", N_("Personal data is processed on behalf of customers")),
	CONDITION("has.suppliers_critical", N_("At least one supplier is critical")),
	CONDITION("has.byod", N_("Private devices are allowed for work")),
	CONDITION("uses.ai", N_("AI tools or AI functions are used or built")),
	CONDITION("is.nis2", N_("The organisation falls under the NIS 2 directive")),
	{ 0 }
};

static bool is(struct str s, const char *name)
{
	return name && s.n == strlen(name) && memcmp(s.p, name, s.n) == 0;
}

const struct live_name *live_find(struct str name)
{
	for (const struct live_name *n = live_names; n->name; n++)
		if (is(name, n->name) || is(name, n->alias))
			return n;
	return NULL;
}
