/*
 * report/html.c -- a document as one web page that stands alone: no script, no address fetched.
 *
 * Meant for mailing, archiving and the browser's own print, which makes the only tagged
 * (accessible) PDF. Everything that comes from data passes put().
 */
#include "report/report.h"
#include "base/clock.h"

static const char css[] =
    ":root{--ink:#1c2530;--soft:#5b6775;--line:#d5dbe1;--zebra:#f6f8fa;--accent:#1f4e79}"
    "*{box-sizing:border-box}"
    "body{font:15px/1.5 \"DejaVu Sans\",system-ui,sans-serif;color:var(--ink);background:#fff;"
    "max-width:75rem;margin:2rem auto;padding:0 1.5rem}"
    "header{border-bottom:2px solid var(--accent);padding-bottom:1rem;margin-bottom:1.5rem}"
    "header p{margin:.2rem 0;color:var(--soft)}"
    "h1{font-size:1.8rem;line-height:1.2;margin:.2rem 0}h2{font-size:1.3rem;margin:2rem 0 .5rem;"
    "color:var(--accent)}h3{font-size:1.1rem;margin:1.5rem 0 .4rem}h4{font-size:1rem}"
    ".stamp{float:inline-end;border:1px solid var(--soft);border-radius:3px;padding:.1rem .6rem;"
    "color:var(--soft);font-weight:bold}"
    ".para{max-width:48rem;white-space:pre-line}"
    "dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.25rem 1rem}"
    "dt{color:var(--soft)}dd{margin:0;white-space:pre-line}"
    ".figures{display:flex;flex-wrap:wrap;gap:1rem}"
    ".figures>div{flex:1 1 10rem;border:1px solid var(--line);border-radius:4px;padding:.7rem 1rem}"
    ".figures b{display:block;font-size:1.6rem;line-height:1.2}"
    ".figures small,.figures span{display:block;color:var(--soft)}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem;font-size:.88rem}"
    "caption{text-align:start;font-weight:bold;padding-bottom:.4rem}"
    "th,td{text-align:start;vertical-align:top;padding:.35rem .5rem}"
    "th{border-bottom:1.5px solid var(--ink)}td{border-bottom:1px solid var(--line);"
    "white-space:pre-line;overflow-wrap:anywhere}tbody tr:nth-child(even){background:var(--zebra)}"
    ".right{text-align:end;font-variant-numeric:tabular-nums}.centre{text-align:center}"
    ".code{white-space:nowrap}td.none{color:inherit}"
    ".chart td{border:0;padding:.15rem .5rem}.chart tbody tr:nth-child(even){background:none}"
    ".chart td:first-child{width:30%}.bar{display:inline-block;height:.9em;min-width:2px;"
    "background:currentColor;vertical-align:-.1em}.chart .num{width:6rem;white-space:nowrap}"
    ".info{color:#1f4e79}.good{color:#1e6b3a}.warn{color:#8a5300}.bad{color:#a3241c}"
    ".severe{color:#6d1030;font-weight:bold}.chart .none{color:#6b7885}"
    "footer{border-top:1px solid var(--line);color:var(--soft);font-size:.8rem;margin-top:2rem;"
    "padding-top:.5rem}footer p{margin:.1rem 0;overflow-wrap:anywhere}"
    "@media print{body{margin:0;max-width:none;padding:0;font-size:9pt}thead{display:"
    "table-header-group}tr,.figures>div{break-inside:avoid}h2,h3,h4,caption{break-after:avoid}"
    "*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}";

static void put_str(struct sbuf *out, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *name = s.p[i] == '&' ? "&amp;" : s.p[i] == '<' ? "&lt;" :
		    s.p[i] == '>' ? "&gt;" : s.p[i] == '"' ? "&quot;" :
		    s.p[i] == '\'' ? "&#39;" : NULL;

		if (!name)
			continue;
		sbuf_add(out, s.p + from, i - from);
		sbuf_text(out, name);
		from = i + 1;
	}
	sbuf_add(out, s.p + from, s.n - from);
}

static void put(struct sbuf *out, const char *before, const char *text, const char *after)
{
	if (!text)
		return;
	sbuf_text(out, before);
	put_str(out, str_of(text));
	sbuf_text(out, after);
}

static const char *align_class(const struct report_column *col)
{
	static const char *const names[] = {
		[REPORT_LEFT] = "", [REPORT_CENTRE] = "centre", [REPORT_RIGHT] = "right",
	};

	return names[report_column_align(col)];
}

static void put_cell(struct sbuf *out, const struct report_column *col, const struct value *v,
    struct sbuf *text)
{
	bool status = col->kind == REPORT_STATUS;

	text->n = 0;
	report_cell_text(text, col, v, col->kind == REPORT_LIST ? "\n" : "; ");
	sbuf_printf(out, "<td class=\"%s%s%s\" dir=\"auto\">", align_class(col),
	    col->kind == REPORT_CODE || col->kind == REPORT_DATE ? " code" : "",
	    status ? " status" : "");
	if (status)
		sbuf_printf(out, "<span class=\"%s\">", report_tone_name(report_cell_tone(v)));
	put_str(out, text->n ? sbuf_str(text) : STR(""));
	sbuf_text(out, status ? "</span></td>" : "</td>");
}

static void put_table(struct sbuf *out, const struct report_block *t, struct sbuf *text)
{
	long total = 0;

	for (size_t c = 0; c < t->n; c++)
		total += t->columns[c].weight;
	put(out, "<table id=\"", t->id, "\">");
	put(out, "<caption>", t->text, "</caption>");
	sbuf_text(out, "<colgroup>");
	for (size_t c = 0; c < t->n; c++)
		sbuf_printf(
		    out, "<col style=\"width:%ld%%\">", t->columns[c].weight * 100L / total);
	sbuf_text(out, "</colgroup><thead><tr>");
	for (size_t c = 0; c < t->n; c++) {
		sbuf_printf(out, "<th scope=\"col\" class=\"%s\">", align_class(&t->columns[c]));
		put(out, "", t->columns[c].label, "</th>");
	}
	sbuf_text(out, "</tr></thead>\n<tbody>\n");
	for (const struct value *row = t->rows->u.list.first; row; row = row->next) {
		sbuf_text(out, "<tr>");
		for (size_t c = 0; c < t->n; c++)
			put_cell(out, &t->columns[c], val_get(row, t->columns[c].key), text);
		sbuf_text(out, "</tr>\n");
	}
	sbuf_text(out, "</tbody></table>\n");
}

static void put_chart(struct sbuf *out, const struct report_block *b)
{
	double max = 0;

	for (const struct report_item *it = b->first; it; it = it->next)
		max = it->value > max ? it->value : max;
	sbuf_text(out, "<table class=\"chart\">");
	put(out, "<caption>", b->text, "</caption>");
	sbuf_text(out, "<tbody>");
	for (const struct report_item *it = b->first; it; it = it->next) {
		int permille = max > 0 ? (int)(it->value / max * 1000 + 0.5) : 0;

		put(out, "<tr><td dir=\"auto\">", it->label, "</td>");
		put(out, "<td class=\"right num\">", it->text, "</td>");
		sbuf_printf(out, "<td class=\"%s\"><span class=\"bar\" style=\"width:%d.%d%%\">"
		    "</span></td></tr>\n", report_tone_name(it->tone), permille / 10,
		    permille % 10);
	}
	sbuf_text(out, "</tbody></table>\n");
}

static void put_figures(struct sbuf *out, const struct report_block *b)
{
	sbuf_text(out, "<div class=\"figures\">");
	for (const struct report_item *it = b->first; it; it = it->next) {
		put(out, "<div><span>", it->label, "</span>");
		sbuf_printf(out, "<b class=\"%s\">", report_tone_name(it->tone));
		put(out, "", it->text, "</b>");
		put(out, "<small>", it->note, "</small>");
		sbuf_text(out, "</div>");
	}
	sbuf_text(out, "</div>\n");
}

static void put_block(struct sbuf *out, const struct report_block *b, struct sbuf *text)
{
	switch (b->kind) {
	case REPORT_B_HEADING:
		sbuf_printf(out, "<h%d dir=\"auto\">", b->level + 1);
		put(out, "", b->text, "");
		sbuf_printf(out, "</h%d>\n", b->level + 1);
		break;
	case REPORT_B_PARA:
		put(out, "<p class=\"para\" dir=\"auto\">", b->text, "</p>\n");
		break;
	case REPORT_B_PAIRS:
		sbuf_text(out, "<dl>");
		for (const struct report_item *it = b->first; it; it = it->next) {
			put(out, "<dt>", it->label, "</dt>");
			put(out, "<dd dir=\"auto\">", it->text, "</dd>\n");
		}
		sbuf_text(out, "</dl>\n");
		break;
	case REPORT_B_FIGURES:
		put_figures(out, b);
		break;
	case REPORT_B_TABLE:
		put_table(out, b, text);
		break;
	case REPORT_B_CHART:
		put_chart(out, b);
		break;
	}
}

static void put_head(struct sbuf *out, const struct report_doc *doc)
{
	put(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>",
	    doc->title,
	    "</title>\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	    "style-src 'unsafe-inline'\">\n<style>");
	sbuf_printf(out, "@page{size:A4%s;margin:15mm}", doc->landscape ? " landscape" : "");
	sbuf_text(out, css);
	sbuf_text(out, "</style></head>\n<body><header>");
	put(out, "<span class=\"stamp\">", doc->classification, "</span>");
	put(out, "<p>", doc->organisation, "</p>");
	put(out, "<h1 dir=\"auto\">", doc->title, "</h1>");
	put(out, "<p>", doc->subtitle, "</p>");
	put(out, "<p>", doc->as_of, "</p>");
	sbuf_text(out, "</header>\n<main>\n");
}

int report_html(const struct report_doc *doc, struct sbuf *out, struct err *e)
{
	char generated[TIME_TEXT];
	struct sbuf text;
	bool ok;

	time_print(doc->generated_us, generated);
	generated[16] = '\0';
	generated[10] = ' ';
	sbuf_init_free(&text, REPORT_MAX);
	put_head(out, doc);
	for (const struct report_block *b = doc->first; b; b = b->next)
		put_block(out, b, &text);
	put(out, "</main>\n<footer><p>Generated ", generated, " UTC</p>");
	put(out, "<p>", doc->checkpoint, "</p>");
	sbuf_text(out, "</footer></body></html>\n");
	ok = sbuf_ok(&text) && sbuf_ok(out);
	sbuf_release(&text);
	return ok ? 0 : err_set(e, E_TOOBIG, "writing HTML: the report is too big");
}
