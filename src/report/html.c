/*
 * report/html.c -- a document as one web page that stands alone: no script, no address fetched.
 *
 * Meant for mailing, archiving and the browser's own print, which makes the only tagged
 * (accessible) PDF. Everything that comes from data passes html_put().
 */
#include <sodium.h>
#include "report/html_priv.h"

static const char css[] =
    ":root{--ink:#1c2530;--soft:#5b6775;--line:#d5dbe1;--zebra:#f6f8fa}"
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
    ".chart-box{margin:.5rem 0 1.2rem}.chart-box.half{display:inline-block;width:calc(50% - 1rem);"
    "min-width:20rem;margin-inline-end:.8rem;vertical-align:top}"
    "figcaption{font-weight:bold;font-size:.88rem}"
    ".chart-note{color:var(--soft);font-size:.8rem;margin:.1rem 0 .3rem}"
    ".chart th,.chart td{border:0;padding:.15rem .5rem;font-weight:normal}"
    ".chart tbody tr:nth-child(even){background:none}.chart th{width:30%}"
    ".bar{display:inline-block;height:.9em;min-width:2px;background:currentColor;"
    "vertical-align:-.1em}.chart .num{width:6rem}.bars{white-space:nowrap;line-height:1}"
    ".plot{width:100%;max-width:44rem;display:block}.plot polyline{fill:none;stroke:currentColor;"
    "stroke-width:2}.plot .axis{fill:none;stroke:#d5dbe1}.plot text{font-size:10px;"
    "text-anchor:end;fill:#5b6775}.dash1{stroke-dasharray:6 3}.dash2{stroke-dasharray:2 3}"
    ".legend{font-size:.8rem;margin:.2rem 0}.legend>span{margin-inline-end:1rem}"
    ".key{display:inline-block;width:1.4rem;border-top:2px solid;vertical-align:middle}"
    ".key.dash1{border-top-style:dashed}.key.dash2{border-top-style:dotted}"
    "summary{font-size:.8rem;color:#5b6775}"
    ".points{width:auto}.bar.none,.plot .none{color:#6b7885}"
    "nav ol{list-style:none;padding:0}nav li{margin:.15rem 0}nav .l2{margin-inline-start:1.2rem}"
    "nav .l3{margin-inline-start:2.4rem}.logo{max-height:3rem;max-width:12rem;display:block}"
    ".info{color:#1f4e79}.good{color:#1e6b3a}.warn{color:#8a5300}.bad{color:#a3241c}"
    ".severe{color:#6d1030;font-weight:bold}"
    ".every-page{display:none}"
    "footer{border-top:1px solid var(--line);color:var(--soft);font-size:.8rem;margin-top:2rem;"
    "padding-top:.5rem}footer p{margin:.1rem 0;overflow-wrap:anywhere}"
    "@media print{body{margin:0;max-width:none;padding:0;font-size:9pt}thead{display:"
    "table-header-group}tr,.figures>div{break-inside:avoid}h2,h3,h4,caption{break-after:avoid}"
    ".chart-box{break-inside:avoid}.every-page{display:block;position:fixed;top:-9mm;right:0}"
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

void html_put(struct sbuf *out, const char *before, const char *text, const char *after)
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
	html_put(out, "<table id=\"", t->id, "\">");
	html_put(out, "<caption>", t->text, "</caption>");
	sbuf_text(out, "<colgroup>");
	for (size_t c = 0; c < t->n; c++)
		sbuf_printf(
		    out, "<col style=\"width:%ld%%\">", t->columns[c].weight * 100L / total);
	sbuf_text(out, "</colgroup><thead><tr>");
	for (size_t c = 0; c < t->n; c++) {
		sbuf_printf(out, "<th scope=\"col\" class=\"%s\">", align_class(&t->columns[c]));
		html_put(out, "", t->columns[c].label, "</th>");
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

static void put_figures(struct sbuf *out, const struct report_block *b)
{
	sbuf_text(out, "<div class=\"figures\">");
	for (const struct report_item *it = b->first; it; it = it->next) {
		html_put(out, "<div><span>", it->label, "</span>");
		sbuf_printf(out, "<b class=\"%s\">", report_tone_name(it->tone));
		html_put(out, "", it->text, "</b>");
		html_put(out, "<small>", it->note, "</small>");
		sbuf_text(out, "</div>");
	}
	sbuf_text(out, "</div>\n");
}

static void put_block(struct sbuf *out, const struct report_block *b, struct sbuf *text,
    size_t *heading)
{
	switch (b->kind) {
	case REPORT_B_HEADING:
		sbuf_printf(out, "<h%d id=\"s%zu\" dir=\"auto\">", b->level + 1, ++*heading);
		html_put(out, "", b->text, "");
		sbuf_printf(out, "</h%d>\n", b->level + 1);
		break;
	case REPORT_B_PARA:
		html_put(out, "<p class=\"para\" dir=\"auto\">", b->text, "</p>\n");
		break;
	case REPORT_B_PAIRS:
		sbuf_text(out, "<dl>");
		for (const struct report_item *it = b->first; it; it = it->next) {
			html_put(out, "<dt>", it->label, "</dt>");
			html_put(out, "<dd dir=\"auto\">", it->text, "</dd>\n");
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
		html_chart(out, b);
		break;
	}
}

/* The same headings, linked. */
static void put_contents(struct sbuf *out, const struct report_doc *doc)
{
	size_t n = 0;

	sbuf_text(out, "<nav aria-labelledby=\"contents\"><h2 id=\"contents\">Contents</h2><ol>\n");
	for (const struct report_block *b = doc->first; b; b = b->next) {
		if (b->kind != REPORT_B_HEADING)
			continue;
		sbuf_printf(out, "<li class=\"l%d\"><a href=\"#s%zu\" dir=\"auto\">", b->level,
		    ++n);
		html_put(out, "", b->text, "</a></li>\n");
	}
	sbuf_text(out, "</ol></nav>\n");
}

static void put_logo(struct sbuf *out, const struct report_doc *doc)
{
	size_t size = sodium_base64_encoded_len(doc->logo.n, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_alloc(doc->arena, size);

	sodium_bin2base64(text, size, (const unsigned char *)doc->logo.p, doc->logo.n,
	    sodium_base64_VARIANT_ORIGINAL);
	html_put(out, "<img class=\"logo\" alt=\"Logo of the organisation\" "
	    "src=\"data:image/png;base64,", text, "\">");
}

static void put_head(struct sbuf *out, const struct report_doc *doc)
{
	html_put(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>",
	    doc->title,
	    "</title>\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	    "style-src 'unsafe-inline'; img-src data:\">\n<style>");
	sbuf_printf(out, "@page{size:A4%s;margin:15mm}", doc->landscape ? " landscape" : "");
	sbuf_printf(out, ":root{--accent:#%06x}", report_accent(doc));
	sbuf_text(out, css);
	sbuf_text(out, "</style></head>\n<body><header>");
	if (doc->logo.n)
		put_logo(out, doc);
	html_put(out, "<span class=\"stamp\">", doc->classification, "</span>");
	html_put(out, "<span class=\"stamp every-page\" aria-hidden=\"true\">",
	    doc->classification, "</span>");
	html_put(out, "<p>", doc->header, "</p>");
	html_put(out, "<p>", doc->organisation, "</p>");
	html_put(out, "<h1 dir=\"auto\">", doc->title, "</h1>");
	html_put(out, "<p>", doc->subtitle, "</p>");
	html_put(out, "<p>", doc->as_of, "</p>");
	sbuf_text(out, "</header>\n<main>\n");
}

int report_html(const struct report_doc *doc, struct sbuf *out, struct err *e)
{
	struct sbuf text;
	size_t heading = 0;
	bool ok;

	sbuf_init_free(&text, REPORT_MAX);
	put_head(out, doc);
	if (doc->nheadings >= REPORT_TOC_FROM)
		put_contents(out, doc);
	for (const struct report_block *b = doc->first; b; b = b->next)
		put_block(out, b, &text, &heading);
	html_put(out, "</main>\n<footer><p>Generated ", report_made(doc), "</p>");
	html_put(out, "<p>", doc->checkpoint, "</p>");
	html_put(out, "<p>", doc->footer, "</p>");
	sbuf_text(out, "</footer></body></html>\n");
	ok = sbuf_ok(&text) && sbuf_ok(out);
	sbuf_release(&text);
	return ok ? 0 : err_set(e, E_TOOBIG, "writing HTML: the report is too big");
}
