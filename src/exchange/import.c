/* exchange/import.c -- see import.h. */
#include "exchange/csv.h"
#include "exchange/import.h"
#include "record/program.h"

struct import_column {
	const struct field *field;	/* NULL with ignored or code */
	bool code, ignored;
	const char *header;
};

struct run {
	struct import *im;
	struct csv_reader *csv;
	struct import_column *columns;
	size_t ncolumns, key;		/* key: index of the key column, or ncolumns */
};

static const char *mapped(const struct import *im, const char *header)
{
	for (size_t i = 0; i < im->nmaps; i++)
		if (strcasecmp(im->map[i].header, header) == 0)
			return im->map[i].field;
	return header;
}

static const struct field *by_label(const struct record *t, const char *name)
{
	for (const struct field *f = t->fields; f->name; f++)
		if (strcasecmp(f->name, name) == 0 || strcasecmp(f->label, name) == 0)
			return f;
	return NULL;
}

/* What our own exports have beside the fields of input. */
static bool silent(const struct record *t, const char *name)
{
	const struct field *f = by_label(t, name);

	return (f && (f->flags & F_DERIVED)) || strcasecmp(name, "state") == 0;
}

static int read_header(struct ctx *c, struct run *r)
{
	const struct record *t = r->im->t;
	int rc = csv_next(r->csv, &c->err);

	if (rc < 0)
		return rc;
	if (rc == 0)
		return err_set(
		    &c->err, E_INVALID, "the file has no line with the names of the columns");
	r->ncolumns = r->key = r->csv->ncells;
	r->columns = arena_zero(c->arena, r->ncolumns, sizeof(*r->columns));
	for (size_t i = 0; i < r->ncolumns; i++) {
		struct str cell = str_trim(c->arena, r->csv->cells[i]);
		struct import_column *col = &r->columns[i];
		const char *name = mapped(r->im, arena_text(c->arena, cell.p));

		col->header = arena_text(c->arena, cell.p);
		col->code = strcasecmp(name, "code") == 0;
		col->ignored = silent(t, name);
		col->field = col->code || col->ignored ? NULL : by_label(t, name);
		if (!col->code && !col->ignored && !col->field)
			IGNORE(err_field(&c->err, col->header, "unknown-column",
			    "a %s has no field \"%s\"; name "
			    "one with --map \"%s=FIELD\"",
			    t->label, name, col->header));
		for (size_t k = 0; col->field && k < i; k++)
			if (r->columns[k].field == col->field)
				IGNORE(err_field(&c->err, col->header, "twice",
				    "two columns are for the field \"%s\"", col->field->name));
		if (r->im->key && strcasecmp(name, r->im->key) == 0)
			r->key = i;
	}
	if (r->im->key && r->key == r->ncolumns)
		IGNORE(err_field(&c->err, r->im->key, "key",
		    "there is no column for the key \"%s\"", r->im->key));
	return c->err.code;
}

/* Problems of one row move into the import's, with row and the column's own header. */
static void keep_errors(struct ctx *c, const struct run *r, const struct err *e)
{
	long row = r->csv->line - 1;

	if (!e->fields)
		IGNORE(err_row(
		    &c->err, row, "", "row", "%s", e->detail ? e->detail : err_title(e->code)));
	for (const struct fielderr *f = e->fields; f; f = f->next) {
		const char *header = f->field;

		for (size_t i = 0; i < r->ncolumns; i++)
			if (r->columns[i].field && strcmp(r->columns[i].field->name, f->field) == 0)
				header = r->columns[i].header;
		IGNORE(err_row(&c->err, row, header, f->code, "%s", f->detail));
	}
}

/* The record a row is about, by the key column; NULL: a new one. */
static int existing(struct ctx *c, const struct run *r, const char **ret)
{
	struct str v;
	int64_t id;

	*ret = NULL;
	if (r->key >= r->csv->ncells)
		return E_OK;
	v = str_trim(c->arena, r->csv->cells[r->key]);
	if (!v.n)
		return err_field(&c->err, r->columns[r->key].header, "key", "the key is empty");
	if (r->columns[r->key].code) {
		*ret = v.p;
		return E_OK;
	}
	id = ref_by_field(c, r->im->t, r->columns[r->key].field, v);
	if (id == -2)
		return err_field(&c->err, r->columns[r->key].header, "ambiguous",
		    "several records have \"%s\" here", v.p);
	if (id > 0)
		*ret = code_text(c->arena, r->im->t, id);
	return E_OK;
}

static int one_row(struct ctx *c, struct run *r)
{
	struct value *input = val_obj(c->arena);
	const char *code;
	struct rec *rec, *old;
	int rc;

	if (r->csv->ncells > r->ncolumns)
		return err_field(&c->err, "", "too-many-cells",
		    "the row has %zu cells, the first line %zu", r->csv->ncells, r->ncolumns);
	for (size_t i = 0; i < r->csv->ncells; i++)
		if (r->columns[i].field)
			val_add(
			    input, r->columns[i].field->name, val_str(c->arena, r->csv->cells[i]));
	if ((rc = existing(c, r, &code)) < 0)
		return rc;
	if (!code) {
		r->im->created++;
		return record_create(c, r->im->t, input, IN_TEXT, &rec);
	}
	if ((rc = record_get(c, r->im->t, code, VERB_EDIT, &old)) < 0 ||
	    (rc = record_update(c, r->im->t, code, input, IN_TEXT, ANY_REV, &rec)) < 0)
		return rc;
	if (rec->rev == old->rev)
		r->im->unchanged++;
	else
		r->im->updated++;
	return E_OK;
}

static int rows(struct ctx *c, struct run *r)
{
	struct arena scratch;
	struct ctx row = *c;
	int rc = E_OK;

	arena_init(&scratch, 64 << 20);
	scratch.escape = c->arena->escape;
	row.arena = &scratch;
	while (c->err.nfields < IMPORT_ERRORS && (rc = csv_next(r->csv, &c->err)) > 0) {
		row.refs = NULL;
		row.scales = NULL;
		err_init(&row.err, &scratch);
		rc = one_row(&row, r);
		if (rc == E_INVALID || rc == E_NOTFOUND || rc == E_CONFLICT || rc == E_DENIED)
			keep_errors(c, r, &row.err);
		else if (rc < 0) {
			rc = err_set(
			    &c->err, rc, "%s", row.err.detail ? row.err.detail : err_title(rc));
			break;
		}
		arena_reset(&scratch);
	}
	arena_release(&scratch);
	return c->err.code ? c->err.code : rc < 0 ? rc : E_OK;
}

static int work(struct ctx *c, void *arg)
{
	struct run *r = arg;
	int rc;

	if ((rc = csv_open(c->arena, r->im->text.p, r->im->text.n, &r->csv, &c->err)) < 0 ||
	    (rc = read_header(c, r)) < 0 || (rc = rows(c, r)) < 0)
		return rc == E_USAGE ? (c->err.code = E_INVALID) : rc;
	return r->im->dry ? E_NO : E_OK;	/* a dry run ends by undoing everything */
}

int import_run(struct ctx *c, struct import *im)
{
	struct run r = { .im = im };
	int rc;

	if (im->key && strcasecmp(im->key, "code") != 0 && !by_label(im->t, im->key))
		return err_field(&c->err, im->key, "unknown-field", "a %s has no field \"%s\"",
		    im->t->label, im->key);
	im->created = im->updated = im->unchanged = 0;
	rc = record_transaction(c, work, &r);
	if (rc == E_NO && im->dry) {
		err_clear(&c->err);
		return E_OK;
	}
	if (rc == E_INVALID && c->err.nfields && !c->err.detail)
		c->err.detail = arena_printf(
		    c->arena, "%zu mistakes in the file; nothing was imported", c->err.nfields);
	return rc;
}
