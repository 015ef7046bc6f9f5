/* report/xlsx_chart.c -- sheet "Charts" of a workbook: numbers, and native charts of them. */
#include "report/xlsx_priv.h"

static const char charts_name[] = "Charts";

/* Series s of the chart whose numbers begin below row head, in column 1 + s. */
static void series_add(lxw_chart *chart, const struct report_block *b, lxw_row_t head, size_t s)
{
	lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
	lxw_row_t first = head + 1, last = head + (lxw_row_t)b->n;
	lxw_col_t col = (lxw_col_t)(1 + s);
	lxw_chart_line line = { .color = report_bar_rgb(b->nseries ? b->series[s].tone :
	    REPORT_NEUTRAL), .width = 2 };
	lxw_chart_fill fill = { .color = line.color };

	chart_series_set_categories(series, charts_name, first, 0, last, 0);
	chart_series_set_values(series, charts_name, first, col, last, col);
	chart_series_set_name_range(series, charts_name, head, col);
	if (b->chart == REPORT_LINES)
		chart_series_set_line(series, &line);
	else
		chart_series_set_fill(series, &fill);
}

/* Bars carry the tones of their items. */
static void points_colour(struct xlsx *j, lxw_chart *chart, const struct report_block *b)
{
	lxw_chart_series *series = STAILQ_FIRST(chart->series_list);
	lxw_chart_point **points = arena_zero(j->doc->arena, b->n + 1, sizeof(struct value *));
	size_t i = 0;

	for (const struct report_item *it = b->first; it; it = it->next, i++) {
		lxw_chart_fill *fill = arena_zero(j->doc->arena, 1, sizeof(*fill));

		points[i] = arena_zero(j->doc->arena, 1, sizeof(**points));
		fill->color = report_bar_rgb(it->tone);
		points[i]->fill = fill;
	}
	(void)chart_series_set_points(series, points);	/* fails on no points only */
}

static void chart_add(struct xlsx *j, lxw_worksheet *sheet, const struct report_block *b,
    lxw_row_t head)
{
	static const uint8_t kinds[] = {
		[REPORT_BARS] = LXW_CHART_BAR, [REPORT_STACKED] = LXW_CHART_BAR_STACKED,
		[REPORT_LINES] = LXW_CHART_LINE,
	};
	lxw_chart *chart = workbook_add_chart(j->book, kinds[b->chart]);
	lxw_chart_options options = { .x_scale = 1.2, .y_scale = 1,
		.description = b->text ? arena_text(j->doc->arena, b->text) : NULL };

	for (size_t s = 0; s < (b->nseries ? b->nseries : 1); s++)
		series_add(chart, b, head, s);
	if (b->chart == REPORT_BARS) {
		points_colour(j, chart, b);
		chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
	}
	if (b->text)
		chart_title_set_name(chart, b->text);
	else
		chart_title_off(chart);
	chart_title_set_name_font(chart, &(lxw_chart_font){ .size = 11, .bold = LXW_TRUE });
	if (b->chart != REPORT_LINES)
		chart_axis_set_reverse(chart->y_axis);	/* the first item on top, as listed */
	xlsx_note(j, worksheet_insert_chart_opt(sheet, head, (lxw_col_t)(b->nseries + 3), chart,
	    &options));
}

/* The numbers of one chart, and the chart beside them; returns the row for the next. */
static lxw_row_t chart_rows(struct xlsx *j, lxw_worksheet *sheet, const struct report_block *b,
    lxw_row_t row)
{
	enum { CHART_ROWS = 16 };
	lxw_row_t head = row + 2, at = head;

	xlsx_write(j, sheet, row, 0, b->text, j->f.label);
	xlsx_write(j, sheet, row + 1, 0, b->note, j->f.text);
	xlsx_write(j, sheet, head, 0, "", j->f.head);
	for (size_t s = 0; s < (b->nseries ? b->nseries : 1); s++)
		xlsx_write(j, sheet, head, (lxw_col_t)(1 + s), b->nseries ? b->series[s].label :
		    "Number", j->f.head);
	for (const struct report_item *it = b->first; it; it = it->next) {
		xlsx_write(j, sheet, ++at, 0, it->label, j->f.text);
		for (size_t s = 0; s < (b->nseries ? b->nseries : 1); s++)
			xlsx_note(j, worksheet_write_number(sheet, at, (lxw_col_t)(1 + s),
			    it->values ? it->values[s] : it->value, j->f.real));
		if (!it->values)
			xlsx_write(j, sheet, at, 2, it->text, j->f.text);
	}
	if (b->n)
		chart_add(j, sheet, b, head);
	return at > head + CHART_ROWS ? at + 3 : head + CHART_ROWS + 2;
}

void xlsx_charts(struct xlsx *j)
{
	lxw_worksheet *sheet = NULL;
	lxw_row_t row = 0;

	for (const struct report_block *b = j->doc->first; b && !j->failed; b = b->next) {
		if (b->kind != REPORT_B_CHART)
			continue;
		if (!sheet) {
			sheet = workbook_add_worksheet(j->book, charts_name);
			(void)worksheet_set_column(sheet, 0, 0, 40, NULL);
			(void)worksheet_set_column(sheet, 1, 8, 14, NULL);
			xlsx_page(j, sheet, true);
		}
		row = chart_rows(j, sheet, b, row);
	}
}
