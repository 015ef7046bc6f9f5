/* report/html_chart.c -- charts of the HTML writer: rows with bars, lines as SVG above a table. */
#include "report/html_priv.h"

enum { PLOT_W = 640, PLOT_H = 160, PLOT_LEFT = 36, PLOT_TOP = 8 };

static double chart_max(const struct report_block *b)
{
	double max = 0;

	for (const struct report_item *it = b->first; it; it = it->next) {
		if (b->chart != REPORT_LINES)
			max = it->value > max ? it->value : max;
		for (size_t i = 0; b->chart == REPORT_LINES && i < b->nseries; i++)
			max = it->values[i] > max ? it->values[i] : max;
	}
	return max;
}

static void put_bar(struct sbuf *out, double value, double max, enum report_tone tone)
{
	int permille = max > 0 ? (int)(value / max * 1000 + 0.5) : 0;

	sbuf_printf(out, "<span class=\"bar %s\" style=\"width:%d.%d%%\"></span>",
	    report_tone_name(tone), permille / 10, permille % 10);
}

static void put_bars(struct sbuf *out, const struct report_block *b)
{
	double max = chart_max(b);

	for (const struct report_item *it = b->first; it; it = it->next) {
		html_put(out, "<tr><th scope=\"row\" dir=\"auto\">", it->label, "</th>");
		html_put(out, "<td class=\"right num\">", it->text, "</td><td class=\"bars\">");
		if (b->chart == REPORT_BARS && it->value > 0)
			put_bar(out, it->value, max, it->tone);
		for (size_t i = 0; i < b->nseries; i++)
			if (it->values[i] > 0)
				put_bar(out, it->values[i], max, b->series[i].tone);
		sbuf_text(out, "</td></tr>\n");
	}
}

static int plot_x(const struct report_block *b, size_t i)
{
	if (b->n < 2)
		return PLOT_LEFT;
	return PLOT_LEFT + (PLOT_W - PLOT_LEFT - 8) * (int)i / (int)(b->n - 1);
}

static int plot_y(double value, double max)
{
	return PLOT_TOP + PLOT_H - (int)(max > 0 ? value / max * PLOT_H + 0.5 : 0);
}

/* The table below says the same in numbers, so the picture is hidden from screen readers. */
static void put_plot(struct sbuf *out, const struct report_block *b)
{
	double max = chart_max(b);
	size_t n;

	sbuf_printf(out, "<svg class=\"plot\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\">"
	    "<path class=\"axis\" d=\"M%d %dV%dH%d\"/><text x=\"%d\" y=\"%d\">", (int)PLOT_W,
	    PLOT_H + PLOT_TOP + 6, (int)PLOT_LEFT, (int)PLOT_TOP, PLOT_TOP + PLOT_H,
	    (int)PLOT_W, PLOT_LEFT - 6, PLOT_TOP + 8);
	json_print(out, &(struct value){ .kind = V_REAL, .u.r = max });
	sbuf_printf(out, "</text><text x=\"%d\" y=\"%d\">0</text>", PLOT_LEFT - 6,
	    PLOT_TOP + PLOT_H);
	for (size_t i = 0; i < b->nseries; i++) {
		sbuf_printf(out, "<polyline class=\"%s dash%zu\" points=\"",
		    report_tone_name(b->series[i].tone), i % 3);
		n = 0;
		for (const struct report_item *it = b->first; it; it = it->next, n++)
			sbuf_printf(out, "%s%d,%d", n ? " " : "", plot_x(b, n),
			    plot_y(it->values[i], max));
		sbuf_text(out, "\"/>");
	}
	sbuf_text(out, "</svg>\n<p class=\"legend\">");
	for (size_t i = 0; i < b->nseries; i++) {
		sbuf_printf(out, "<span class=\"%s\"><span class=\"key dash%zu\"></span> ",
		    report_tone_name(b->series[i].tone), i % 3);
		html_put(out, "", b->series[i].label, ": ");
		json_print(out, &(struct value){ .kind = V_REAL, .u.r = b->last->values[i] });
		sbuf_text(out, "</span> ");
	}
	sbuf_text(out, "</p>\n");
}

static void put_points(struct sbuf *out, const struct report_block *b)
{
	sbuf_text(out, "<thead><tr><td></td>");
	for (size_t i = 0; i < b->nseries; i++) {
		sbuf_printf(out, "<th scope=\"col\" class=\"right %s\">",
		    report_tone_name(b->series[i].tone));
		html_put(out, "", b->series[i].label, "</th>");
	}
	sbuf_text(out, "</tr></thead><tbody>\n");
	for (const struct report_item *it = b->first; it; it = it->next) {
		html_put(out, "<tr><th scope=\"row\">", it->label, "</th>");
		for (size_t i = 0; i < b->nseries; i++) {
			sbuf_text(out, "<td class=\"right\">");
			json_print(out, &(struct value){ .kind = V_REAL, .u.r = it->values[i] });
			sbuf_text(out, "</td>");
		}
		sbuf_text(out, "</tr>\n");
	}
}

void html_chart(struct sbuf *out, const struct report_block *b)
{
	bool lines = b->chart == REPORT_LINES;

	sbuf_printf(out, "<figure class=\"chart-box%s\">", b->half ? " half" : "");
	html_put(out, "<figcaption>", b->text, "</figcaption>");
	html_put(out, "<p class=\"chart-note\">", b->note, "</p>");
	if (lines && b->first)
		put_plot(out, b);
	sbuf_printf(out, "%s<table class=\"%s\">",
	    lines ? "<details><summary>Numbers</summary>" : "", lines ? "points" : "chart");
	if (lines) {
		put_points(out, b);
	} else {
		sbuf_text(out, "<tbody>");
		put_bars(out, b);
	}
	sbuf_printf(out, "</tbody></table>%s</figure>\n", lines ? "</details>" : "");
}
