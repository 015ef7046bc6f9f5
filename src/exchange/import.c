/* exchange/import.c -- see import.h. */
#include <pthread.h>
#include "exchange/csv.h"
#include "exchange/import.h"
#include "exchange/parser.h"
#include "record/program.h"

/* ---- how far an import is: for whoever waits for it ---- */

enum { TRACKS = 16, TRACK_NAME = 64 };
static struct track {
	char name[TRACK_NAME];		/* "" = free */
	int64_t done, all;
} tracks[TRACKS];
static pthread_mutex_t tracks_lock = PTHREAD_MUTEX_INITIALIZER;

static struct track *track_find(const char *name)
{
	for (size_t i = 0; i < TRACKS; i++)
		if (strcmp(tracks[i].name, name) == 0)
			return &tracks[i];
	return NULL;
}

static void progress_begin(const struct import *im)
{
	struct track *t;
	int64_t lines = 0;

	if (!im->track || !im->track[0] || strlen(im->track) >= TRACK_NAME)
		return;
	for (size_t i = 0; i < im->text.n; i++)
		lines += im->text.p[i] == '\n';
	pthread_mutex_lock(&tracks_lock);
	if (!track_find(im->track) && (t = track_find(""))) {	/* else it is not told */
		(void)snprintf(t->name, sizeof(t->name), "%s", im->track);
		t->done = 0;
		t->all = lines;
	}
	pthread_mutex_unlock(&tracks_lock);
}

static void progress_add(const char *name)
{
	struct track *t;

	if (!name || !name[0])
		return;
	pthread_mutex_lock(&tracks_lock);
	if ((t = track_find(name)))
		t->done++;
	pthread_mutex_unlock(&tracks_lock);
}

static void progress_end(const char *name)
{
	struct track *t;

	if (!name || !name[0])
		return;
	pthread_mutex_lock(&tracks_lock);
	if ((t = track_find(name)))
		t->name[0] = '\0';
	pthread_mutex_unlock(&tracks_lock);
}

bool import_progress(const char *name, int64_t *ret_done, int64_t *ret_all)
{
	const struct track *t;
	bool there;

	pthread_mutex_lock(&tracks_lock);
	if ((there = name[0] && (t = track_find(name)))) {
		*ret_done = t->done;
		*ret_all = t->all;
	}
	pthread_mutex_unlock(&tracks_lock);
	return there;
}

struct import_column {
	const struct field *field;	/* NULL with ignored or code */
	bool code, ignored;
	const char *header, *how;
};

struct run {
	struct import *im;
	struct csv_reader *csv;
	struct import_column *columns;
	size_t ncolumns, key;		/* key: index of the key column, or ncolumns */
	size_t first;			/* 1 when each row begins with its number */
};

/* Where the row stands in the file, 1 = first after the header. */
static long row_number(const struct run *r)
{
	int64_t n = 0;

	if (!r->first)
		return r->csv->line - 1;
	return r->csv->ncells && str_int(r->csv->cells[0], &n) ? (long)n - 1 : r->csv->line - 1;
}

/* What a header is mapped to, or NULL. */
static const char *mapped(const struct import *im, const char *header)
{
	for (size_t i = 0; i < im->nmaps; i++)
		if (strcasecmp(im->map[i].header, header) == 0)
			return im->map[i].field;
	return NULL;
}

/* A map for a header that the file has not is a slip: its column would go elsewhere. */
static void unused_maps(struct ctx *c, const struct run *r)
{
	for (size_t k = 0; k < r->im->nmaps; k++) {
		const char *header = r->im->map[k].header;
		bool used = false;

		for (size_t i = 0; i < r->ncolumns && !used; i++)
			used = strcasecmp(r->columns[i].header, header) == 0;
		if (!used)
			IGNORE(err_field(&c->err, header, "unknown-column", "the file has no "
			    "column of this name"));
	}
}

/* What our own exports have beside the fields of input. */
static bool silent(const struct field *f, const char *name)
{
	return (f && (f->flags & F_DERIVED)) || strcasecmp(name, "state") == 0 ||
	    strcasecmp(name, "drafted") == 0;
}

/* Has a column before, or one that says so more clearly, this field already? */
static bool taken(const struct run *r, const struct field *f)
{
	for (size_t i = 0; i < r->ncolumns; i++)
		if (r->columns[i].field == f)
			return true;
	return false;
}

static void tell_column(struct ctx *c, struct import *im, const struct import_column *col,
    const char *how)
{
	struct value *o = val_obj(c->arena);

	val_add(o, "header", val_text(c->arena, col->header));
	val_add(o, "field", val_text(c->arena, col->code ? "code" : col->field ? col->field->name :
	    NULL));
	val_add(o, "how", val_text(c->arena, how));
	val_push(im->columns, o);
}

/* Settle one column. guesses: the second pass, for what no header names outright. */
static void settle(struct ctx *c, struct run *r, struct import_column *col, bool guesses)
{
	const struct record *t = r->im->t;
	const char *map = mapped(r->im, col->header), *name = map && map[0] ? map : col->header;
	bool guess = false;
	const struct field *f;

	if (map && !map[0]) {
		col->ignored = true;
		return;
	}
	f = header_field(c->arena, t, name, &guess);
	if (guess && map)
		f = NULL;	/* a map says what is meant; it is not guessed at */
	if (guess != guesses)
		return;
	col->code = strcasecmp(name, "code") == 0;
	col->ignored = silent(f, name);
	if (!col->code && !col->ignored && f && !(guess && taken(r, f))) {
		col->field = f;
		col->how = map ? "mapped" : guess ? "guessed" : "named";
	}
}

static int read_header(struct ctx *c, struct run *r)
{
	struct import *im = r->im;
	int rc = csv_next(r->csv, &c->err);

	if (rc < 0)
		return rc;
	if (rc == 0 || r->csv->ncells <= r->first)
		return err_set(
		    &c->err, E_INVALID, "the file has no line with the names of the columns");
	r->ncolumns = r->key = r->csv->ncells - r->first;
	r->columns = arena_zero(c->arena, r->ncolumns, sizeof(*r->columns));
	for (size_t i = 0; i < r->ncolumns; i++) {
		struct str cell = str_trim(c->arena, r->csv->cells[i + r->first]);

		r->columns[i].header = arena_text(c->arena, cell.p);
	}
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < r->ncolumns; i++)
			if (!r->columns[i].field && !r->columns[i].code && !r->columns[i].ignored)
				settle(c, r, &r->columns[i], pass == 1);
	unused_maps(c, r);
	for (size_t i = 0; i < r->ncolumns; i++) {
		struct import_column *col = &r->columns[i];
		const char *map = mapped(im, col->header);

		if (!col->code && !col->ignored && !col->field && !im->lenient)
			IGNORE(err_field(&c->err, col->header, "unknown-column",
			    "%s has no field \"%s\"; name one with --map \"%s=FIELD\", or leave "
			    "the column out with --map \"%s=\"", im->t->label,
			    map && map[0] ? map : col->header, col->header, col->header));
		for (size_t k = 0; col->field && k < i; k++)
			if (r->columns[k].field == col->field)
				IGNORE(err_field(&c->err, col->header, "twice",
				    "two columns are for the field \"%s\"", col->field->name));
		tell_column(c, im, col, col->field || col->code ? col->how ? col->how : "named" :
		    "out");
		if (im->key && (col->code ? strcasecmp(im->key, "code") == 0 :
		    col->field && strcasecmp(im->key, col->field->name) == 0))
			r->key = i;
	}
	if (im->key && r->key == r->ncolumns)
		IGNORE(err_field(&c->err, im->key, "key",
		    "there is no column for the key \"%s\"", im->key));
	return c->err.code;
}

/* The cell as it will be read: what was chosen for unclear references is in it. */
static struct str cell_of(struct ctx *c, const struct run *r, size_t i)
{
	const struct field *f = r->columns[i].field;
	struct str cell = r->csv->cells[i + r->first];

	return f ? choices_applied(c, r->im, f, cell) : cell;
}

static void note_unclear(const struct run *r, struct ctx *row_ctx, size_t i)
{
	if (i + r->first < r->csv->ncells)
		unclear_note(row_ctx, r->im, r->columns[i].field, cell_of(row_ctx, r, i));
}

/* Problems of one row move into the import's, with row and the column's own header. */
static void keep_errors(struct ctx *c, const struct run *r, struct ctx *row_ctx)
{
	const struct err *e = &row_ctx->err;
	long row = row_number(r);

	if (!e->fields)
		IGNORE(err_row(
		    &c->err, row, "", "row", "%s", e->detail ? e->detail : err_title(e->code)));
	for (const struct fielderr *f = e->fields; f; f = f->next) {
		const char *header = f->field;

		for (size_t i = 0; i < r->ncolumns; i++)
			if (r->columns[i].field &&
			    strcmp(r->columns[i].field->name, f->field) == 0) {
				header = r->columns[i].header;
				if (strcmp(f->code, "no-such-record") == 0 ||
				    strcmp(f->code, "ambiguous") == 0)
					note_unclear(r, row_ctx, i);
			}
		IGNORE(err_row(&c->err, row, header, f->code, "%s", f->detail));
	}
}

/* The record a row is about, by the key column; NULL: a new one. */
static int existing(struct ctx *c, const struct run *r, const char **ret)
{
	struct str v;
	int64_t id;

	*ret = NULL;
	if (r->key + r->first >= r->csv->ncells)
		return E_OK;
	v = str_trim(c->arena, r->csv->cells[r->key + r->first]);
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

	if (r->csv->ncells > r->ncolumns + r->first)
		return err_field(&c->err, "", "too-many-cells",
		    "the row has %zu cells, the first line %zu", r->csv->ncells - r->first,
		    r->ncolumns);
	for (size_t i = 0; i + r->first < r->csv->ncells; i++)
		if (r->columns[i].field)
			val_add(input, r->columns[i].field->name,
			    val_str(c->arena, cell_of(c, r, i)));
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
	struct arena *scratch = arena_child(c->arena, 64 << 20);
	struct ctx row = *c;
	int rc = E_OK;

	row.arena = scratch;
	while (c->err.nfields < IMPORT_ERRORS && (rc = csv_next(r->csv, &c->err)) > 0) {
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
	r->first = im->numbered;
	if ((rc = csv_open(c->arena, im->text.p, im->text.n, &r->csv, &c->err)) < 0 ||
	    (rc = read_header(c, r)) < 0 || (rc = rows(c, r)) < 0) {
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
	    (!header_field(c->arena, im->t, im->key, &guess) || guess))
		return err_field(&c->err, im->key, "unknown-field", "%s has no field \"%s\"",
		    im->t->label, im->key);
	im->created = im->updated = im->unchanged = 0;
	progress_begin(im);
	rc = record_transaction(c, work, &r);
	progress_end(im->track);
	if (rc == E_NO && im->dry) {
		err_clear(&c->err);
		return E_OK;
	}
	if (rc == E_INVALID && c->err.nfields && !c->err.detail)
		c->err.detail = arena_printf(
		    c->arena, "%zu mistake%s in the file; nothing was imported", c->err.nfields,
		    c->err.nfields == 1 ? "" : "s");
	return rc;
}

int import_read(struct ctx *c, struct import *im, struct str bytes, const char *sheet)
{
	if (!c->program->parser)
		return err_set(&c->err, E_REFUSED, "this program was started without the process "
		    "that reads tables");
	im->numbered = true;
	return parser_table(c->program->parser, c->arena, bytes.p, bytes.n, sheet, &im->text,
	    &c->err);
}
