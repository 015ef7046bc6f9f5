/* isms/knowledge/check.c -- entries against kinds.csv, references of entries and catalogues. */
#include "isms/knowledge/library_priv.h"

/* ---- references ---- */

static bool is_node(const struct library *l, const char *ref, const char *kinds)
{
	const struct library_thing *t = library_lookup(l, ref);

	return t && t->node && t->node->framework == l->frameworks && t->node->kind[0] &&
	    strstr(kinds, t->node->kind);
}

static bool has(const struct library *l, const char *kind, const char *ref)
{
	return library_lookup(l, arena_printf(l->arena, "%s/%s", kind, ref)) != NULL;
}

static bool resolves(const struct library *l, const char *kind, const char *ref)
{
	if (strcmp(kind, "control") == 0)
		return is_node(l, ref, "control");
	if (strcmp(kind, "requirement") == 0)
		return is_node(l, ref, "requirement container item");
	if (strcmp(kind, "threat") == 0)
		return has(l, "threats", ref);
	if (strcmp(kind, "vulnerability") == 0)
		return has(l, "vulnerabilities", ref);
	if (strcmp(kind, "document") == 0)
		return has(l, "document", ref) || has(l, "mandatory", ref);
	return has(l, kind, ref);
}

/* Every part of "A.8.8;T07" must be one of the kinds "control threat"; "-" says none on purpose. */
static size_t check_refs(struct library *l, const char *file, long line, const char *what,
    const char *kinds, const char *parts)
{
	struct str part;
	size_t n = 0;

	while (library_part(&parts, &part)) {
		const char *ref = arena_text_n(l->arena, part.p, part.n), *at = kinds;
		bool good = strcmp(ref, "-") == 0;

		n++;
		while (!good && *at) {
			size_t len = strcspn(at, " ");

			good = resolves(l, at[len] ? arena_text_n(l->arena, at, len) : at, ref);
			at += len;
			at += *at == ' ';
		}
		if (!good)
			problem(&l->problems, file, line, "%s names %s, which is no %s", what, ref,
			    kinds);
	}
	return n;
}

/* ---- entries ---- */

static bool list_item(const char *p)
{
	size_t digits = strspn(p, "0123456789");

	return digits ? p[digits] == '.' && p[digits + 1] == ' '
		      : (*p == '-' || *p == '*') && p[1] == ' ';
}

static size_t list_items(const char *p)
{
	size_t n = 0;

	while (*p) {
		n += list_item(p);
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	return n;
}

/* A row of kinds.csv, looked up once. */
struct part {
	const char *kind, *name, *refs;
	bool key, required;
	int64_t least;		/* list items */
};

struct schema {
	struct part *part;
	size_t n;
	const char *kind;	/* parts of the entry's kind: from up to end */
	size_t from, end;
};

static struct schema read_schema(struct arena *a, const struct library_table *kinds)
{
	struct schema s = { .part = arena_zero(a, kinds->nrows + 1, sizeof(struct part)) };

	for (size_t i = 0; i < kinds->nrows; i++) {
		const struct library_row *r = &kinds->rows[i];
		struct part *p = &s.part[s.n++];

		*p = (struct part){.kind = library_cell(r, "kind"),
		    .name = library_cell(r, "name"),
		    .refs = library_cell(r, "refs"),
		    .key = strcmp(library_cell(r, "part"), "key") == 0,
		    .required = strcmp(library_cell(r, "required"), "yes") == 0};
		if (!str_int(str_of(library_cell(r, "min_items")), &p->least))
			p->least = 0;
	}
	return s;
}

/* Look at the parts of one kind; they stand together. False if there are none. */
static bool choose_kind(struct schema *s, const char *kind)
{
	if (s->kind && strcmp(s->kind, kind) == 0)
		return s->from < s->end;
	s->kind = kind;
	for (s->from = 0; s->from < s->n && strcmp(s->part[s->from].kind, kind) != 0; s->from++)
		;
	for (s->end = s->from; s->end < s->n && strcmp(s->part[s->end].kind, kind) == 0; s->end++)
		;
	return s->from < s->end;
}

static size_t count_items(struct library *l, const struct library_entry *e, const struct part *p,
    const struct library_text *t)
{
	const char *at = t->text.p;
	struct str part;
	size_t n = 0;

	if (!p->key)
		return list_items(at);
	if (p->refs[0])
		return check_refs(l, e->file, t->line, p->name, p->refs, at);
	while (library_part(&at, &part))
		n++;
	return n;
}

static void check_part(struct library *l, const struct library_entry *e, const struct part *p)
{
	const struct library_text *t = library_text(p->key ? e->keys : e->sections, p->name);
	size_t n;

	if (!t || t->text.n == 0) {
		if (p->required)
			problem(&l->problems, e->file, t ? t->line : e->line,
			    "%s: %s %s is missing", e->ref, p->key ? "key" : "section", p->name);
		return;
	}
	n = count_items(l, e, p, t);
	if (n < (size_t)p->least)
		problem(&l->problems, e->file, t->line,
		    "%s: %s has %zu items, at least %" PRId64 " wanted", e->ref, p->name, n,
		    p->least);
}

static void check_names(struct library *l, const struct schema *s, const struct library_entry *e,
    const struct library_text *list, bool key)
{
	for (; list; list = list->next) {
		size_t i = s->from;

		while (i < s->end &&
		       (s->part[i].key != key || strcmp(s->part[i].name, list->name) != 0))
			i++;
		if (i == s->end)
			problem(&l->problems, e->file, list->line, "%s: %s %s is not in kinds.csv",
			    e->ref, key ? "key" : "section", list->name);
	}
}

/* A control, requirement or item has the framework's title. */
static void check_node(struct library *l, const struct library_entry *e)
{
	bool guides = strcmp(e->kind, "control") == 0 || strcmp(e->kind, "requirement") == 0 ||
	    strcmp(e->kind, "item") == 0;

	if (guides && !e->node)
		problem(&l->problems, e->file, e->line, "%s is no %s of the first framework",
		    e->ref, e->kind);
	else if (guides && strcmp(e->node->title, e->title) != 0)
		problem(&l->problems, e->file, e->line, "%s: the framework says \"%s\"", e->ref,
		    e->node->title);
}

static void check_entry(struct library *l, struct schema *s, const struct library_entry *e)
{
	if (!choose_kind(s, e->kind)) {
		problem(&l->problems, e->file, e->line, "%s: kind \"%s\" is not in kinds.csv",
		    e->ref, e->kind);
		return;
	}
	check_names(l, s, e, e->keys, true);
	check_names(l, s, e, e->sections, false);
	check_node(l, e);
	for (size_t i = s->from; i < s->end; i++)
		check_part(l, e, &s->part[i]);
}

/* ---- tables ---- */

static void check_table(struct library *l, const struct library_table *t)
{
	static const struct { const char *column, *kinds; } refs[] = {
		{ "threat", "threat" }, { "threats", "threat" }, { "control", "control" },
		{ "controls", "control" }, { "vulnerability", "vulnerability" },
		{ "vulnerabilities", "vulnerability" }, { "serves", "control requirement" },
		{ "playbook", "playbook" },
	};

	for (size_t i = 0; i < t->nrows; i++)
		for (size_t k = 0; k < COUNT(refs); k++)
			(void)check_refs(l, t->file, t->rows[i].line, refs[k].column, refs[k].kinds,
			    library_cell(&t->rows[i], refs[k].column));
}

static void check_pairs(struct library *l, const struct library_table *t)
{
	static const char relations[] = " equal subset superset intersects ";

	for (size_t i = 0; i < t->nrows; i++) {
		const struct library_row *r = &t->rows[i];
		const char *relation = arena_printf(l->arena, " %s ", library_cell(r, "relation"));

		if (!strstr(relations, relation))
			problem(&l->problems, t->file, r->line, "unknown relation%s", relation);
		if (!library_cell(r, "rationale")[0] || !library_cell(r, "source")[0])
			problem(&l->problems, t->file, r->line, "rationale or source is empty");
	}
}

void library_check(struct library *l)
{
	const struct library_table *kinds = library_table(l, "kinds");
	struct schema s = { 0 };

	if (kinds)
		s = read_schema(l->arena, kinds);
	else
		problem(&l->problems, "content/kinds.csv", 1, "the file is missing");
	for (const struct library_entry *e = l->entries; kinds && e; e = e->next)
		check_entry(l, &s, e);
	for (const struct library_table *t = l->tables; t; t = t->next) {
		if (text_starts(t->name, "catalogues/") || text_starts(t->name, "documents/"))
			check_table(l, t);
		if (text_starts(t->name, "mappings/"))
			check_pairs(l, t);
	}
}
