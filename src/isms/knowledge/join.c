/* isms/knowledge/join.c -- files put together: trees of frameworks, their guidance, the pairs. */
#include "base/hash.h"
#include "isms/knowledge/library_priv.h"

/* ---- frameworks ---- */

/* "... prefix CSF2: in references" */
static const char *prefix_of(struct arena *a, const char *note)
{
	const char *at = strstr(note, "prefix "), *colon = at ? strchr(at, ':') : NULL;

	return colon ? arena_text_n(a, at + 7, (size_t)(colon - at - 7)) : NULL;
}

/* Every cell with its length before it, so that no two tables look alike. */
static void version_of(const struct library_table *t, char out[LIBRARY_VERSION])
{
	char hex[HASH_HEX];
	struct sha256 s;
	struct hash h;

	sha256_init(&s);
	for (size_t i = 0; i < t->nrows; i++)
		for (size_t j = 0; j < t->ncolumns; j++) {
			size_t n = strlen(t->rows[i].cells[j]);
			uint8_t head[4] = {
			    (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n, (uint8_t)j};

			sha256_add(&s, head, sizeof(head));
			sha256_add(&s, t->rows[i].cells[j], n);
		}
	sha256_end(&s, &h);
	hash_hex(&h, hex);
	(void)snprintf(out, LIBRARY_VERSION, "%.16s", hex);
}

static void hang(struct library *l, const struct library_framework *f, struct library_node *nodes,
    size_t i, struct library_node **last_child)
{
	struct library_node *n = &nodes[i];
	const char *parent = library_cell(n->row, "parent");
	const struct library_node *p = parent[0] ? library_node(l, f, parent) : NULL;

	if (parent[0] && (!p || p >= n)) {
		problem(&l->problems, f->table->file, n->row->line,
		    p ? "parent %s stands behind %s" : "parent %s of %s does not exist", parent,
		    n->ref);
		return;
	}
	if (!p)
		return;
	n->parent = p;
	if (last_child[p - nodes])
		last_child[p - nodes]->sibling = n;
	else
		nodes[p - nodes].child = n;
	last_child[p - nodes] = n;
}

static void add_node(struct library *l, const struct library_framework *f, struct library_node *n,
    const struct library_row *row)
{
	const char *file = f->table->file;

	*n = (struct library_node){ .framework = f, .row = row, .ref = library_cell(row, "ref"),
		.kind = library_cell(row, "kind"), .title = library_cell(row, "title"),
		.text = library_cell(row, "text") };
	n->name = f->prefix[0] ? arena_printf(l->arena, "%s:%s", f->prefix, n->ref) : n->ref;
	if (!n->ref[0] || !n->kind[0] || !n->title[0])
		problem(
		    &l->problems, file, row->line, "ref, kind or title of \"%s\" is empty", n->ref);
	if (strlen(n->name) > 80 || strlen(n->title) > 300)	/* what a record can hold */
		problem(
		    &l->problems, file, row->line, "ref or title of \"%s\" is too long", n->ref);
	if (!library_index(l, n->name, (struct library_thing){ .node = n }))
		problem(&l->problems, file, row->line, "%s stands twice", n->name);
}

static void read_framework(struct library *l, struct library_framework *f,
    const struct library_row *row, bool first)
{
	const char *note = library_cell(row, "note"), *prefix = prefix_of(l->arena, note);
	struct library_node *nodes, **last_child;

	*f = (struct library_framework){.key = library_cell(row, "key"),
	    .title = library_cell(row, "title"),
	    .edition = library_cell(row, "edition"),
	    .publisher = library_cell(row, "publisher"),
	    .licence = library_cell(row, "licence"),
	    .note = note};
	f->prefix = prefix ? prefix : first ? "" : f->key;
	f->table = library_table(l, arena_printf(l->arena, "frameworks/%s", f->key));
	if (!f->table) {
		static const struct library_table none = { .name = "", .file = "" };

		problem(&l->problems, row->table->file, row->line,
		    "frameworks/%s.csv does not exist", f->key);
		f->table = &none;
		return;
	}
	version_of(f->table, f->version);
	nodes = arena_zero(l->arena, f->table->nrows + 1, sizeof(*nodes));
	last_child = arena_zero(l->arena, f->table->nrows + 1, sizeof(*last_child));
	f->nodes = nodes;
	f->nnodes = f->table->nrows;
	for (size_t i = 0; i < f->nnodes; i++)
		add_node(l, f, &nodes[i], &f->table->rows[i]);
	for (size_t i = 0; i < f->nnodes; i++)
		hang(l, f, nodes, i, last_child);
}

static void read_frameworks(struct library *l)
{
	const struct library_table *t = library_table(l, "frameworks/frameworks");
	struct library_framework *list;

	if (!t) {
		problem(
		    &l->problems, "content/frameworks/frameworks.csv", 1, "the file is missing");
		return;
	}
	list = arena_zero(l->arena, t->nrows + 1, sizeof(*list));
	for (size_t i = 0; i < t->nrows; i++) {
		for (size_t j = 0; j < i; j++)
			if (strcmp(list[j].key, library_cell(&t->rows[i], "key")) == 0)
				problem(&l->problems, t->file, t->rows[i].line, "%s stands twice",
				    list[j].key);
		read_framework(l, &list[i], &t->rows[i], i == 0);
	}
	l->frameworks = list;
	l->nframeworks = t->nrows;
}

/* ---- entries and rows of catalogues ---- */

/* The library is ours alone until it is published: what readers see as const is written here. */
#define MINE(type, p) ((type *)(uintptr_t)(p))

static void index_entry(struct library *l, struct library_entry *e)
{
	struct library_thing t = { .entry = e };
	const char *key = arena_printf(l->arena, "%s/%s", e->kind, e->ref);
	const struct library_thing *bare;

	if (!library_index(l, key, t))
		problem(&l->problems, e->file, e->line, "%s %s stands twice", e->kind, e->ref);
	bare = library_lookup(l, e->ref);
	if (!bare) {
		if (!library_index(l, e->ref, t))
			BUG("index");
	} else if (bare->node && strcmp(bare->node->kind, e->kind) == 0 && !bare->entry) {
		e->node = bare->node;
		MINE(struct library_node, bare->node)->entry = e;
		MINE(struct library_thing, bare)->entry = e;
	}
}

static void index_row(struct library *l, const struct library_row *r)
{
	struct library_thing t = { .row = r };
	const struct library_thing *bare;

	if (!r->cells[0][0])
		problem(&l->problems, r->table->file, r->line, "%s is empty", r->table->columns[0]);
	if (!library_index(l, arena_printf(l->arena, "%s/%s", library_kind(&t), r->cells[0]), t))
		problem(&l->problems, r->table->file, r->line, "%s stands twice", r->cells[0]);
	bare = library_lookup(l, r->cells[0]);
	if (!bare)
		IGNORE(library_index(l, r->cells[0], t));	/* free, as just seen */
	else if (bare->entry && !bare->node && !bare->row &&
		 text_starts(r->table->name, "documents/"))
		MINE(struct library_thing, bare)->row = r;
}

/* ---- pairs ---- */

static void chain(struct library_pair *p)
{
	struct library_node *from = MINE(struct library_node, p->from);
	struct library_node *to = MINE(struct library_node, p->to);

	/* Put in front: the tables are read from their ends, so that the lists run forwards. */
	p->next_from = from->from;
	from->from = p;
	p->next_to = to->to;
	to->to = p;
}

static const struct library_framework *pair_end(struct library *l, const struct library_table *t,
    const char *name)
{
	const struct library_text *key = library_text(t->passport, name);
	const struct library_framework *f = key ? library_framework(l, key->text.p) : NULL;

	if (!f)
		problem(&l->problems, t->file, key ? key->line : 1, "passport line \"# %s:\" %s",
		    name, key ? "names no framework" : "is missing");
	return f;
}

static void read_pairs(struct library *l, const struct library_table *t)
{
	const struct library_framework *from = pair_end(l, t, "from"), *to = pair_end(l, t, "to");
	struct library_pair *list = arena_zero(l->arena, t->nrows + 1, sizeof(*list));

	for (size_t i = t->nrows; from && to && i-- > 0; ) {
		const struct library_row *r = &t->rows[i];
		struct library_pair *p = &list[i];

		p->from = library_node(l, from, library_cell(r, "from"));
		p->to = library_node(l, to, library_cell(r, "to"));
		p->relation = library_cell(r, "relation");
		p->rationale = library_cell(r, "rationale");
		p->source = library_cell(r, "source");
		if (!p->from || !p->to) {
			problem(&l->problems, t->file, r->line, "%s is not in %s",
			    library_cell(r, p->from ? "to" : "from"),
			    p->from ? to->key : from->key);
			continue;
		}
		chain(p);
		l->npairs++;
	}
}

/* Last table first: see chain(). */
static void read_mappings(struct library *l, const struct library_table *t)
{
	if (!t)
		return;
	read_mappings(l, t->next);
	if (text_starts(t->name, "mappings/"))
		read_pairs(l, t);
}

void library_join(struct library *l)
{
	read_frameworks(l);
	for (const struct library_entry *e = l->entries; e; e = e->next)
		index_entry(l, MINE(struct library_entry, e));
	for (const struct library_table *t = l->tables; t; t = t->next)
		for (size_t i = 0; library_is_catalogue(t) && i < t->nrows; i++)
			index_row(l, &t->rows[i]);
	read_mappings(l, l->tables);
}
