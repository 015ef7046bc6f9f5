/* isms/start/answers.c -- the questions of the start and the record that holds their answers. */
#include "isms/knowledge/library.h"
#include "isms/start/start.h"
#include "record/program.h"

#define NONE { "none", N_("None of these"), NULL, NULL }

static const struct item sizes[] = {
	{ "1-10", N_("Up to 10 people"), NULL, NULL },
	{ "11-50", N_("11 to 50"), NULL, NULL },
	{ "51-250", N_("51 to 250"), NULL, NULL },
	{ "251-1000", N_("251 to 1,000"), NULL, NULL },
	{ "over-1000", N_("More than 1,000"), NULL, NULL },
	{ 0 }
};
static const struct item works[] = {
	{ "own-development", N_("Develop software ourselves"), NULL, NULL },
	{ "outsourced-development", N_("Have software developed by others"), NULL, NULL },
	{ "cloud", N_("Use cloud services"), NULL, NULL },
	{ "own-servers", N_("Run servers in own rooms"), NULL, NULL },
	{ "remote-work", N_("Work from home or on the road"), NULL, NULL },
	{ "own-devices", N_("Work on private computers or phones"), NULL, NULL },
	{ "ai", N_("Use AI assistants or build with AI"), NULL, NULL },
	{ "production", N_("Control machines, plants or networks of supply"), NULL, NULL },
	{ "no-offices", N_("Have no offices of our own"), NULL, NULL },
	NONE, { 0 }
};
static const struct item kinds_of_data[] = {
	{ "personal", N_("Personal data"), NULL, NULL },
	{ "special", N_("Health and other sensitive personal data"), NULL, NULL },
	{ "card-payments", N_("Payment cards"), NULL, NULL },
	{ "trade-secrets", N_("Own designs, recipes, source code"), NULL, NULL },
	{ "clients-secrets", N_("Secrets of clients"), NULL, NULL },
	{ "classified", N_("Information classified by a state"), NULL, NULL },
	NONE, { 0 }
};
static const struct item laws[] = {
	{ "nis2", N_("NIS 2: important or essential entity"), NULL, NULL },
	{ "critical", N_("Operator of critical infrastructure"), NULL, NULL },
	{ "dora", N_("DORA: financial entity"), NULL, NULL },
	{ "cra", N_("Products with digital elements on the market"), NULL, NULL },
	{ "health", N_("Professional secrecy, such as health care or law"), NULL, NULL },
	{ "automotive", N_("Supplier of vehicle makers"), NULL, NULL },
	{ "public", N_("Public body"), NULL, NULL },
	{ "group", N_("Rules of a parent group"), NULL, NULL },
	NONE, { 0 }
};
static const struct item demands[] = {
	{ "certificate", N_("Ask for a certificate"), NULL, NULL },
	{ "questionnaires", N_("Send security questionnaires"), NULL, NULL },
	{ "audit-rights", N_("May audit us"), NULL, NULL },
	{ "incident-notice", N_("Must be told of incidents within hours"), NULL, NULL },
	{ "availability", N_("Have been promised availability"), NULL, NULL },
	{ "processor", N_("Let us process personal data for them"), NULL, NULL },
	NONE, { 0 }
};
static const struct item yes_no[] = {
	{ "yes", N_("Yes"), NULL, NULL }, { "no", N_("No"), NULL, NULL }, { 0 }
};
static const struct item goals[] = {
	{ "certificate", N_("Be certified"), NULL, NULL },
	{ "customers", N_("Satisfy customers without a certificate"), NULL, NULL },
	{ "law", N_("Meet a law"), NULL, NULL },
	{ "order", N_("Bring order into information security"), NULL, NULL },
	{ 0 }
};
static const struct item keys[] = {
	{ "preset", N_("Starting point"), NULL, NULL }, { "size", N_("Size"), NULL, NULL },
	{ "product", N_("What is done"), NULL, NULL },
	{ "work", N_("How work is done"), NULL, NULL },
	{ "sites", N_("Sites"), NULL, NULL }, { "data", N_("Information"), NULL, NULL },
	{ "law", N_("Law"), NULL, NULL }, { "suppliers", N_("Suppliers"), NULL, NULL },
	{ "customers", N_("Customers"), NULL, NULL }, { "climate", N_("Climate"), NULL, NULL },
	{ "goal", N_("Goal"), NULL, NULL }, { "people", N_("People"), NULL, NULL }, { 0 }
};

const struct start_question start_questions[START_QUESTIONS] = {
    {"preset", N_("What kind of organisation is it?"),
	N_("The starting point brings scope wording, issues, parties, assets, scenarios and "
	   "documents. Take the nearest; all of it can be changed."),
	{"preset"}},
    {"size", N_("How many people work for it?"),
	N_("Says which roles are worth a person of their own, and how long the steps take."),
	{"size"}},
    {"product", N_("What does it offer, in one sentence?"),
	N_("Stands in the scope, as it will on the certificate."), {"product"}},
    {"work", N_("How does it work?"),
	N_("Brings scenarios and rules for what is done, and proposes to leave out controls for "
	   "what is not."),
	{"work"}},
    {"sites", N_("At which sites?"),
	N_("One on each line. They become assets and part of the scope."), {"sites"}},
    {"data", N_("Which information has to be protected?"),
	N_("Decides on obligations, such as data protection, and on scenarios."), {"data"}},
    {"law", N_("Which laws and rules apply?"),
	N_("Each becomes an obligation with the controls it causes. What you find out later can be "
	   "added later."), {"law"}},
    {"suppliers", N_("On which suppliers and providers does it depend?"),
	N_("One on each line. They become assets and interfaces of the scope."), {"suppliers"}},
    {"customers", N_("What do customers demand?"),
	N_("It becomes requirements of interested parties and contractual obligations."),
	{"customers"}},
    {"climate", N_("Is climate change a relevant issue for information security here?"),
	N_("The amendment of 2024 asks it of everybody. Heat, water, storms, energy, and what "
	   "customers and law want to know. No is an answer too."),
	{"climate", "climate_parties", "climate_why"}},
    {"goal", N_("What is it for, and until when?"),
	N_("Sets an objective and the dates of the project's steps."),
	{"goal", "goal_date"}},
    {"people", N_("Who runs it, and who answers for it?"),
	N_("The two hold the first two roles and own what is drafted, until it is handed on. In a "
	   "small organisation it may be one person."),
	{"manager_name", "manager_email", "top_name", "top_email"}},
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Answers"), F_DERIVED | F_LIST, .max = 100},
    {"preset", FK_TEXT, N_("Starting point"), F_LIST, .max = 60, .group = N_("The organisation"),
	.help = N_("One of the starting points in Knowledge, by its key.")},
    {"size", FK_ENUM, N_("People"), F_LIST, .items = sizes},
    {"product", FK_TEXT, N_("What it offers"), F_WIDE | F_LIST, .max = 300,
	.help = N_("Such as: the booking service Tabula for restaurants.")},
    {"work", FK_WORDS, N_("How it works"), F_WIDE, .items = works},
    {"sites", FK_MARKDOWN, N_("Sites"), F_WIDE | F_LINES, .max = 2000,
	.help = N_("Name and town are enough. Write none if there is none.")},
    {"data", FK_WORDS, N_("Information to protect"), F_WIDE, .items = kinds_of_data},
    {"law", FK_WORDS, N_("Laws and rules"), F_WIDE, .items = laws},
    {"suppliers", FK_MARKDOWN, N_("Suppliers and providers"), F_WIDE | F_LINES, .max = 2000,
	.help = N_("With a bar and what they do, if you like: Hetzner | servers. Write none if "
		   "there is none.")},
    {"customers", FK_WORDS, N_("Demands of customers"), F_WIDE, .items = demands},
    {"climate", FK_ENUM, N_("Climate change is relevant"), 0, .items = yes_no,
	.source = "ISO/IEC 27001:2022/Amd 1:2024, 4.1"},
    {"climate_parties", FK_ENUM, N_("Interested parties have requirements about it"), 0,
	.items = yes_no, .source = "ISO/IEC 27001:2022/Amd 1:2024, 4.2"},
    {"climate_why", FK_MARKDOWN, N_("Why"), F_WIDE, .max = 2000},
    {"goal", FK_ENUM, N_("Goal"), 0, .items = goals},
    {"goal_date", FK_DATE, N_("Until"), 0},
    {"framework", FK_REF, N_("Measured against"), 0, .to = "framework"},
    {"manager_name", FK_TEXT, N_("ISMS manager: name"), F_PERSONAL, .max = 120},
    {"manager_email", FK_TEXT, N_("ISMS manager: e-mail address"), F_PERSONAL, .max = 200},
    {"top_name", FK_TEXT, N_("Top management: name"), F_PERSONAL, .max = 120,
	.help = N_("Who answers for the organisation as a whole.")},
    {"top_email", FK_TEXT, N_("Top management: e-mail address"), F_PERSONAL, .max = 200},
    {"skipped", FK_WORDS, N_("Skipped for now"), F_WIDE, .items = keys},
    {"origins", FK_JSON, N_("What was drafted from where"), F_DERIVED | F_INTERNAL}, {0}};

/* All organisations call them the same. */
static int derive(struct ctx *c, struct rec *r)
{
	rec_set_text(c, r, "title", N_("Answers to the start"));
	return E_OK;
}

static bool says_word(const struct value *words, const char *word)
{
	for (const struct value *w = words ? words->u.list.first : NULL; w; w = w->next)
		if (str_is(w->u.s, word))
			return true;
	return false;
}

static void check_none(struct ctx *c, const struct rec *r, const char *field)
{
	const struct value *words = rec_value(r, field);

	if (says_word(words, "none") && words->u.list.n > 1)
		IGNORE(err_field(&c->err, field, "contradicts",
		    "\"none of these\" cannot stand beside other answers"));
}

static void check_email(struct ctx *c, const struct rec *r, const char *name, const char *email)
{
	const char *text = rec_text(r, email), *at = strchr(text, '@');

	if (text[0] && (!at || at == text || !at[1] || strchr(at + 1, '@') || strchr(text, ' ')))
		IGNORE(err_field(&c->err, email, "not-an-address",
		    "\"%s\" is not an e-mail address", text));
	if (text[0] && !rec_has(r, name))
		IGNORE(err_field(&c->err, name, "required", "whose address is it?"));
}

static const char *preset_keys(struct arena *a)
{
	const char *text = "";

	for (const struct library_entry *e = library_entries(library()); e; e = e->next)
		if (strcmp(e->kind, "preset") == 0)
			text = arena_printf(a, "%s%s%s", text, text[0] ? ", " : "", e->ref);
	return text;
}

static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	(void)old;
	if (rec_has(r, "preset") && !library_entry(library(), "preset", rec_text(r, "preset")))
		IGNORE(err_field(&c->err, "preset", "unknown",
		    "\"%s\" is no starting point; there are %s", rec_text(r, "preset"),
		    preset_keys(c->arena)));
	check_none(c, r, "work");
	check_none(c, r, "data");
	check_none(c, r, "law");
	check_none(c, r, "customers");
	check_email(c, r, "manager_name", "manager_email");
	check_email(c, r, "top_name", "top_email");
	return c->err.code;
}

RECORD(start_answers, .plural = "start_answers", .prefix = "ST",
    .label = N_("Answers of the start"), .labels = N_("Answers of the start"),
    .area = "admin", .icon = "question", .title = "title",
    .fields = fields, .derive = derive, .check = check, .source = "ISO/IEC 27003:2017",
    .help = N_("What the organisation said of itself. The first records are drafted from "
	       "it. The first of them counts."));

/* ---- questions and answers ---- */

const struct start_question *start_question(const char *key)
{
	for (size_t i = 0; key && i < START_QUESTIONS; i++)
		if (strcmp(start_questions[i].key, key) == 0)
			return &start_questions[i];
	return NULL;
}

bool start_answered(const struct rec *answers, const struct start_question *q)
{
	return answers && rec_has(answers, q->fields[0]);
}

bool start_skipped(const struct rec *answers, const struct start_question *q)
{
	return answers && !start_answered(answers, q) &&
	    says_word(rec_value(answers, "skipped"), q->key);
}

const struct start_question *start_next(const struct rec *answers)
{
	for (size_t i = 0; i < START_QUESTIONS; i++)
		if (!start_answered(answers, &start_questions[i]) &&
		    !start_skipped(answers, &start_questions[i]))
			return &start_questions[i];
	return NULL;
}

bool start_says(const struct rec *answers, const char *question, const char *word)
{
	const struct start_question *q = start_question(question);
	const struct value *v;
	bool denied = word[0] == '!', said;

	if (!q || !start_answered(answers, q))
		return false;
	if (strcmp(word, "*") == 0)
		return true;
	v = rec_value(answers, q->fields[0]);
	said = v->kind == V_ARRAY ? says_word(v, word + denied) :
	    v->kind == V_TEXT && str_is(v->u.s, word + denied);
	return said != denied;
}

int start_answers(struct ctx *c, struct rec **ret)
{
	struct query *q;
	int64_t id = 0;
	int rc;

	*ret = NULL;
	if ((rc = db_query(c, &q, SQL("SELECT id FROM start_answers WHERE org = :org"
	    " AND archived = FALSE ORDER BY id LIMIT 1"))) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		id = db_int(q, 0);
	db_done(q);
	return rc < 0 || !id ? rc : record_load(c, &record_start_answers, id, ret);
}

int start_answer(struct ctx *c, const struct value *input, enum input_mode mode, struct rec **ret)
{
	struct rec *r;
	int rc;

	if ((rc = start_answers(c, &r)) < 0)
		return rc;
	if (!r)
		return record_create(c, &record_start_answers, input, mode, ret);
	return record_update(c, &record_start_answers, rec_code(c->arena, r), input, mode, ANY_REV,
	    ret);
}
