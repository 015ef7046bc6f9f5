/* isms/transition/old.c -- the table of the old Statement: heads, words, mistakes. */
#include "exchange/csv.h"
#include "isms/transition/transition.h"

enum column { C_CONTROL, C_APPLICABLE, C_JUSTIFICATION, C_STATUS, COLUMNS };
enum { ROWS_MAX = 2000 };

static const char *const fields[COLUMNS] = { "control", "applicable", "justification", "status" };

/* Names of columns and words in them, as people write them; all in lower case. */
static const struct { const char *head; enum column column; } heads[] = {
	{ "control", C_CONTROL }, { "control 2013", C_CONTROL }, { "control_2013", C_CONTROL },
	{ "reference", C_CONTROL }, { "ref", C_CONTROL }, { "id", C_CONTROL },
	{ "clause", C_CONTROL }, { "annex a", C_CONTROL }, { "control id", C_CONTROL },
	{ "applicable", C_APPLICABLE }, { "applicability", C_APPLICABLE },
	{ "applies", C_APPLICABLE }, { "included", C_APPLICABLE },
	{ "justification", C_JUSTIFICATION }, { "reason", C_JUSTIFICATION },
	{ "reasons", C_JUSTIFICATION }, { "rationale", C_JUSTIFICATION },
	{ "justification for inclusion or exclusion", C_JUSTIFICATION },
	{ "status", C_STATUS }, { "implementation", C_STATUS }, { "implemented", C_STATUS },
	{ "implementation status", C_STATUS },
};
static const struct { const char *word; enum old_applies applies; } applies[] = {
	{ "yes", OLD_APPLIES }, { "y", OLD_APPLIES }, { "true", OLD_APPLIES }, { "1", OLD_APPLIES },
	{ "x", OLD_APPLIES }, { "applicable", OLD_APPLIES }, { "included", OLD_APPLIES },
	{ "no", OLD_EXCLUDED }, { "n", OLD_EXCLUDED }, { "false", OLD_EXCLUDED },
	{ "0", OLD_EXCLUDED }, { "n/a", OLD_EXCLUDED }, { "not applicable", OLD_EXCLUDED },
	{ "excluded", OLD_EXCLUDED },
};
static const struct { const char *word; enum old_status status; } statuses[] = {
	{ "implemented", OLD_IN_PLACE }, { "in place", OLD_IN_PLACE }, { "in-place", OLD_IN_PLACE },
	{ "yes", OLD_IN_PLACE }, { "done", OLD_IN_PLACE }, { "complete", OLD_IN_PLACE },
	{ "fully implemented", OLD_IN_PLACE }, { "100%", OLD_IN_PLACE },
	{ "partly", OLD_PARTLY }, { "partial", OLD_PARTLY }, { "partly in place", OLD_PARTLY },
	{ "partially implemented", OLD_PARTLY }, { "partly implemented", OLD_PARTLY },
	{ "in progress", OLD_PARTLY },
	{ "planned", OLD_PLANNED }, { "not implemented", OLD_NOT_DONE }, { "no", OLD_NOT_DONE },
	{ "not started", OLD_NOT_DONE }, { "open", OLD_NOT_DONE }, { "0%", OLD_NOT_DONE },
	{ "n/a", OLD_NO_STATUS }, { "-", OLD_NO_STATUS }, { "not applicable", OLD_NO_STATUS },
};

struct reading {
	struct ctx *c;
	struct csv_reader *r;
	int at[COLUMNS];		/* index of the column, -1 = none */
};

static void problem(struct reading *w, enum column column, const char *code, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
static void problem(struct reading *w, enum column column, const char *code, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(w->c->arena, fmt, ap);
	va_end(ap);
	IGNORE(err_field(&w->c->err, fields[column], code, "line %ld, %s: %s", w->r->line,
	    fields[column], text));
}

/* A copy: cells are only there until the next row is read. */
static const char *cell(const struct reading *w, enum column column)
{
	int at = w->at[column];
	struct str s;

	if (at < 0 || (size_t)at >= w->r->ncells)
		return "";
	s = str_trim(w->c->arena, w->r->cells[at]);
	return arena_text_n(w->c->arena, s.p, s.n);
}

static const char *word(const struct reading *w, enum column column)
{
	return text_lower(w->c->arena, cell(w, column));
}

static int read_head(struct reading *w)
{
	for (size_t i = 0; i < COLUMNS; i++)
		w->at[i] = -1;
	for (size_t i = 0; i < w->r->ncells; i++) {
		const char *name = text_lower(w->c->arena, str_trim(w->c->arena,
		    w->r->cells[i]).p);

		for (size_t k = 0; k < COUNT(heads); k++)
			if (strcmp(heads[k].head, name) == 0 && w->at[heads[k].column] < 0)
				w->at[heads[k].column] = (int)i;
	}
	if (w->at[C_CONTROL] < 0)
		IGNORE(err_field(&w->c->err, "control", "required", "the first line must name a "
		    "column \"control\" with references such as A.9.2.1"));
	if (w->at[C_APPLICABLE] < 0)
		IGNORE(err_field(&w->c->err, "applicable", "required", "the first line must name a "
		    "column \"applicable\" with yes or no"));
	return w->c->err.code;
}

/* "A.9.2.1", "a.9.2.1", "9.2.1" */
static const struct library_node *control_of(struct reading *w, const char *text)
{
	const struct library_framework *f = library_framework(library(), "iso27001-2013");
	const struct library_node *n = NULL;

	if (f && toupper((unsigned char)text[0]) == 'A')
		n = library_node(library(), f, text);
	else if (f)
		n = library_node(library(), f, arena_printf(w->c->arena, "A.%s", text));
	return n && strcmp(library_role(n), "control") == 0 ? n : NULL;
}

static enum old_applies applies_of(struct reading *w)
{
	const char *text = word(w, C_APPLICABLE);

	for (size_t i = 0; i < COUNT(applies); i++)
		if (strcmp(applies[i].word, text) == 0)
			return applies[i].applies;
	if (text[0])
		problem(w, C_APPLICABLE, "unknown-word", "\"%.60s\" is neither yes nor no", text);
	return OLD_UNKNOWN;
}

static enum old_status status_of(struct reading *w)
{
	const char *text = word(w, C_STATUS);

	for (size_t i = 0; i < COUNT(statuses); i++)
		if (strcmp(statuses[i].word, text) == 0)
			return statuses[i].status;
	if (text[0])
		problem(w, C_STATUS, "unknown-word", "\"%.60s\" is no status: write implemented, "
		    "partly, planned or not implemented", text);
	return OLD_NO_STATUS;
}

static void read_row(struct reading *w, struct old_statement *old)
{
	const char *ref = cell(w, C_CONTROL);
	struct old_row row = { .line = w->r->line, .applies = applies_of(w),
		.status = status_of(w), .justification = cell(w, C_JUSTIFICATION) };

	if (!ref[0]) {
		problem(w, C_CONTROL, "required", "the control is missing");
		return;
	}
	row.node = control_of(w, ref);
	if (!row.node) {
		problem(w, C_CONTROL, "unknown", "\"%.60s\" is no control of Annex A of 2013", ref);
		return;
	}
	for (size_t i = 0; i < old->n; i++)
		if (old->rows[i].node == row.node)
			problem(w, C_CONTROL, "twice", "%s stands in line %ld already",
			    row.node->ref, old->rows[i].line);
	old->rows[old->n++] = row;
}

int old_statement_parse(struct ctx *c, struct str csv, struct old_statement *ret)
{
	struct reading w = { .c = c };
	size_t lines = 0;
	int rc;

	if ((rc = csv_open(c->arena, csv.p, csv.n, &w.r, &c->err)) < 0 ||
	    (rc = csv_next(w.r, &c->err)) < 0)
		return rc;
	if (rc == 0)
		return err_field(&c->err, "csv", "required",
		    "the table is empty: give the old Statement as CSV with a first line of heads");
	if ((rc = read_head(&w)) < 0)
		return rc;
	*ret = (struct old_statement){ .rows = arena_zero(c->arena, ROWS_MAX,
	    sizeof(*ret->rows)) };
	while ((rc = csv_next(w.r, &c->err)) > 0) {
		if (++lines > ROWS_MAX)
			return err_set(&c->err, E_TOOBIG, "the table has more than %d rows",
			    ROWS_MAX);
		read_row(&w, ret);
	}
	if (rc < 0 || c->err.code)
		return rc < 0 ? rc : c->err.code;
	return ret->n ? E_OK : err_field(&c->err, "csv", "required", "the table has no rows");
}
