/* isms/knowledge/tables.c -- tables: `# key: value` passport lines, a header line, rows. */
#include "exchange/csv.h"
#include "isms/knowledge/library_priv.h"

/* The lines that begin with #; *at and *line are left behind them. */
static const struct library_text *read_passport(struct problems *p, const char *file,
    const char **at, const char *end, long *line)
{
	static const char *const wanted[] = { "origin", "licence", "edition" };
	const struct library_text *first = NULL;
	struct library_text *last = NULL;

	while (*at < end && **at == '#') {
		const char *eol = memchr(*at, '\n', (size_t)(end - *at)), *from = *at + 1, *colon;
		struct library_text *t;
		size_t n;

		eol = eol ? eol : end;
		++*line;
		from += from < eol && *from == ' ';
		n = (size_t)(eol - from);
		if ((colon = memchr(from, ':', n)) && colon > from && eol - colon > 2 &&
		    colon[1] == ' ') {
			t = arena_zero(p->arena, 1, sizeof(*t));
			*t = (struct library_text){ .line = *line,
			    .name = arena_text_n(p->arena, from, (size_t)(colon - from)),
			    .text = str_copy(p->arena, colon + 2, (size_t)(eol - colon - 2)) };
			if (last)
				last->next = t;
			else
				first = t;
			last = t;
		} else {
			problem(p, file, *line, "passport line is not \"# key: value\": %.*s",
			    (int)(n < 80 ? n : 80), from);
		}
		*at = eol < end ? eol + 1 : end;
	}
	for (size_t i = 0; i < COUNT(wanted); i++)
		if (!library_text(first, wanted[i]))
			problem(p, file, 1, "passport line \"# %s:\" is missing", wanted[i]);
	return first;
}

static const char *const *copy_cells(struct arena *a, const struct csv_reader *r, size_t n)
{
	const char **cells = arena_alloc(a, (n + 1) * sizeof(*cells));

	for (size_t i = 0; i < n; i++)
		cells[i] = i < r->ncells && r->cells[i].n ?
		    arena_text_n(a, r->cells[i].p, r->cells[i].n) : "";
	cells[n] = NULL;
	return cells;
}

static void check_columns(struct problems *p, const struct library_table *t, long line)
{
	for (size_t i = 0; i < t->ncolumns; i++) {
		if (!t->columns[i][0])
			problem(p, t->file, line, "column %zu has no name", i + 1);
		for (size_t j = 0; j < i; j++)
			if (strcmp(t->columns[i], t->columns[j]) == 0)
				problem(p, t->file, line, "column %s stands twice", t->columns[i]);
	}
}

/* All rows of the reader into t; lines are counted from `above`. */
static int read_rows(struct problems *p, struct library_table *t, struct csv_reader *r, long above,
    struct err *e)
{
	size_t room = 64;
	struct library_row *rows = arena_alloc(p->arena, room * sizeof(*rows)), *more;
	int rc;

	while ((rc = csv_next(r, e)) > 0) {
		if (!t->columns) {
			t->ncolumns = r->ncells;
			t->columns = copy_cells(p->arena, r, r->ncells);
			check_columns(p, t, r->line + above);
			continue;
		}
		if (r->ncells != t->ncolumns)
			problem(p, t->file, r->line + above, "%zu cells, the header has %zu",
			    r->ncells, t->ncolumns);
		if (t->nrows == room) {
			more = arena_alloc(p->arena, 2 * room * sizeof(*rows));
			memcpy(more, rows, room * sizeof(*rows));
			rows = more;
			room *= 2;
		}
		rows[t->nrows++] = (struct library_row){ t, copy_cells(p->arena, r, t->ncolumns),
		    r->line + above };
	}
	t->rows = rows;
	return rc;
}

/* "content/frameworks/gdpr.csv" to "frameworks/gdpr". */
static const char *table_name(struct arena *a, const char *file)
{
	const char *from = text_starts(file, "content/") ? file + 8 : file;
	size_t n = strlen(from);

	return arena_text_n(a, from, n > 4 && strcmp(from + n - 4, ".csv") == 0 ? n - 4 : n);
}

struct library_table *table_parse(struct problems *p, const char *file, const char *text, size_t n)
{
	struct library_table *t = arena_zero(p->arena, 1, sizeof(*t));
	const char *at = text;
	struct arena scratch;
	struct csv_reader *r;
	struct err e;
	long above = 0;

	t->file = file;
	t->name = table_name(p->arena, file);
	if (!str_valid(text, n)) {
		problem(p, file, 1, "not valid UTF-8 text");
		return t;
	}
	t->passport = read_passport(p, file, &at, text + n, &above);
	arena_init(&scratch, 16u << 20);
	err_init(&e, &scratch);
	if (csv_open(&scratch, at, (size_t)(text + n - at), &r, &e) < 0 ||
	    read_rows(p, t, r, above, &e) < 0)
		problem(p, file, above + 1, "%s (counted from the line %ld)", e.detail, above + 1);
	else if (t->nrows == 0)
		problem(p, file, above + 1, "no rows");
	arena_release(&scratch);
	return t;
}
