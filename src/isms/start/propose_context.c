/* isms/start/propose_context.c -- issues, the climate answer, parties and needs, obligations. */
#include "isms/start/propose.h"
#include "record/rec.h"

/* ---- issues ---- */

static const struct library_row *row_of(struct proposer *p, const char *table, const char *key)
{
	return library_find(library(), arena_printf(p->a, "%s/%s", table, key)).row;
}

/* Who has said that climate change is not relevant gets no issue about it. */
static void issue_row(struct proposer *p, const struct library_row *row)
{
	bool climate = strcmp(library_cell(row, "climate"), "yes") == 0;
	struct proposal *r;

	if (climate && rec_is(p->answers, "climate", "no"))
		return;
	r = propose(p, "context_issue", arena_printf(p->a, "issue:%s", library_cell(row, "key")));
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

static void issues(struct proposer *p)
{
	const struct library_table *t = library_table(library(), "catalogues/issues");

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

/* A row is a party and what it requires. */
static void need_row(struct proposer *p, const struct library_row *row)
{
	const char *into = library_cell(row, "taken_into_isms");
	const char *rest = into + strcspn(into, ",:");
	const char *name = library_cell(row, "party");
	const char *origin = arena_printf(p->a, "party:%s", slug(p->a, name));
	struct proposal *r = propose(p, "interested_party", origin);

	put(p, r, "name", name);
	put(p, r, "kind", library_cell(row, "kind"));
	put(p, r, "side", library_cell(row, "side"));
	put(p, r, "how_to_learn", library_cell(row, "how_to_learn"));
	put(p, r, "owner", person_of(p, "manager"));
	r = propose(p, "party_need", arena_printf(p->a, "need:%s", library_cell(row, "key")));
	put(p, r, "title", library_cell(row, "requirement"));
	put(p, r, "climate", strcmp(library_cell(row, "climate"), "yes") == 0 ? "true" : "false");
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
	bool asked = rec_is(p->answers, "climate_parties", "yes");

	for (size_t i = 0; t && i < t->nrows; i++)
		if (strcmp(library_cell(&t->rows[i], "sector"),
			library_key(p->preset, "sector")) == 0 ||
		    (asked && strcmp(library_cell(&t->rows[i], "climate"), "yes") == 0))
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

/* Lists are written in small letters; a record begins with a capital. */
static const char *sentence(struct arena *a, const char *text)
{
	char *out = arena_text(a, text);

	if (out[0] >= 'a' && out[0] <= 'z')
		out[0] = (char)(out[0] - 32);
	return out;
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
	    library_cell(row, "duty"), library_cell(row, "applies_when"),
	    sentence(p->a, why)));
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
