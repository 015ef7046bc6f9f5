/* web/import_page.c -- importing a table in the browser: a preview first, then all rows or none. */
#include "exchange/import.h"
#include "web/app.h"
#include "record/stage.h"

enum { PREVIEW_ROWS = 20, ERRORS_SHOWN = 500 };

/* What a record can be recognised by: its code, what no two records share, and its title. */
static struct value *keys(struct ctx *c, const struct record *t, const char *chosen)
{
	struct value *list = val_arr(c->arena);

	for (const struct field *f = NULL; !f || f->name; f = f ? f + 1 : t->fields) {
		const char *name = f ? f->name : "code";
		struct value *o;

		if (f && ((f->flags & F_DERIVED) || (!(f->flags & F_UNIQUE) &&
		    strcmp(f->name, t->title) != 0)))
			continue;
		o = val_obj(c->arena);
		val_add(o, "value", val_text(c->arena, name));
		val_add(o, "label", val_text(c->arena, f ? f->label : N_("Code")));
		val_add(o, "selected", val_bool(c->arena, chosen && strcmp(chosen, name) == 0));
		val_push(list, o);
	}
	return list;
}

int import_form(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	const char *self = arena_printf(c->arena, "/%s/import", t->plural);

	val_add(view, "type", type_view(c->arena, t));
	val_add(view, "title", val_text(c->arena, arena_printf(c->arena, "Import %s", t->labels)));
	val_add(view, "self_href", val_text(c->arena, self));
	val_add(view, "cancel_href", val_text(c->arena, arena_printf(c->arena, "/%s", t->plural)));
	val_add(
	    view, "template_href", val_text(c->arena, arena_printf(c->arena, "%s/template", self)));
	val_add(view, "keys", keys(c, t, r->form ? req_field(r, "key") : NULL));
	return E_OK;
}

/* A sheet with nothing but the names of the columns. */
int import_template(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));

	(void)view;
	sbuf_init(b, c->arena, 8192);
	for (const struct field *f = t->fields; f->name; f++)
		if (!(f->flags & F_DERIVED))
			sbuf_printf(b, "%s%s", b->n ? "," : "", f->name);
	sbuf_char(b, '\n');
	r->raw = sbuf_str(b);
	r->raw_type = "text/csv; charset=utf-8";
	r->raw_name = arena_printf(c->arena, "%s-empty.csv", t->plural);
	return E_OK;
}

static struct value *import_errors(struct ctx *c)
{
	struct value *list = val_arr(c->arena);

	for (const struct fielderr *f = c->err.fields; f && list->u.list.n < ERRORS_SHOWN;
	    f = f->next) {
		struct value *o = val_obj(c->arena);

		val_add(o, "row", f->row ? val_int(c->arena, f->row) : val_null(c->arena));
		val_add(o, "field", val_text(c->arena, f->field));
		val_add(o, "detail", val_text(c->arena, f->detail));
		val_push(list, o);
	}
	return list;
}

/* The first rows as they stand in the file, in the order of the columns. */
static struct value *preview(struct ctx *c, const struct import *im)
{
	struct value *o = val_obj(c->arena);

	val_add(o, "count", val_int(c->arena, im->created + im->updated));
	val_add(o, "created", val_int(c->arena, im->created));
	val_add(o, "updated", val_int(c->arena, im->updated));
	val_add(o, "unchanged", val_int(c->arena, im->unchanged));
	val_add(o, "columns", im->columns);
	val_add(o, "rows", import_first_rows(c, im, PREVIEW_ROWS));
	return o;
}

/* ---- which sheet and row, and how dates are written ---- */

static struct value *sheets(struct ctx *c, const struct import *im)
{
	struct value *list = val_arr(c->arena);

	for (const struct value *s = im->sheets ? im->sheets->u.list.first : NULL; s; s = s->next) {
		struct value *o = val_copy(c->arena, s);

		val_set(o, "selected", val_bool(c->arena, im->sheet &&
		    strcmp(im->sheet, val_get_text(s, "name")) == 0));
		val_push(list, o);
	}
	return list;
}

static void reading_view(struct ctx *c, const struct import *im, struct value *view)
{
	struct value *list = sheets(c, im);

	val_set(view, "sheets", list);
	val_set_bool(c->arena, view, "many_sheets", list->u.list.n > 1);
	val_set_text(c->arena, view, "sheet", im->sheet);
	val_set_int(c->arena, view, "header_row", im->header_row);
	val_set_bool(c->arena, view, "day_first", im->dates == DATES_DAY_FIRST);
	val_set_bool(c->arena, view, "month_first", im->dates == DATES_MONTH_FIRST);
}

/* ---- which column is for which field ---- */

static void field_option(struct arena *a, struct value *list, const char *value, const char *label,
    const char *now)
{
	struct value *o = val_obj(a);

	val_add(o, "value", val_text(a, value));
	val_add(o, "label", val_text(a, label));
	val_add(o, "selected", val_bool(a, now && strcmp(now, value) == 0));
	val_push(list, o);
}

static struct value *mapping(struct ctx *c, const struct import *im)
{
	struct value *list = val_arr(c->arena);
	int64_t n = 0;

	for (const struct value *m = im->columns ? im->columns->u.list.first : NULL; m;
	     m = m->next) {
		const char *now = val_get_text(m, "field"), *how = val_get_text(m, "how");
		struct value *o = val_obj(c->arena), *options = val_arr(c->arena);

		field_option(c->arena, options, "code", N_("Code"), now);
		for (const struct field *f = im->t->fields; f->name; f++)
			if (!(f->flags & (F_DERIVED | F_INTERNAL)))
				field_option(c->arena, options, f->name, f->label, now);
		val_add(o, "n", val_int(c->arena, n++));
		val_add(o, "header", val_copy(c->arena, val_get(m, "header")));
		val_add(o, "guessed", val_bool(c->arena, strcmp(how, "guessed") == 0));
		val_add(o, "out", val_bool(c->arena, !now));
		val_add(o, "sample", val_copy(c->arena, val_get(m, "sample")));
		val_add(o, "options", options);
		val_push(list, o);
	}
	return list;
}

static struct value *unclear(struct ctx *c, const struct import *im)
{
	struct value *list = val_arr(c->arena);
	int64_t n = 0;

	for (const struct value *m = im->unclear ? im->unclear->u.list.first : NULL; m;
	     m = m->next) {
		struct value *o = val_copy(c->arena, m), *options = val_arr(c->arena);

		for (const struct value *k = val_get(m, "candidates")->u.list.first; k; k = k->next)
			field_option(c->arena, options, val_get_text(k, "code"),
			    arena_printf(c->arena, "%s %s", val_get_text(k, "code"),
				val_get_text(k, "label")), NULL);
		val_set(o, "n", val_int(c->arena, n++));
		val_set(o, "options", options);
		val_set(o, "several", val_bool(c->arena,
		    strcmp(val_get_text(m, "why"), "several") == 0));
		val_set(o, "word", val_bool(c->arena, strcmp(val_get_text(m, "why"), "word") == 0));
		val_push(list, o);
	}
	return list;
}

/* Choices that were made stay made: as hidden fields behind the open ones. */
static struct value *settled(struct ctx *c, const struct import *im, size_t open)
{
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; i < im->nchoices; i++) {
		struct value *o = val_obj(c->arena);

		val_add(o, "n", val_int(c->arena, (int64_t)(open + i)));
		val_add(o, "field", val_text(c->arena, im->choice[i].field));
		val_add(o, "text", val_text(c->arena, im->choice[i].text));
		val_add(o, "code", val_text(c->arena, im->choice[i].code));
		val_push(list, o);
	}
	return list;
}

/* Sheet, row and dates. false: another table than the one the other fields were made for. */
static bool reading_from_form(const struct req *r, struct import *im)
{
	const char *sheet = req_field(r, "sheet"), *for_sheet = req_field(r, "for_sheet");
	const char *row = req_field(r, "header"), *for_row = req_field(r, "for_header");
	const char *dates = req_field(r, "dates");
	bool same_sheet = !sheet || (for_sheet && strcmp(sheet, for_sheet) == 0);
	bool same_row = !row || (for_row && strcmp(row, for_row) == 0);
	int64_t n = 0;

	im->sheet = sheet && sheet[0] ? sheet : NULL;
	if (row && str_int(str_of(row), &n) && n > 0 && n <= 1000000 && (same_sheet || !same_row))
		im->header_row = (long)n;	/* another sheet has its headers elsewhere */
	if (dates)
		IGNORE(import_dates_of(dates, &im->dates));	/* empty: unsaid */
	return same_sheet && same_row;
}

/* map.N with head.N, and choose.N with choose.N.field and choose.N.text. */
static void from_form(struct ctx *c, const struct req *r, struct import *im)
{
	if (!reading_from_form(r, im))
		return;
	for (int i = 0; i < IMPORT_MAPS; i++) {
		const char *header = req_field(r, arena_printf(c->arena, "head.%d", i));

		if (!header)
			break;
		im->map[im->nmaps++] = (struct import_map){ header,
			req_field(r, arena_printf(c->arena, "map.%d", i)) };
		if (!im->map[im->nmaps - 1].field)
			im->map[im->nmaps - 1].field = "";
	}
	for (int i = 0; i < IMPORT_CHOICES; i++) {
		const char *field = req_field(r, arena_printf(c->arena, "choose.%d.field", i));
		const char *text = req_field(r, arena_printf(c->arena, "choose.%d.text", i));
		const char *code = req_field(r, arena_printf(c->arena, "choose.%d", i));

		if (!field || !text)
			break;
		if (code && code[0])	/* "-" is nobody; nothing chosen stays unclear */
			im->choice[im->nchoices++] = (struct import_choice){ field, text,
				strcmp(code, "-") == 0 ? "" : code };
	}
}

/* ---- the steps ---- */

/* The table as it was sent now, or as it was kept at the step before. */
static int table_of(struct ctx *c, const struct req *r, struct import *im, const char **ret_stage)
{
	const struct http_field *file = r->form ? http_form_find(r->form, "file") : NULL;
	const char *staged = req_field(r, "staged"), *text = req_field(r, "text");
	char *id = arena_alloc(c->arena, STAGE_ID);
	struct str bytes;
	int rc;

	if (staged && staged[0]) {
		*ret_stage = staged;
		return stage_get(c, im->t, staged, &im->text);
	}
	bytes = file && file->file && file->value.n ? file->value : str_of(text);
	if (!bytes.n)
		return err_field(&c->err, "file", "required",
		    "choose a CSV or XLSX file or paste rows");
	if ((rc = import_read(c, im, bytes, NULL)) < 0)
		return rc;
	im->find_key = true;
	*ret_stage = id;
	return stage_put(c, im->t, im->text, id);
}

static void settings_view(struct ctx *c, const struct import *im, const char *stage,
    struct value *view)
{
	struct value *open = unclear(c, im);

	val_set_text(c->arena, view, "staged", stage);
	reading_view(c, im, view);
	val_set(view, "keys", keys(c, im->t, im->key));
	val_set(view, "mapping", mapping(c, im));
	val_set(view, "unclear", open);
	val_set(view, "settled", settled(c, im, open->u.list.n));
}

static int told(struct ctx *c, struct req *r, const struct import *im, const char *stage,
    struct value *view)
{
	r->template = "import";
	settings_view(c, im, stage, view);
	val_set_text(c->arena, view, "problem", c->err.detail ? c->err.detail :
	    "The file has mistakes; nothing was imported.");
	val_set_text(c->arena, view, "text", req_field(r, "text"));
	val_set(view, "errors", import_errors(c));
	val_set_int(c->arena, view, "error_count", (int64_t)c->err.nfields);
	val_set_bool(c->arena, view, "more_mistakes", im->more_mistakes);
	val_set_bool(c->arena, view, "not_all", c->err.nfields > ERRORS_SHOWN);
	return E_INVALID;
}

static int done(struct ctx *c, const struct import *im, const char *stage, struct value *view)
{
	struct value *o = val_obj(c->arena);

	val_add(o, "created", val_int(c->arena, im->created));
	val_add(o, "updated", val_int(c->arena, im->updated));
	val_add(o, "count", val_int(c->arena, im->created + im->updated));
	val_add(o, "list_href", val_copy(c->arena, val_get(view, "cancel_href")));
	val_add(o, "undo_href", val_text(c->arena, arena_printf(c->arena, "/%s/bulk",
	    im->t->plural)));
	val_add(o, "act", val_text(c->arena, im->act));
	val_set(view, "done", o);
	return stage_drop(c, stage);
}

/* step=preview checks everything and writes nothing; step=import is what the preview's button
 * sends. */
int import_post(struct ctx *c, struct req *r, struct value *view)
{
	const char *step = req_field(r, "step"), *stage = NULL;
	struct import *im = arena_zero(c->arena, 1, sizeof(*im));
	int rc;

	im->t = req_type(r);
	im->key = req_field(r, "key");
	im->dry = !step || strcmp(step, "import") != 0;
	im->lenient = true;	/* what is left out is shown, and can be given a field */
	if (im->key && !im->key[0])
		im->key = NULL;
	from_form(c, r, im);
	if ((rc = import_form(c, r, view)) < 0)
		return rc;
	if ((rc = table_of(c, r, im, &stage)) == E_OK) {
		im->track = stage;
		rc = import_run(c, im);
	}
	if (rc == E_INVALID || rc == E_USAGE || rc == E_TOOBIG)
		return told(c, r, im, stage, view);
	if (rc < 0)
		return rc;
	r->template = "import";
	if (!im->dry)
		return done(c, im, stage, view);
	settings_view(c, im, stage, view);
	val_set(view, "preview", preview(c, im));
	return E_OK;
}
