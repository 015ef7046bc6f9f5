/* isms/start/propose_assets.c -- assets of the starting point, sites and suppliers; the scope. */
#include "isms/start/propose.h"
#include "record/rec.h"

/* What others stand on comes first, so that they can refer to it. */
static const char *const groups[] = { "site", "supplier", "person", "hardware", "network",
	"service", "data-store", "software", "process", "information" };

static const struct library_row *asset_type(struct proposer *p, const char *key)
{
	return library_find(library(), arena_printf(p->a, "asset_types/%s", key)).row;
}

bool among(const char *parts, const char *word)
{
	struct str part;

	while (library_part(&parts, &part))
		if (str_is(part, word))
			return true;
	return false;
}

/* Proposed assets whose fine type is one of the parts: "@asset:a,@asset:b". */
const char *assets_of(struct proposer *p, const char *parts, size_t most)
{
	const char *text = "";
	size_t n = 0;

	for (const struct proposal *r = p->out->first; r && n < most; r = r->next) {
		const char *tag = strcmp(r->t->name, "asset") == 0 ?
		    val_get_text(r->input, "tags") : NULL;

		if (!tag || !among(parts, tag))
			continue;
		text = arena_printf(p->a, "%s%s@%s", text, text[0] ? "," : "", r->origin);
		n++;
	}
	return text;
}

static const char *class_of(int64_t confidentiality)
{
	return confidentiality >= 5 ? "strictly-confidential" : confidentiality == 4 ?
	    "confidential" : confidentiality >= 2 ? "internal" : "public";
}

static struct proposal *asset(struct proposer *p, const char *name, const char *key)
{
	const struct library_row *row = asset_type(p, key);
	struct proposal *r;

	if (!row)
		return NULL;
	r = propose(p, "asset", arena_printf(p->a, "asset:%s", slug(p->a, name)));
	put(p, r, "name", name);
	put(p, r, "type", library_cell(row, "group"));
	put(p, r, "tags", key);
	put(p, r, "owner", person_of(p, "manager"));
	return r;
}

/* "Campus network;server": what is proposed by such a name, or else of such a type. */
static const char *named(struct proposer *p, const char *parts)
{
	const char *text = "";
	struct str part;

	while (library_part(&parts, &part)) {
		const char *word = arena_text_n(p->a, part.p, part.n);
		const char *origin = arena_printf(p->a, "asset:%s", slug(p->a, word));
		const char *refs = proposed(p, origin) ? arena_printf(p->a, "@%s", origin) :
		    assets_of(p, word, 6);

		text = arena_printf(p->a, "%s%s%s", text, text[0] && refs[0] ? "," : "", refs);
	}
	return text;
}

/* "Campus management | application | 4 5 4 | Campus network;server" */
static void bullet(struct proposer *p, const char *item)
{
	static const char *const needs[] = { "confidentiality", "integrity", "availability" };
	const char *name, *key, *steps, *rest, *needed;
	const struct library_row *row;
	struct proposal *r;

	halves(p->a, item, &name, &rest);
	halves(p->a, rest, &key, &rest);
	halves(p->a, rest, &steps, &needed);
	row = asset_type(p, key);
	if (!row || strcmp(library_cell(row, "group"), p->group) != 0)
		return;
	r = asset(p, name, key);
	for (size_t i = 0; i < COUNT(needs) && strlen(steps) > 2 * i; i++)
		put(p, r, needs[i], arena_text_n(p->a, steps + 2 * i, 1));
	put(p, r, "classification", class_of(steps[0] - '0'));
	put(p, r, "depends_on", named(p, needed));
}

static void needs_of_type(struct proposer *p, struct proposal *r, const char *key)
{
	const struct library_row *row = asset_type(p, key);
	const char *secrecy = library_cell(row, "confidentiality");

	put(p, r, "confidentiality", secrecy);
	put(p, r, "integrity", library_cell(row, "integrity"));
	put(p, r, "availability", library_cell(row, "availability"));
	put(p, r, "classification", class_of(secrecy[0] - '0'));
}

static void site(struct proposer *p, const char *line)
{
	const char *name, *rest;
	struct proposal *r;

	halves(p->a, line, &name, &rest);
	r = asset(p, name, "site");
	put(p, r, "location", rest);
	if (r)
		needs_of_type(p, r, "site");
}

static void supplier(struct proposer *p, const char *line)
{
	const char *name, *rest;
	struct proposal *r;

	halves(p->a, line, &name, &rest);
	r = asset(p, name, "ict-supplier");
	put(p, r, "description", rest);
	if (r)
		needs_of_type(p, r, "ict-supplier");
}

/*
 * An answer says that there is something of a type; the starting point may know it by name. What
 * machines and services usually need is a fair guess, but not where a kind of information lies.
 */
static void answered(struct proposer *p, const char *key, const char *why)
{
	const struct library_row *row = asset_type(p, key);
	struct proposal *r;

	if (!row || strcmp(library_cell(row, "group"), p->group) != 0 || assets_of(p, key, 1)[0])
		return;
	r = asset(p, library_cell(row, "title"), key);
	put(p, r, "description", why);
	if (strcmp(p->group, "information") != 0 && strcmp(p->group, "software") != 0)
		put(p, r, "depends_on",
		    assets_of(p, library_cell(row, "typical_dependencies"), 6));
	if (r)
		needs_of_type(p, r, key);
}

void propose_assets(struct proposer *p)
{
	const char *at, *item;

	for_lines(p, rec_text(p->answers, "sites"), site);
	for_lines(p, rec_text(p->answers, "suppliers"), supplier);
	for (size_t i = 0; i < COUNT(groups); i++) {
		p->group = groups[i];
		at = library_section(p->preset, "assets");
		while (library_item(p->a, &at, &item))
			bullet(p, item);
		for_answers(p, "asset", answered);
	}
}

/* ---- scope ---- */

/* "Ghent\nPorto\nLyon" as "Ghent, Porto and Lyon". */
static const char *joined_lines(struct proposer *p, const char *text)
{
	const char *out = "", *last = "";

	while (*text) {
		size_t n = strcspn(text, "\n");
		const char *name, *rest;

		halves(p->a, arena_text_n(p->a, text, n), &name, &rest);
		if (name[0]) {
			out = last[0] ? arena_printf(p->a, "%s%s%s", out, out[0] ? ", " : "",
			    last) : out;
			last = name;
		}
		text += n + (text[n] == '\n');
	}
	return out[0] ? arena_printf(p->a, "%s and %s", out, last) : last;
}

/* What stands for {{name}}: the answer, or the name itself as a gap to be filled. */
static const char *filled(struct proposer *p, const char *name)
{
	static const struct { const char *name, *field; bool lines; } known[] = {
		{ "product", "product", false }, { "products", "product", false },
		{ "practice_areas", "product", false }, { "sites", "sites", true },
		{ "supply_service", "product", false }, { "tasks", "product", false },
		{ "cloud_provider", "suppliers", true }, { "ict_providers", "suppliers", true },
		{ "shared_service_provider", "suppliers", true },
	};
	char *words = arena_text(p->a, name);

	for (size_t i = 0; i < COUNT(known); i++)
		if (strcmp(known[i].name, name) == 0 && rec_has(p->answers, known[i].field))
			return known[i].lines ?
			    joined_lines(p, rec_text(p->answers, known[i].field)) :
			    rec_text(p->answers, known[i].field);
	if (strcmp(name, "organisation") == 0 || strcmp(name, "org.name") == 0)
		return NULL;
	for (char *w = words; *w; w++)
		if (*w == '_')
			*w = ' ';
	return arena_printf(p->a, "[to be filled in: %s]", words);
}

const char *org_name(struct proposer *p)
{
	const char *name = "the organisation";
	struct query *q;

	if (db_query(p->c, &q, SQL("SELECT name FROM org WHERE id = :org")) < 0)
		return name;
	if (db_step(p->c, q) > 0)
		name = arena_text(p->a, db_text(q, 0));
	db_done(q);
	return name;
}

static const char *with_answers(struct proposer *p, const char *text)
{
	struct sbuf *b = arena_alloc(p->a, sizeof(*b));

	sbuf_init(b, p->a, 64 << 10);
	while (*text) {
		const char *open = strstr(text, "{{"), *close = open ? strstr(open, "}}") : NULL;
		const char *name, *value;

		if (!close)
			break;
		sbuf_add(b, text, (size_t)(open - text));
		name = arena_text_n(p->a, open + 2, (size_t)(close - open - 2));
		value = filled(p, name);
		sbuf_text(b, value ? value : org_name(p));
		text = close + 2;
	}
	sbuf_text(b, text);
	return sbuf_ok(b) ? sbuf_str(b).p : "";
}

/* Assets of these groups, as references. */
static const char *of_groups(struct proposer *p, const char *parts)
{
	const char *text = "";

	for (const struct proposal *r = p->out->first; r; r = r->next) {
		const char *type = strcmp(r->t->name, "asset") == 0 ?
		    val_get_text(r->input, "type") : NULL;

		if (type && among(parts, type))
			text = arena_printf(p->a, "%s%s@%s", text, text[0] ? "," : "", r->origin);
	}
	return text;
}

static const char *interfaces(struct proposer *p)
{
	const char *text = rec_text(p->answers, "suppliers"), *out = "";

	while (*text) {
		size_t n = strcspn(text, "\n");
		const char *name, *rest;

		halves(p->a, arena_text_n(p->a, text, n), &name, &rest);
		if (name[0])
			out = arena_printf(p->a, "%s%s | %s, ruled by contract\n", out, name,
			    rest[0] ? rest : "services");
		text += n + (text[n] == '\n');
	}
	return out;
}

void propose_scope(struct proposer *p)
{
	struct proposal *r = propose(p, "scope_statement", "scope:first");

	put(p, r, "title", N_("Scope of the ISMS"));
	put(p, r, "owner", person_of(p, "manager"));
	put(p, r, "statement", with_answers(p, library_section(p->preset, "scope")));
	put(p, r, "sites", of_groups(p, "site"));
	put(p, r, "processes", of_groups(p, "process"));
	put(p, r, "systems", of_groups(p, "software;service;data-store;network"));
	put(p, r, "interfaces", interfaces(p));
}
