/* isms/start/propose_context.c -- issues, the climate answer, parties and needs, obligations. */
#include "base/hash.h"
#include "isms/start/propose.h"
#include "record/rec.h"

/* ---- issues ---- */

static const struct library_row *row_of(struct proposer *p, const char *table, const char *key)
{
	return library_find(library(), arena_printf(p->a, "%s/%s", table, key)).row;
}

static void issue_row(struct proposer *p, const struct library_row *row)
{
	struct proposal *r = propose(p, "context_issue", arena_printf(p->a, "issue:%s",
	    library_cell(row, "key")));
	bool climate = strcmp(library_cell(row, "climate"), "yes") == 0;

	put(p, r, "title", library_cell(row, "issue"));
	put(p, r, "side", library_cell(row, "side"));
	put(p, r, "lens", library_cell(row, "lens"));
	put(p, r, "effect", library_cell(row, "what_it_means_for_the_isms"));
	put(p, r, "climate", climate ? "true" : "false");
	put(p, r, "controls", loaded_controls(p, library_cell(row, "controls")));
	put(p, r, "brings", "risk");
	put(p, r, "owner", person_of(p, "manager"));
}

static void issue_answer(struct proposer *p, const char *ref, const char *why)
{
	const struct library_row *row = row_of(p, "issues", ref);

	(void)why;
	if (row)
		issue_row(p, row);
}

/* Lists are written in small letters; a record begins with a capital. */
static const char *sentence(struct arena *a, const char *text)
{
	char *out = arena_text(a, text);

	if (out[0] >= 'a' && out[0] <= 'z')
		out[0] = (char)(out[0] - 32);
	return out;
}

/* "internal: headcount doubles within a year, ..." The text itself is the origin. */
static void issue_bullet(struct proposer *p, const char *item)
{
	const char *colon = strchr(item, ':');
	const char *text = colon ? colon + 1 + strspn(colon + 1, " ") : item;
	struct hash h = sha256(text, strlen(text));
	char hex[HASH_HEX];
	struct proposal *r;

	hash_hex(&h, hex);
	r = propose(p, "context_issue", arena_printf(p->a, "issue:%s/%.12s", p->preset->ref, hex));
	put(p, r, "title", sentence(p->a, text));
	put(p, r, "side", text_starts(item, "internal") ? "internal" : "external");
	put(p, r, "climate", strstr(text, "climate") ? "true" : "false");
	put(p, r, "owner", person_of(p, "manager"));
}

static void issues(struct proposer *p)
{
	const struct library_table *t = library_table(library(), "catalogues/issues");
	const char *at = library_section(p->preset, "issues"), *item;

	while (library_item(p->a, &at, &item))
		issue_bullet(p, item);
	for (size_t i = 0; t && i < t->nrows; i++)
		if (strcmp(library_cell(&t->rows[i], "sector"),
			library_key(p->preset, "sector")) == 0)
			issue_row(p, &t->rows[i]);
	for_answers(p, "issue", issue_answer);
}

/* ---- climate ---- */

static void climate(struct proposer *p)
{
	bool yes = rec_is(p->answers, "climate", "yes");
	struct proposal *r;

	if (!rec_has(p->answers, "climate") || !rec_has(p->answers, "climate_parties"))
		return;
	r = propose(p, "climate_answer", "climate:answer");
	put(p, r, "relevant", rec_text(p->answers, "climate"));
	put(p, r, "parties_ask", rec_text(p->answers, "climate_parties"));
	put(p, r, "reasoning", rec_has(p->answers, "climate_why") ?
	    rec_text(p->answers, "climate_why") : yes ?
	    "Answered with yes at the start; the issues about climate change say what it means." :
	    "Answered with no at the start. Write down what was looked at: heat, water and storms "
	    "at sites and providers, energy, demands of customers and law.");
	put(p, r, "answered_by", person_of(p, "manager"));
}

/* ---- parties ---- */

static const struct { const char *word, *kind; } words_of_kinds[] = {
	{ "authority", "authority" }, { "supervisor", "authority" }, { "regulator", "authority" },
	{ "csirt", "authority" }, { "police", "authority" }, { "court", "authority" },
	{ "ministry", "authority" }, { "body", "authority" },
	{ "customer", "customer" }, { "client", "customer" }, { "patient", "customer" },
	{ "holder", "customer" }, { "citizen", "customer" }, { "student", "customer" },
	{ "buyer", "customer" }, { "population", "public" }, { "media", "public" },
	{ "neighbour", "public" },
	{ "investor", "owner" }, { "owner", "owner" }, { "management", "owner" },
	{ "group", "owner" }, { "council", "owner" },
	{ "employee", "staff" }, { "engineers", "staff" }, { "staff", "staff" },
	{ "freelancer", "staff" }, { "clinicians", "staff" }, { "applicant", "staff" },
	{ "leaders", "staff" }, { "researcher", "staff" },
	{ "provider", "supplier" }, { "maker", "supplier" }, { "builder", "supplier" },
	{ "supplier", "supplier" }, { "partner", "supplier" }, { "bank", "supplier" },
	{ "insurer", "supplier" },
};

static const char *party_kind(struct arena *a, const char *name)
{
	const char *low = text_lower(a, name);

	for (size_t i = 0; i < COUNT(words_of_kinds); i++)
		if (strstr(low, words_of_kinds[i].word))
			return words_of_kinds[i].kind;
	return "other";
}

/* The same group under the same name is one party, whichever list it comes from. */
static const char *party(struct proposer *p, const char *name, const char *side, const char *learn)
{
	const char *origin = arena_printf(p->a, "party:%s", slug(p->a, name));
	struct proposal *r = propose(p, "interested_party", origin);

	put(p, r, "name", name);
	put(p, r, "kind", party_kind(p->a, name));
	put(p, r, "side", side);
	put(p, r, "how_to_learn", learn);
	put(p, r, "owner", person_of(p, "manager"));
	return origin;
}

static void need_bullet(struct proposer *p, const char *item)
{
	const char *colon = strchr(item, ':'), *name, *origin;
	struct proposal *r;

	if (!colon)
		return;
	name = arena_text_n(p->a, item, (size_t)(colon - item));
	origin = party(p, name, NULL, NULL);
	r = propose(p, "party_need", arena_printf(p->a, "need:%s/%s", p->preset->ref,
	    slug(p->a, name)));
	put(p, r, "title", sentence(p->a, colon + 1 + strspn(colon + 1, " ")));
	put(p, r, "party", arena_printf(p->a, "@%s", origin));
}

static void need_row(struct proposer *p, const struct library_row *row)
{
	const char *into = library_cell(row, "taken_into_isms");
	const char *rest = into + strcspn(into, ",:");
	const char *origin = party(p, library_cell(row, "party"), library_cell(row, "side"),
	    library_cell(row, "how_to_learn"));
	struct proposal *r = propose(p, "party_need", arena_printf(p->a, "need:%s",
	    library_cell(row, "key")));

	put(p, r, "title", library_cell(row, "requirement"));
	put(p, r, "party", arena_printf(p->a, "@%s", origin));
	put(p, r, "treated", text_starts(into, "partly") ? "partly" : text_starts(into, "yes") ?
	    "yes" : NULL);
	put(p, r, "how", rest + strspn(rest, ",: "));
	put(p, r, "controls", loaded_controls(p, library_cell(row, "controls")));
}

static void need_answer(struct proposer *p, const char *ref, const char *why)
{
	const struct library_row *row = row_of(p, "parties", ref);

	(void)why;
	if (row)
		need_row(p, row);
}

static void parties(struct proposer *p)
{
	const struct library_table *t = library_table(library(), "catalogues/parties");
	const char *at = library_section(p->preset, "parties"), *item;

	while (library_item(p->a, &at, &item))
		need_bullet(p, item);
	for (size_t i = 0; t && i < t->nrows; i++)
		if (strcmp(library_cell(&t->rows[i], "sector"),
			library_key(p->preset, "sector")) == 0)
			need_row(p, &t->rows[i]);
	for_answers(p, "party", need_answer);
}

/* ---- obligations ---- */

static const char *obligation_kind(const char *kind)
{
	static const struct { const char *content, *kind; } kinds[] = {
		{ "law", "legal" }, { "supervision", "regulatory" }, { "contract", "contractual" },
		{ "internal", "business" },
	};

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].content, kind) == 0)
			return kinds[i].kind;
	return "business";
}

static void obligation(struct proposer *p, const char *key, const char *why)
{
	const struct library_row *row = row_of(p, "obligations", key);
	struct proposal *r;

	if (!row)
		return;
	r = propose(p, "obligation", arena_printf(p->a, "obligation:%s", key));
	put(p, r, "title", library_cell(row, "title"));
	put(p, r, "kind", obligation_kind(library_cell(row, "kind")));
	put(p, r, "duty", arena_printf(p->a, "%s\n\n**Applies when:** %s\n\n**Here:** %s",
	    library_cell(row, "duty"), library_cell(row, "applies_when"), why));
	put(p, r, "controls", loaded_controls(p, library_cell(row, "controls")));
	put(p, r, "owner", person_of(p, "manager"));
}

static void obligations(struct proposer *p)
{
	const char *at = library_section(p->preset, "obligations"), *item;

	while (library_item(p->a, &at, &item)) {
		const char *colon = strchr(item, ':');

		if (colon)
			obligation(p, arena_text_n(p->a, item, (size_t)(colon - item)),
			    colon + 1 + strspn(colon + 1, " "));
	}
	for_answers(p, "obligation", obligation);
}

void propose_context(struct proposer *p)
{
	issues(p);
	climate(p);
	parties(p);
	obligations(p);
}
