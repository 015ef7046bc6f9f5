/*
 * report/json.c -- a document as JSON: the values themselves, not their texts.
 *
 *	{"report", "title", "subtitle", "organisation", "classification", "generated", "as_of",
 *	 "checkpoint", "content": [blocks in order], "tables": {id: [rows]}}
 *
 * Rows carry the table's columns only, null where a row has none: no format shows more than
 * another.
 */
#include "report/report.h"
#include "base/clock.h"

static void put_text(struct sbuf *out, const char *text)
{
	if (text)
		json_text(out, str_of(text));
	else
		sbuf_text(out, "null");
}

/* before: what stands in front of the text, e.g. `,"title":`. */
static void put_member(struct sbuf *out, const char *before, const char *text)
{
	sbuf_text(out, before);
	put_text(out, text);
}

static void put_values(struct sbuf *out, const struct report_block *b,
    const struct report_item *it)
{
	for (size_t i = 0; i < b->nseries; i++) {
		sbuf_text(out, i ? "," : ",\"values\":[");
		json_print(out, &(struct value){ .kind = V_REAL, .u.r = it->values[i] });
	}
	sbuf_text(out, b->nseries ? "]" : "");
}

static void put_series(struct sbuf *out, const struct report_block *b)
{
	static const char *const kinds[] = {
		[REPORT_BARS] = "bars", [REPORT_STACKED] = "stacked", [REPORT_LINES] = "lines",
	};

	put_member(out, ",\"kind\":", kinds[b->chart]);
	put_member(out, ",\"note\":", b->note);
	sbuf_text(out, ",\"series\":[");
	for (size_t i = 0; i < b->nseries; i++) {
		put_member(out, i ? ",{\"label\":" : "{\"label\":", b->series[i].label);
		put_member(out, ",\"tone\":", report_tone_name(b->series[i].tone));
		sbuf_char(out, '}');
	}
	sbuf_char(out, ']');
}

static void put_items(struct sbuf *out, const struct report_block *b)
{
	const char *const *names, *between = "";
	static const char *const pair[] = { "{\"key\":", ",\"value\":" };
	static const char *const other[] = { "{\"label\":", ",\"text\":" };

	names = b->kind == REPORT_B_PAIRS ? pair : other;
	sbuf_char(out, '[');
	for (const struct report_item *it = b->first; it; it = it->next, between = ",") {
		sbuf_text(out, between);
		put_member(out, names[0], it->label);
		put_member(out, names[1], it->text);
		if (b->kind == REPORT_B_FIGURES)
			put_member(out, ",\"note\":", it->note);
		if (b->kind == REPORT_B_CHART) {
			sbuf_text(out, ",\"value\":");
			json_print(out, &(struct value){ .kind = V_REAL, .u.r = it->value });
			put_values(out, b, it);
		}
		if (b->kind != REPORT_B_PAIRS)
			put_member(out, ",\"tone\":", report_tone_name(it->tone));
		sbuf_char(out, '}');
	}
	sbuf_char(out, ']');
}

static void put_columns(struct sbuf *out, const struct report_block *b)
{
	put_member(out, "{\"table\":", b->id);
	put_member(out, ",\"caption\":", b->text);
	sbuf_text(out, ",\"columns\":[");
	for (size_t c = 0; c < b->n; c++) {
		put_member(out, c ? ",{\"key\":" : "{\"key\":", b->columns[c].key);
		put_member(out, ",\"label\":", b->columns[c].label);
		sbuf_char(out, '}');
	}
	sbuf_char(out, ']');
}

static void put_block(struct sbuf *out, const struct report_block *b)
{
	switch (b->kind) {
	case REPORT_B_HEADING:
		put_member(out, "{\"heading\":", b->text);
		sbuf_printf(out, ",\"level\":%d", b->level);
		break;
	case REPORT_B_PARA:
		put_member(out, "{\"paragraph\":", b->text);
		break;
	case REPORT_B_PAIRS:
		sbuf_text(out, "{\"pairs\":");
		put_items(out, b);
		break;
	case REPORT_B_FIGURES:
		sbuf_text(out, "{\"figures\":");
		put_items(out, b);
		break;
	case REPORT_B_CHART:
		put_member(out, "{\"chart\":", b->text);
		put_series(out, b);
		sbuf_text(out, ",\"bars\":");
		put_items(out, b);
		break;
	case REPORT_B_TABLE:
		put_columns(out, b);
		break;
	}
	sbuf_char(out, '}');
}

static void put_rows(struct sbuf *out, const struct report_block *t)
{
	const char *between = "[\n";

	for (const struct value *row = t->rows->u.list.first; row; row = row->next) {
		sbuf_text(out, between);
		between = ",\n";
		for (size_t c = 0; c < t->n; c++) {
			const struct value *v = val_get(row, t->columns[c].key);

			put_member(out, c ? "," : "{", t->columns[c].key);
			sbuf_char(out, ':');
			if (v)
				json_print(out, v);
			else
				sbuf_text(out, "null");
		}
		sbuf_char(out, '}');
	}
	sbuf_text(out, t->rows->u.list.n ? "]" : "[]");
}

int report_json(const struct report_doc *doc, struct sbuf *out, struct err *e)
{
	char generated[TIME_TEXT];
	const char *between = "";

	time_print(doc->generated_us, generated);
	put_member(out, "{\"report\":", doc->name);
	put_member(out, ",\"title\":", doc->title);
	put_member(out, ",\"subtitle\":", doc->subtitle);
	put_member(out, ",\"organisation\":", doc->organisation);
	put_member(out, ",\"classification\":", doc->classification);
	put_member(out, ",\"generated\":", generated);
	put_member(out, ",\"as_of\":", doc->as_of);
	put_member(out, ",\"checkpoint\":", doc->checkpoint);
	sbuf_text(out, ",\n\"content\":[");
	for (const struct report_block *b = doc->first; b; b = b->next, between = ",\n") {
		sbuf_text(out, between);
		put_block(out, b);
	}
	sbuf_text(out, "],\n\"tables\":{");
	between = "";
	for (const struct report_block *b = doc->first; b; b = b->next) {
		if (b->kind != REPORT_B_TABLE)
			continue;
		put_member(out, between, b->id);
		sbuf_char(out, ':');
		put_rows(out, b);
		between = ",\n";
	}
	sbuf_text(out, "}}\n");
	return sbuf_ok(out) ? 0 : err_set(e, E_TOOBIG, "writing JSON: the report is too big");
}
