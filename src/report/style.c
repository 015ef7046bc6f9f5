/* report/style.c -- the record of an organisation's house style, and putting it on. See style.h. */
#include <math.h>
#include "record/file.h"
#include "record/program.h"
#include "record/store.h"
#include "report/named.h"
#include "report/style.h"

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Name"), F_REQ | F_LIST | F_SEARCH, .max = 100,
	.initial = "House style", .help = N_("For yourselves; no document shows it.")},
    {"classification", FK_TEXT, N_("Classification"), F_REQ | F_LIST, .max = 40,
	.initial = "Internal",
	.help = N_("The stamp on every page of every report, in the words of your own scheme."),
	.source = "ISO/IEC 27001:2022, A.5.12, A.5.13"},
    {"accent", FK_TEXT, N_("Accent colour"), F_REQ | F_LIST, .max = 7, .min = 7,
	.initial = "#1f4e79",
	.help = N_("Of titles and lines, as #rrggbb; dark enough to be read on white paper.")},
    {"header", FK_TEXT, N_("Line in the header"), F_WIDE, .max = 100,
	.help = N_("Below organisation and title on every page, such as the name of the ISMS.")},
    {"footer", FK_TEXT, N_("Line in the footer"), F_WIDE, .max = 100,
	.help = N_("On every page below the state of the ledger, such as where to ask.")},
    {"logo", FK_FILES, N_("Logo"), F_WIDE,
	.help = N_("One PNG picture, at most 256 KB and 2000 points high and wide. It stands at "
		   "the top left of every page.")},
    {0}};

bool colour_parse(const char *text, unsigned *ret_rgb)
{
	static const char digits[] = "0123456789abcdef";
	unsigned rgb = 0;

	if (strlen(text) != 7 || text[0] != '#')
		return false;
	for (const char *p = text + 1; *p; p++) {
		const char *at = strchr(digits, *p >= 'A' && *p <= 'F' ? *p - 'A' + 'a' : *p);

		if (!at)
			return false;
		rgb = rgb << 4 | (unsigned)(at - digits);
	}
	*ret_rgb = rgb;
	return true;
}

static double channel(unsigned eight_bits)
{
	double v = eight_bits / 255.0;

	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

double colour_contrast(unsigned rgb)
{
	double light = 0.2126 * channel(rgb >> 16 & 255) + 0.7152 * channel(rgb >> 8 & 255) +
	    0.0722 * channel(rgb & 255);

	return 1.05 / (light + 0.05);
}

/* ---- the logo's bytes ---- */

/* The row of the file, whoever asks: a document's look is no secret of who may read it. */
static int logo_row(struct ctx *c, const char *digest, uint8_t key[BLOB_KEY], int64_t *ret_size)
{
	struct dbc *here = c->db;
	const void *p = NULL;
	struct query *q;
	size_t n = 0;
	int rc;

	c->db = c->live ? c->live : c->db;	/* an as-of view has no files of its own */
	rc = db_query(c, &q, SQL("SELECT size, key FROM file WHERE org = :org"
	    " AND digest = :digest"));
	if (rc == E_OK) {
		db_bind_text(q, ":digest", digest);
		if ((rc = db_step(c, q)) > 0) {
			*ret_size = db_int(q, 0);
			p = db_blob(q, 1, &n);
			if (n == BLOB_KEY)
				memcpy(key, p, BLOB_KEY);
			rc = n == BLOB_KEY;
		}
		db_done(q);
	}
	c->db = here;
	return rc;
}

static int read_all(struct blob_reader *r, char *to, size_t size)
{
	size_t at = 0;
	ssize_t n;

	while (at < size && (n = blob_read(r, to + at, size - at)) > 0)
		at += (size_t)n;
	return at == size;
}

/* 1 read, 0 not there, erased, or larger than a logo may be. */
static int logo_read(struct ctx *c, const char *digest, struct str *ret)
{
	uint8_t key[BLOB_KEY];
	struct blob_reader *r;
	struct hash h;
	int64_t size;
	char *bytes;
	int rc;

	if (!c->program || !c->program->blobs || !hex_decode(digest, h.b, HASH_BYTES))
		return 0;
	if ((rc = logo_row(c, digest, key, &size)) <= 0)
		return rc;
	if (size > REPORT_LOGO_BYTES)
		return 0;
	if ((rc = blob_open(c->program->blobs, c->org, &h, key, &r, &c->err)) < 0) {
		err_clear(&c->err);
		return 0;
	}
	bytes = arena_alloc(c->arena, (size_t)size + 1);
	rc = read_all(r, bytes, (size_t)size);
	blob_close(r);
	*ret = (struct str){ bytes, (size_t)size };
	return rc;
}

static const char *logo_digest(const struct value *files)
{
	const struct value *first = files && files->kind == V_ARRAY ? files->u.list.first : NULL;

	return first ? val_get_text(first, "digest") : NULL;
}

/* ---- checks ---- */

static int check_accent(struct ctx *c, const struct rec *r)
{
	unsigned rgb;

	if (!rec_has(r, "accent"))
		return E_OK;	/* "required" is told by the machine */
	if (!colour_parse(rec_text(r, "accent"), &rgb))
		return err_field(&c->err, "accent", "not-a-colour",
		    "write the colour as # and six hexadecimal digits: #1f4e79");
	if (colour_contrast(rgb) * 10 < STYLE_CONTRAST_TENTHS)
		return err_field(&c->err, "accent", "too-light",
		    "too light on white: contrast %.1f to 1, needed are 4.5; choose a darker one",
		    colour_contrast(rgb));
	return E_OK;
}

static int check_logo(struct ctx *c, const struct rec *old, const struct rec *r)
{
	const struct value *v = rec_value(r, "logo");
	struct err why;
	struct str png;
	int rc;

	if (!v || (old && rec_value(old, "logo") && val_same(v, rec_value(old, "logo"))))
		return E_OK;
	if (v->u.list.n > 1)
		return err_field(&c->err, "logo", "too-many", "one picture is enough");
	if (val_get_int(v->u.list.first, "size", 0) > REPORT_LOGO_BYTES)
		return err_field(&c->err, "logo", "too-big", "a logo has at most 256 KB");
	if ((rc = logo_read(c, logo_digest(v), &png)) < 0)
		return rc;
	if (!rc)
		return err_field(&c->err, "logo", "not-there", "the file cannot be read");
	err_init(&why, c->arena);
	if (report_logo_check(png, &why) < 0)
		return err_field(&c->err, "logo", "not-a-picture", "%s", why.detail);
	return E_OK;
}

static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	int rc = check_accent(c, r), logo = check_logo(c, old, r);

	return rc < 0 ? rc : logo;
}

/* The newest live one: making a new one puts it into use, archiving it brings the last one back. */
static int in_use(struct ctx *c, int64_t *ret)
{
	struct query *q;
	int rc;

	*ret = 0;
	if ((rc = db_query(c, &q, SQL("SELECT id FROM report_style WHERE org = :org"
	    " AND archived = FALSE ORDER BY id DESC LIMIT 1"))) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static const char *use_text(struct ctx *c, const struct rec *r, int64_t used)
{
	if (used == r->id)
		return N_("Reports bear this style.");
	if (!used)
		return N_("Not in use: it is archived.");
	return arena_printf(c->arena, "Not in use: reports bear the newest one, %s.",
	    code_text(c->arena, r->type, used));
}

/* What the preview on the record's page needs. */
static int extend(struct ctx *c, const struct rec *r, struct value *out)
{
	static const char *const shown[] = { "classification", "accent", "header", "footer" };
	struct value *files = val_arr(c->arena), *style = val_obj(c->arena);
	const char *digest = logo_digest(rec_value(r, "logo"));
	int64_t used;
	int rc;

	if ((rc = in_use(c, &used)) < 0)
		return rc;
	val_add(style, "use_text", val_text(c->arena, use_text(c, r, used)));
	for (const struct report_format *f = report_formats; f->name; f++) {
		struct value *o = val_obj(c->arena);

		val_add(o, "label", val_text(c->arena, f->title));
		val_add(o, "href", val_text(c->arena,
		    arena_printf(c->arena, "/reports/house-style?format=%s", f->name)));
		val_push(files, o);
	}
	for (size_t i = 0; i < COUNT(shown); i++)
		val_add(style, shown[i], val_text(c->arena, rec_text(r, shown[i])));
	val_add(style, "logo_href", val_text(c->arena, digest ?
	    arena_printf(c->arena, "/files/%s", digest) : NULL));
	val_add(style, "head_x", val_int(c->arena, rec_has(r, "logo") ? 38 : 12));
	val_add(style, "samples", files);
	val_add(out, "style", style);
	return E_OK;
}

RECORD(report_style, .plural = "report_styles", .prefix = "STYLE", .label = N_("House style"),
    .labels = N_("House style"), .area = "admin", .icon = "print", .title = "title",
    .fields = fields, .check = check, .extend = extend, .source = "ISO/IEC 27001:2022, 7.5.2",
    .help = N_("How reports look: logo, colour, lines in header and footer, and the stamp that "
	       "says how they are classified. The newest one that is not archived is in use."));

/* ---- putting it on ---- */

int report_style_apply(struct ctx *c, struct report_doc *doc)
{
	struct query *q;
	struct value *files = NULL;
	int64_t id;
	int rc;

	if ((rc = in_use(c, &id)) < 0 ||
	    (rc = db_query(c, &q, SQL("SELECT classification, accent, header, footer, logo"
	    " FROM report_style WHERE org = :org AND id = :id"))) < 0)
		return rc;
	db_bind_int(q, ":id", id);
	if ((rc = db_step(c, q)) > 0) {
		struct str logo = db_str(q, 4);

		logo = str_copy(c->arena, logo.p ? logo.p : "", logo.n);
		if (!doc->classification)
			doc->classification = arena_text(c->arena, db_text(q, 0));
		if (!colour_parse(db_text(q, 1) ? db_text(q, 1) : "", &doc->accent))
			doc->accent = 0;
		doc->header = arena_text(c->arena, db_text(q, 2));
		doc->footer = arena_text(c->arena, db_text(q, 3));
		if (logo.n && json_parse(c->arena, logo.p, logo.n, &files, &c->err) < 0)
			err_clear(&c->err);
	}
	db_done(q);
	if (rc <= 0 || !logo_digest(files))
		return rc < 0 ? rc : E_OK;
	if ((rc = logo_read(c, logo_digest(files), &doc->logo)) < 0)
		return rc;
	if (!rc || !report_logo_size(doc->logo).width)
		doc->logo = (struct str){ NULL, 0 };
	return E_OK;
}

/* ---- a document that shows it ---- */

static int build(struct ctx *c, struct report_doc **ret)
{
	static const struct report_column columns[] = {
		{ .key = "code", .label = N_("Code"), .weight = 1, .kind = REPORT_CODE },
		{ .key = "what", .label = N_("What"), .weight = 4 },
		{ .key = "status", .label = N_("Status"), .weight = 2, .kind = REPORT_STATUS },
		{ .key = "due", .label = N_("Due"), .weight = 1, .kind = REPORT_DATE },
	};
	static const char *const tones[] = { "good", "info", "warn", "bad", "severe", "none" };
	struct report_doc *doc = report_doc_new(c->arena, N_("House style"));
	struct value *rows = val_arr(c->arena);

	doc->subtitle = N_("A sample of every part a report is made of");
	report_para(doc, N_("Nothing here is about your organisation: the sample shows logo, "
	    "colour, stamp, header and footer as every report bears them."));
	report_figure(doc, N_("A figure"), "12", N_("with what it counts"), REPORT_GOOD);
	report_figure(doc, N_("Another"), "3", N_("that needs a look"), REPORT_WARN);
	report_heading(doc, 1, N_("A heading"));
	report_chart(doc, N_("A chart"));
	for (size_t i = 0; i < COUNT(tones); i++) {
		struct value *row = val_obj(c->arena), *status = val_obj(c->arena);

		report_bar(doc, tones[i], (double)(COUNT(tones) - i), NULL,
		    report_tone_of(tones[i]));
		val_set_text(c->arena, status, "label", tones[i]);
		val_set_text(c->arena, status, "tone", tones[i]);
		val_set_text(c->arena, row, "code", arena_printf(c->arena, "S-%zu", i + 1));
		val_set_text(c->arena, row, "what", N_("A row of a table; the head repeats."));
		val_set(row, "status", status);
		val_set_text(c->arena, row, "due", "2027-01-31");
		val_push(rows, row);
	}
	report_heading(doc, 2, N_("A table"));
	report_table(doc, "rows", N_("Rows"), columns, COUNT(columns), rows);
	*ret = doc;
	return E_OK;
}

REPORT(house_style, .title = N_("House style"), .type = "report_style", .build = build,
    .reader = N_("Who sets up how reports look"),
    .help = N_("A sample of every part a report is made of, in the organisation's look."));
