/* exchange/import.c -- see import.h. */
#include "exchange/import_priv.h"
#include "exchange/parser.h"
#include "record/program.h"

/* A column's cell with what was chosen for unclear texts in it. */
static struct str raw_cell(struct ctx *c, const struct run *r, const struct import_column *col)
{
	size_t i = (size_t)(col - r->columns) + 1;

	return i < r->csv->ncells ? choices_applied(c, r->im, col->field,
	    str_trim(c->arena, r->csv->cells[i])) : STR("");
}

/* What a row says of a field, all columns that are for it joined. */
static int field_value(struct ctx *c, const struct run *r, const struct import_column *first,
    struct str *ret)
{
	const char *glue = first->field->kind == FK_TEXT ? " " :
	    first->field->kind == FK_MARKDOWN ? "\n\n" : ";";
	struct str part;
	struct sbuf *b;
	int rc;

	if ((rc = value_read(c, r->im, first->field, raw_cell(c, r, first), ret)) < 0 ||
	    !first->more)
		return rc;
	b = sbuf_new(c->arena, 256 << 10);
	sbuf_add(b, ret->p, ret->n);
	for (const struct import_column *col = first->more; col; col = col->more) {
		if ((rc = value_read(c, r->im, col->field, raw_cell(c, r, col), &part)) < 0)
			return rc;
		sbuf_printf(b, "%s%s", b->n && part.n ? glue : "", part.p);
	}
	*ret = b->n ? sbuf_str(b) : STR("");
	return E_OK;
}

/* Is that a problem a choice can settle? */
static bool settled_by_choice(const struct field *f, const char *code)
{
	return strcmp(code, "no-such-record") == 0 || strcmp(code, "ambiguous") == 0 ||
	    strcmp(code, "not-a-choice") == 0 || strcmp(code, "not-yes-or-no") == 0 ||
	    (f->kind == FK_STEP && strcmp(code, "out-of-range") == 0);
}

/* A field that must have a value and has no column: told once, not with every row. */
static bool no_column(struct ctx *c, const struct run *r, const struct fielderr *f)
{
	const struct field *field = field_find(r->im->t, f->field);

	if (!field || !(field->flags & F_REQ) || strcmp(f->code, "required") != 0)
		return false;	/* what only some records must have is told with its row */
	for (size_t i = 0; i < r->ncolumns; i++)
		if (r->columns[i].field == field)
			return false;
	for (const struct fielderr *e = c->err.fields; e; e = e->next)
		if (!e->row && strcmp(e->field, field->name) == 0)
			return true;
	IGNORE(err_field(&c->err, field->name, "required", "no column is for \"%s\", which every "
	    "%s must have", field->label, r->im->t->label));
	return true;
}

/* Problems of one row move into the import's, with row and the column's own header. */
static void keep_errors(struct ctx *c, const struct run *r, struct ctx *row_ctx)
{
	const struct err *e = &row_ctx->err;
	long row = table_number(r->csv);

	if (!e->fields)
		IGNORE(err_row(
		    &c->err, row, "", "row", "%s", e->detail ? e->detail : err_title(e->code)));
	for (const struct fielderr *f = e->fields; f; f = f->next) {
		const char *header = f->field;

		if (no_column(c, r, f))
			continue;
		for (size_t i = 0; i < r->ncolumns; i++) {
			const struct import_column *col = &r->columns[i];

			if (!col->field || strcmp(col->field->name, f->field) != 0)
				continue;
			header = col->header;
			if (settled_by_choice(col->field, f->code))
				unclear_note(row_ctx, r->im, col->field, raw_cell(row_ctx, r, col));
		}
		IGNORE(err_row(&c->err, row, header, f->code, "%s", f->detail));
	}
}

/* The record a row is about, by the key column; NULL: a new one. */
static int existing(struct ctx *c, const struct run *r, const char **ret)
{
	const struct import_column *key = &r->columns[r->key];
	struct str v;
	int64_t id;
	int rc;

	*ret = NULL;
	if (r->key == r->ncolumns)
		return E_OK;
	if (key->code) {
		v = r->key + 1 < r->csv->ncells ? str_trim(c->arena, r->csv->cells[r->key + 1]) :
		    STR("");
		*ret = v.n ? v.p : NULL;	/* a row without a code is a new record */
		return E_OK;
	}
	if ((rc = field_value(c, r, key, &v)) < 0)
		return rc;
	if (!v.n)
		return err_field(&c->err, key->field->name, "key", "the key is empty");
	id = ref_by_field(c, r->im->t, key->field, v);
	if (id == -2)
		return err_field(&c->err, key->field->name, "key-ambiguous",
		    "several records have \"%s\" here", v.p);
	if (id > 0)
		*ret = code_text(c->arena, r->im->t, id);
	return E_OK;
}

/* Cells without a header: told once, unless they may be left out. */
static void unnamed(struct ctx *c, struct run *r)
{
	for (size_t i = 0; i < r->ncolumns && !r->im->lenient && !r->unnamed_told; i++) {
		const struct import_column *col = &r->columns[i];

		if (!col->unnamed || col->field || col->code || col->ignored ||
		    i + 1 >= r->csv->ncells || !r->csv->cells[i + 1].n)
			continue;
		r->unnamed_told = true;
		IGNORE(err_field(&c->err, col->header, "unnamed-column", "the column has no "
		    "header; name the field it is for, or leave the column out"));
	}
}

/* The cells of a row as input; what cannot be read is a problem and stays out. */
static struct value *input_of(struct ctx *c, struct run *r)
{
	struct value *input = val_obj(c->arena);

	for (size_t i = 0; i < r->ncolumns; i++) {
		const struct import_column *col = &r->columns[i];
		struct str v;

		if (col->field && !col->second && field_value(c, r, col, &v) == E_OK)
			val_add(input, col->field->name, val_str(c->arena, v));
	}
	unnamed(c, r);
	return input;
}

/* Everything of a row is looked at, so that all that is wrong with it is told. */
static int one_row(struct ctx *c, struct run *r)
{
	struct value *input;
	const char *code;
	struct rec *rec, *old;
	int rc;

	if (r->csv->ncells > r->ncolumns + 1)
		return err_field(&c->err, "", "too-many-cells",
		    "the row has %zu cells, the line with the headers %zu", r->csv->ncells - 1,
		    r->ncolumns);
	input = input_of(c, r);
	if ((rc = existing(c, r, &code)) < 0)
		return rc;
	if (!code) {
		r->im->created++;
		rc = record_create(c, r->im->t, input, IN_TEXT, &rec);
		return rc < 0 ? rc : c->err.code;
	}
	if ((rc = record_get(c, r->im->t, code, VERB_EDIT, &old)) < 0 ||
	    (rc = record_update(c, r->im->t, code, input, IN_TEXT, ANY_REV, &rec)) < 0)
		return rc;
	if (rec->rev == old->rev)
		r->im->unchanged++;
	else
		r->im->updated++;
	return c->err.code;
}

static int rows(struct ctx *c, struct run *r)
{
	struct arena *scratch = arena_child(c->arena, 64 << 20);
	struct ctx row = *c;
	int rc = E_OK;

	row.arena = scratch;
	while (c->err.nfields < IMPORT_ERRORS && (rc = table_row(c, r->csv)) > 0) {
		row.refs = NULL;
		row.scales = NULL;
		err_init(&row.err, scratch);
		rc = one_row(&row, r);
		if (rc == E_INVALID || rc == E_NOTFOUND || rc == E_CONFLICT || rc == E_DENIED)
			keep_errors(c, r, &row);
		else if (rc < 0) {
			rc = err_set(
			    &c->err, rc, "%s", row.err.detail ? row.err.detail : err_title(rc));
			break;
		}
		arena_reset(scratch);
		progress_add(r->im->track);
	}
	arena_release(scratch);
	r->im->more_mistakes = c->err.nfields >= IMPORT_ERRORS;
	return c->err.code ? c->err.code : rc < 0 ? rc : E_OK;
}

static int work(struct ctx *c, void *arg)
{
	struct run *r = arg;
	struct import *im = r->im;
	int rc;

	im->columns = val_arr(c->arena);
	im->unclear = val_arr(c->arena);
	im->unclear_arena = c->arena;
	if ((rc = table_open(c, im, &r->csv)) < 0 || (rc = columns_read(c, r)) < 0 ||
	    (rc = rows(c, r)) < 0) {
		unclear_candidates(c, im);
		return rc == E_USAGE ? (c->err.code = E_INVALID) : rc;
	}
	if (!im->dry && im->created + im->updated)
		im->act = arena_text(c->arena, c->request);
	return im->dry ? E_NO : E_OK;	/* a dry run ends by undoing everything */
}

int import_run(struct ctx *c, struct import *im)
{
	struct run r = { .im = im };
	bool guess;
	int rc;

	if (im->key && strcasecmp(im->key, "code") != 0 &&
	    (!header_field(im->t, im->key, &guess) || guess))
		return err_field(&c->err, im->key, "unknown-field", "%s has no field \"%s\"",
		    im->t->label, im->key);
	im->created = im->updated = im->unchanged = 0;
	if ((rc = table_choose(c, im, &r.table)) < 0)
		return rc == E_USAGE ? (c->err.code = E_INVALID) : rc;
	progress_begin(im->track, r.table->rows);
	rc = record_transaction(c, work, &r);
	progress_end(im->track);
	if (rc == E_NO && im->dry) {
		err_clear(&c->err);
		return E_OK;
	}
	if (rc == E_INVALID && c->err.nfields && !c->err.detail)
		c->err.detail = arena_printf(c->arena, "%s%s in the file; nothing was "
		    "imported", im->more_mistakes ? "more than " : "", text_counted(c->arena,
		    (int64_t)c->err.nfields, "mistake", "mistakes"));
	return rc;
}

int import_read(struct ctx *c, struct import *im, struct str bytes, const char *sheet)
{
	if (!c->program->parser)
		return err_set(&c->err, E_REFUSED, "this program was started without the process "
		    "that reads tables");
	return parser_table(c->program->parser, c->arena, bytes.p, bytes.n, sheet, &im->text,
	    &c->err);
}
