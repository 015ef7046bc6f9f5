/* isms/knowledge/library.c -- the library as a whole, and its plain accessors. See library.h. */
#include <pthread.h>
#include "isms/knowledge/library_priv.h"

void problem(struct problems *p, const char *file, long line, const char *fmt, ...)
{
	struct library_problem *one = arena_zero(p->arena, 1, sizeof(*one));
	va_list ap;

	va_start(ap, fmt);
	*one = (struct library_problem){ .file = file, .line = line,
		.text = arena_vprintf(p->arena, fmt, ap) };
	va_end(ap);
	if (p->last)
		p->last->next = one;
	else
		p->first = one;
	p->last = one;
	p->n++;
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

static void read_asset(struct library *l, const struct asset *f, struct library_table **table,
    struct library_entry **entry)
{
	if (ends_with(f->name, ".csv")) {
		struct library_table *t = table_parse(&l->problems, f->name, f->p, f->n);

		if (*table)
			(*table)->next = t;
		else
			l->tables = t;
		*table = t;
	} else if (ends_with(f->name, ".md") && !ends_with(f->name, "/README.md")) {
		struct library_entry *e = entries_parse(&l->problems, f->name, f->p, f->n);

		if (e && *entry)
			(*entry)->next = e;
		else if (e)
			l->entries = e;
		for (; e; e = (struct library_entry *)(uintptr_t)e->next) /* ours until published */
			*entry = e;
	}
}

struct library *library_build(struct arena *a, const struct asset *assets)
{
	struct library *l = arena_zero(a, 1, sizeof(*l));
	struct library_table *table = NULL;
	struct library_entry *entry = NULL;

	l->arena = a;
	l->problems.arena = a;
	for (; assets->name; assets++)
		if (text_starts(assets->name, "content/"))
			read_asset(l, assets, &table, &entry);
	library_join(l);
	library_check(l);
	library_prepare_search(l);
	return l;
}

static struct library *the_library;

static void build_once(void)
{
	static struct arena forever;	/* of the process: never released */

	arena_init(&forever, 256u << 20);
	the_library = library_build(&forever, asset_first());
}

const struct library *library(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	if (pthread_once(&once, build_once) != 0)
		BUG("pthread_once");
	return the_library;
}

const struct library_problem *library_problems(const struct library *l)
{
	return l->problems.first;
}

const struct library_framework *library_frameworks(const struct library *l, size_t *ret_n)
{
	*ret_n = l->nframeworks;
	return l->frameworks;
}

const struct library_framework *library_framework(const struct library *l, const char *key)
{
	for (size_t i = 0; i < l->nframeworks; i++)
		if (strcmp(l->frameworks[i].key, key) == 0)
			return &l->frameworks[i];
	return NULL;
}

const char *library_cell(const struct library_row *r, const char *column)
{
	const struct library_table *t = r->table;

	for (size_t i = 0; i < t->ncolumns; i++)
		if (strcmp(t->columns[i], column) == 0)
			return r->cells[i];
	return "";
}

const struct library_table *library_tables(const struct library *l)
{
	return l->tables;
}

const struct library_table *library_table(const struct library *l, const char *name)
{
	const struct library_table *t = l->tables;

	while (t && strcmp(t->name, name) != 0)
		t = t->next;
	return t;
}

const struct library_entry *library_entries(const struct library *l)
{
	return l->entries;
}

const struct library_text *library_text(const struct library_text *list, const char *name)
{
	while (list && strcmp(list->name, name) != 0)
		list = list->next;
	return list;
}

const char *library_key(const struct library_entry *e, const char *name)
{
	const struct library_text *t = e ? library_text(e->keys, name) : NULL;

	return t ? t->text.p : "";
}

const char *library_section(const struct library_entry *e, const char *name)
{
	const struct library_text *t = e ? library_text(e->sections, name) : NULL;

	return t ? t->text.p : "";
}

bool library_part(const char **at, struct str *ret)
{
	while (**at) {
		const char *from = *at, *to;
		size_t n = strcspn(from, ";");

		*at = from[n] ? from + n + 1 : from + n;
		for (to = from + n; from < to && isspace((unsigned char)*from); from++)
			;
		while (to > from && isspace((unsigned char)to[-1]))
			to--;
		*ret = (struct str){ from, (size_t)(to - from) };
		if (ret->n)
			return true;
	}
	return false;
}

const char *library_ref(const struct library_thing *t)
{
	return t->node ? t->node->name : t->entry ? t->entry->ref : t->row ? t->row->cells[0] : "";
}

/* Tables name their title column differently; the first that is there. */
static const char *row_title(const struct library_row *r)
{
	static const char *const columns[] = { "title", "name", "party", "issue" };

	for (size_t i = 0; i < COUNT(columns); i++)
		if (library_cell(r, columns[i])[0])
			return library_cell(r, columns[i]);
	return r->table->ncolumns > 1 ? r->cells[1] : r->cells[0];
}

const char *library_title(const struct library_thing *t)
{
	return t->node    ? t->node->title
	       : t->entry ? t->entry->title
	       : t->row   ? row_title(t->row)
			  : "";
}

const char *library_kind(const struct library_thing *t)
{
	const char *slash;

	if (t->node)
		return t->node->kind;
	if (t->entry)
		return t->entry->kind;
	if (!t->row)
		return "";
	slash = strrchr(t->row->table->name, '/');
	return slash ? slash + 1 : t->row->table->name;
}

const char *library_role(const struct library_node *n)
{
	static const char *const controls[] = { "control", "enhancement" };

	for (size_t i = 0; i < COUNT(controls); i++)
		if (strcmp(n->kind, controls[i]) == 0)
			return "control";
	if (strcmp(n->kind, "item") == 0)
		return "item";
	if (strcmp(n->kind, "requirement") == 0 || strcmp(n->kind, "article") == 0)
		return "requirement";
	if (n->parent && strcmp(library_role(n->parent), "requirement") == 0)
		return "item";
	return n->child ? "section" : "requirement";
}

bool library_withdrawn(const struct library_node *n)
{
	return strcmp(library_cell(n->row, "withdrawn"), "yes") == 0;
}

bool library_is_catalogue(const struct library_table *t)
{
	return (text_starts(t->name, "catalogues/") || text_starts(t->name, "documents/")) &&
	       t->ncolumns > 1 &&
	       (strcmp(t->columns[0], "id") == 0 || strcmp(t->columns[0], "key") == 0);
}
