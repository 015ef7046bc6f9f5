/* report/model.c -- building documents, and the text of cells. See model.h. */
#include "report/model.h"
#include "base/clock.h"

static const unsigned tone_rgb[] = {
	[0] = 0x1c2530, [REPORT_NEUTRAL] = 0x1c2530, [REPORT_INFO] = 0x1f4e79,
	[REPORT_GOOD] = 0x1e6b3a, [REPORT_WARN] = 0x8a5300, [REPORT_BAD] = 0xa3241c,
	[REPORT_SEVERE] = 0x6d1030,
};

static const char *const tone_names[] = {
	[REPORT_NEUTRAL] = "none", [REPORT_INFO] = "info", [REPORT_GOOD] = "good",
	[REPORT_WARN] = "warn", [REPORT_BAD] = "bad", [REPORT_SEVERE] = "severe",
};

struct report_doc *report_doc_new(struct arena *a, const char *title)
{
	struct report_doc *doc = arena_zero(a, 1, sizeof(*doc));

	REQUIRE(title);
	doc->arena = a;
	doc->title = title;
	return doc;
}

static struct report_block *block_add(struct report_doc *doc, enum report_block_kind kind,
    const char *text)
{
	struct report_block *b = arena_zero(doc->arena, 1, sizeof(*b));

	b->kind = kind;
	b->text = text;
	if (doc->last)
		doc->last->next = b;
	else
		doc->first = b;
	doc->last = b;
	return b;
}

/* The last block if it is of that kind, else a new one. */
static struct report_block *block_of(struct report_doc *doc, enum report_block_kind kind)
{
	return doc->last && doc->last->kind == kind ? doc->last : block_add(doc, kind, NULL);
}

static struct report_item *item_add(struct report_doc *doc, struct report_block *b,
    const char *label, const char *text)
{
	struct report_item *it = arena_zero(doc->arena, 1, sizeof(*it));

	it->label = label ? label : "";
	it->text = text ? text : "";
	it->tone = REPORT_NEUTRAL;
	if (b->last)
		b->last->next = it;
	else
		b->first = it;
	b->last = it;
	b->n++;
	return it;
}

void report_heading(struct report_doc *doc, int level, const char *text)
{
	REQUIRE(level >= 1 && level <= 3 && text);
	block_add(doc, REPORT_B_HEADING, text)->level = level;
	doc->nheadings++;
}

void report_para(struct report_doc *doc, const char *text)
{
	if (text && *text)
		block_add(doc, REPORT_B_PARA, text);
}

void report_paraf(struct report_doc *doc, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report_para(doc, arena_vprintf(doc->arena, fmt, ap));
	va_end(ap);
}

void report_pair(struct report_doc *doc, const char *key, const char *text)
{
	item_add(doc, block_of(doc, REPORT_B_PAIRS), key, text);
}

void report_figure(struct report_doc *doc, const char *label, const char *number,
    const char *note, enum report_tone tone)
{
	struct report_item *it = item_add(doc, block_of(doc, REPORT_B_FIGURES), label, number);

	it->note = note;
	it->tone = tone ? tone : REPORT_NEUTRAL;
}

void report_chart(struct report_doc *doc, const char *caption)
{
	block_add(doc, REPORT_B_CHART, caption)->chart = REPORT_BARS;
}

void report_chart_series(struct report_doc *doc, enum report_chart_kind kind, const char *caption,
    const struct report_series *series, size_t n)
{
	struct report_block *b = block_add(doc, REPORT_B_CHART, caption);

	REQUIRE(kind != REPORT_BARS && n >= 1 && n <= REPORT_SERIES_MAX);
	b->chart = kind;
	b->series = series;
	b->nseries = n;
}

void report_chart_note(struct report_doc *doc, const char *note, bool half)
{
	REQUIRE(doc->last && doc->last->kind == REPORT_B_CHART);
	doc->last->note = note;
	doc->last->half = half;
}

const char *report_number(struct arena *a, double value)
{
	struct sbuf b;
	char *text;

	sbuf_init_free(&b, 64);
	json_print(&b, &(struct value){ .kind = V_REAL, .u.r = value });
	text = arena_text_n(a, b.p, b.n);
	sbuf_release(&b);
	return text;
}

void report_bar(struct report_doc *doc, const char *label, double value, const char *shown,
    enum report_tone tone)
{
	struct report_item *it;

	REQUIRE(doc->last && doc->last->kind == REPORT_B_CHART && doc->last->chart == REPORT_BARS);
	REQUIRE(value >= 0 && value - value == 0);	/* finite */
	it = item_add(doc, doc->last, label, shown);
	it->value = value;
	it->tone = tone ? tone : REPORT_NEUTRAL;
	if (!shown)
		it->text = report_number(doc->arena, value);
}

void report_point(struct report_doc *doc, const char *label, const double *values, size_t n)
{
	double *copy = arena_zero(doc->arena, n, sizeof(*copy));
	struct report_item *it;

	REQUIRE(doc->last && doc->last->kind == REPORT_B_CHART && doc->last->nseries == n);
	it = item_add(doc, doc->last, label, NULL);
	for (size_t i = 0; i < n; i++) {
		REQUIRE(values[i] >= 0 && values[i] - values[i] == 0);
		copy[i] = values[i];
		it->value += values[i];
	}
	it->values = copy;
	it->text = report_values_text(doc->arena, doc->last, it);
}

const char *report_values_text(struct arena *a, const struct report_block *b,
    const struct report_item *it)
{
	const char *text = "";

	for (size_t i = 0; i < b->nseries; i++)
		if (it->values[i] > 0 || b->chart == REPORT_LINES)
			text = arena_printf(a, "%s%s%s %s", text, *text ? ", " : "",
			    report_number(a, it->values[i]), b->series[i].label);
	return *text ? text : "0";
}

static bool id_ok(const char *id)
{
	return id && *id && id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_-")] == '\0';
}

void report_table(struct report_doc *doc, const char *id, const char *caption,
    const struct report_column *columns, size_t n, const struct value *rows)
{
	struct report_column *copy = arena_zero(doc->arena, n, sizeof(*copy));
	struct report_block *b;

	REQUIRE(id_ok(id) && !report_table_find(doc, id));
	REQUIRE(n >= 1 && rows && rows->kind == V_ARRAY);
	for (size_t i = 0; i < n; i++) {
		copy[i] = columns[i];
		if (!copy[i].kind)
			copy[i].kind = REPORT_TEXT;
		if (copy[i].weight < 1)
			copy[i].weight = 1;
	}
	b = block_add(doc, REPORT_B_TABLE, caption);
	b->id = id;
	b->columns = copy;
	b->n = n;
	b->rows = rows;
	doc->ntables++;
}

const struct report_block *report_table_find(const struct report_doc *doc, const char *id)
{
	for (const struct report_block *b = doc->first; b; b = b->next)
		if (b->kind == REPORT_B_TABLE && strcmp(b->id, id) == 0)
			return b;
	return NULL;
}

static void date_text(struct sbuf *b, const struct value *v)
{
	char date[DATE_TEXT];
	int64_t us;

	if (v->kind == V_INT) {
		date_print(v->u.i, date);
		sbuf_text(b, date);
	} else if (v->u.s.n > 16 && time_parse(v->u.s, &us)) {
		char text[TIME_TEXT];

		time_print(us, text);	/* also turns an offset into UTC */
		sbuf_add(b, text, 10);
		sbuf_char(b, ' ');
		sbuf_add(b, text + 11, 5);
	} else {
		sbuf_add(b, v->u.s.p, v->u.s.n);
	}
}

static void array_text(struct sbuf *b, const struct report_column *col, const struct value *v,
    const char *between)
{
	bool more = false;

	for (const struct value *m = v->u.list.first; m; m = m->next) {
		size_t n = b->n;

		if (more)
			sbuf_text(b, between);
		report_cell_text(b, col, m, "; "); /* depth is bounded: parsed or built by us */
		if (b->n == n + (more ? strlen(between) : 0) && !b->failed)
			b->n = n;	/* an empty item leaves no separator */
		else
			more = true;
	}
	if (b->p)
		b->p[b->n] = '\0';
}

void report_cell_text(struct sbuf *b, const struct report_column *col, const struct value *v,
    const char *between)
{
	if (!v)
		return;
	switch (v->kind) {
	case V_NULL:
		return;
	case V_BOOL:
		sbuf_text(b, v->u.b ? "yes" : "no");
		return;
	case V_INT:
		if (col->kind == REPORT_DATE)
			date_text(b, v);
		else
			sbuf_int(b, v->u.i);
		return;
	case V_REAL:
		json_print(b, v);	/* the same digits whatever the locale */
		return;
	case V_TEXT:
	case V_HTML:
		if (col->kind == REPORT_DATE)
			date_text(b, v);
		else
			sbuf_add(b, v->u.s.p, v->u.s.n);
		return;
	case V_ARRAY:
		array_text(b, col, v, between);
		return;
	case V_OBJECT:
		report_cell_text(b, col, val_get(v, "label"), between);
		return;
	}
	BUG("value kind");
}

enum report_tone report_tone_of(const char *name)
{
	for (size_t i = REPORT_NEUTRAL; name && i < COUNT(tone_names); i++)
		if (strcmp(name, tone_names[i]) == 0)
			return (enum report_tone)i;
	return REPORT_NEUTRAL;
}

const char *report_tone_name(enum report_tone tone)
{
	return tone_names[tone ? tone : REPORT_NEUTRAL];
}

unsigned report_tone_rgb(enum report_tone tone)
{
	return tone_rgb[tone];
}

unsigned report_bar_rgb(enum report_tone tone)
{
	return tone <= REPORT_NEUTRAL ? (unsigned)REPORT_BAR : tone_rgb[tone];
}

unsigned report_accent(const struct report_doc *doc)
{
	return doc->accent ? doc->accent : (unsigned)REPORT_ACCENT;
}

const char *report_made(const struct report_doc *doc)
{
	char text[TIME_TEXT];

	time_print(doc->generated_us, text);
	return arena_printf(doc->arena, "%.10s %.5s UTC", text, text + 11);
}

enum report_tone report_cell_tone(const struct value *v)
{
	return report_tone_of(v && v->kind == V_OBJECT ? val_get_text(v, "tone") : NULL);
}

enum report_align report_column_align(const struct report_column *col)
{
	return col->align ? col->align : col->kind == REPORT_INT ? REPORT_RIGHT : REPORT_LEFT;
}
