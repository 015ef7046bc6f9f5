/* report/sample_test.c -- see sample_test.h. */
#include "report/sample_test.h"

static const int64_t moment = INT64_C(1795316645678901);	/* 2026-11-22T03:04:05 */

static const struct report_column soa_columns[] = {
	{ .key = "code", .label = "Control", .weight = 2, .kind = REPORT_CODE },
	{ .key = "title", .label = "Title", .weight = 6 },
	{ .key = "applicable", .label = "Applicable", .weight = 2 },
	{ .key = "state", .label = "Implementation", .weight = 4, .kind = REPORT_STATUS },
	{ .key = "reason", .label = "Justification", .weight = 14 },
	{ .key = "risks", .label = "Risks treated", .weight = 3, .kind = REPORT_LIST },
	{ .key = "owner", .label = "Owner", .weight = 4 },
	{ .key = "due", .label = "Next review", .weight = 3, .kind = REPORT_DATE },
	{ .key = "evidence", .label = "Evidence", .weight = 2, .kind = REPORT_INT },
};

static const char *const titles[] = {
	"Policies for information security", "Contact with authorities",
	"Information security in project management", "Return of assets",
	"Managing information security in the ICT supply chain", "Clear desk and clear screen",
	"Protection of information systems during audit testing", "Web filtering",
};

static const char *const reasons[] = {
	"Required by the risk assessment: unauthorised disclosure of patient records is above the "
	"acceptance threshold, and the control lowers likelihood by two steps once the quarterly "
	"access review has been established in all departments.",
	"Legal obligation (GDPR Art. 32) and contract with the hosting provider.",
	"Customer contracts demand it. The implementation follows the group guideline; exceptions "
	"are recorded as risk acceptances with a time limit.\nSee also the supplier register.",
	"Not applicable: no software is developed in the scope.",
	"Für die Standorte Köln und Zürich: geprüft, Maßnahmen müssen jährlich überprüft werden "
	"(naïve façade, Łódź, Ærø, İstanbul).",
	"مطلوب بموجب القانون الوطني لحماية البيانات الشخصية ومتطلبات العملاء.",
};

static const char *const owners[] = { "Anna Müller", "IT operations", "J. Nguyễn", "CISO" };

static struct value *status(struct arena *a, size_t i)
{
	static const char *const states[][2] = {
		{ "Implemented", "good" }, { "Partly implemented", "warn" },
		{ "Not implemented", "bad" }, { "Planned", "info" }, { "Overdue", "severe" },
		{ "Not applicable", "none" },
	};
	struct value *o = val_obj(a);

	val_set_text(a, o, "label", states[i % COUNT(states)][0]);
	val_set_text(a, o, "tone", states[i % COUNT(states)][1]);
	return o;
}

static struct value *soa_rows(struct arena *a, size_t n)
{
	struct value *rows = val_arr(a);

	for (size_t i = 0; i < n; i++) {
		struct value *row = val_obj(a), *risks = val_arr(a);

		val_set_text(a, row, "code", arena_printf(a, "A.%zu.%zu", 5 + i / 37, i % 37 + 1));
		val_set_text(a, row, "title", titles[i % COUNT(titles)]);
		val_set_bool(a, row, "applicable", i % 6 != 5);
		val_set(row, "state", status(a, i * 7 / 3));
		val_set_text(a, row, "reason", arena_printf(a, "%s%s%s (%zu)",	/* all differ */
		    reasons[i % COUNT(reasons)], i % 5 == 1 ? " " : "",
		    i % 5 == 1 ? reasons[0] : "", i + 1));
		for (size_t k = 0; k < i % 4; k++)
			val_push(risks, val_text(a, arena_printf(a, "R-%zu", i * 3 + k)));
		val_set(row, "risks", risks);
		val_set_text(a, row, "owner", owners[i % COUNT(owners)]);
		if (i % 3)
			val_set_text(a, row, "due", "2027-03-31");
		val_set_int(a, row, "evidence", (int64_t)(i * i % 1300));
		val_push(rows, row);
	}
	return rows;
}

static void furniture(struct report_doc *doc)
{
	doc->organisation = "Nordwind Klinik Köln GmbH";
	doc->classification = "Confidential";
	doc->generated_us = moment;
	doc->as_of = "State of 2026-09-30 23:59 UTC";
	doc->checkpoint = "Ledger checkpoint 18,442 of 2026-11-22 03:00 UTC, root "
	    "6c1f0a9b52e4d7730b1c9f8e2a6d4415c0d9e7f1a2b3c4d5e6f708192a3b4c5d";
}

struct report_doc *sample_soa(struct arena *a, size_t rows)
{
	struct report_doc *doc = report_doc_new(a, "Statement of Applicability");

	furniture(doc);
	doc->name = "soa";
	doc->subtitle = "ISO/IEC 27001:2022, Annex A, version 4 of 2026-11-20";
	doc->landscape = true;
	report_figure(doc, "Controls applicable", "78", "of 93 in Annex A", REPORT_NEUTRAL);
	report_figure(doc, "Implemented", "61", "78 % of the applicable", REPORT_GOOD);
	report_figure(doc, "Not implemented", "9", "each has a treatment action", REPORT_WARN);
	report_figure(doc, "Overdue", "3", "oldest since 2026-06-30", REPORT_BAD);
	report_table(doc, "controls", "Controls of Annex A", soa_columns, COUNT(soa_columns),
	    soa_rows(a, rows));
	return doc;
}

static void charts(struct report_doc *doc)
{
	report_chart(doc, "Risks by level");
	report_bar(doc, "Very high", 2, NULL, REPORT_SEVERE);
	report_bar(doc, "High", 7, NULL, REPORT_BAD);
	report_bar(doc, "Medium", 21, NULL, REPORT_WARN);
	report_bar(doc, "Low", 34, "34 (two of them accepted)", REPORT_GOOD);
	report_bar(doc, "Not assessed", 0, NULL, REPORT_NEUTRAL);
}

static void series_charts(struct report_doc *doc)
{
	static const struct report_series states[] = {
		{ "open", REPORT_BAD }, { "under way", REPORT_WARN }, { "done", REPORT_GOOD },
	};
	static const double clauses[][3] = { { 3, 2, 9 }, { 0, 4, 4 }, { 1, 0, 12 } };
	static const char *const names[] = { "Clause 6", "Clause 8", "Clause <9> & more" };

	report_chart_series(doc, REPORT_STACKED, "Tasks by clause", states, 3);
	report_chart_note(doc, "Tasks that are not dropped, by the clause they come from.", true);
	for (size_t i = 0; i < 3; i++)
		report_point(doc, names[i], clauses[i], 3);
	report_chart_series(doc, REPORT_LINES, "Risks over time", states, 2);
	report_chart_note(doc, "Live risks at the end of each month.", true);
	for (size_t i = 0; i < 12; i++)
		report_point(doc, arena_printf(doc->arena, "2026-%02zu", i + 1),
		    (double[]){ (double)(20 - i), (double)(i * i / 4) }, 2);
}

struct report_doc *sample_mixed(struct arena *a)
{
	struct report_doc *doc = report_doc_new(a, "Management review");

	furniture(doc);
	doc->name = "management-review";
	doc->subtitle = "Inputs and results, clause 9.3";
	report_heading(doc, 1, "Summary");
	report_para(doc, reasons[0]);
	report_para(doc, "First paragraph of a longer text with <markup> & \"quotes\".\n\n"
	    "Second paragraph: مرحبا بالعالم and back to Latin.");
	report_pair(doc, "Scope", "All sites and services of the organisation");
	report_pair(doc, "Chair", "Anna Müller");
	report_pair(doc, "Decisions of the previous review and what became of them", reasons[2]);
	report_heading(doc, 1, "Risk");
	report_heading(doc, 2, "Levels");
	charts(doc);
	series_charts(doc);
	for (size_t i = 0; i < 5; i++)
		report_figure(doc, "Risks without an owner", i % 2 ? "1,204" : "0",
		    i == 3 ? NULL : "none since the beginning of the year", REPORT_INFO);
	report_heading(doc, 2, "Register");
	report_table(doc, "risks", "Controls for the largest risks", soa_columns, 5,
	    soa_rows(a, 12));
	for (size_t i = 0; i < 4; i++) {
		report_heading(doc, i ? 2 : 1, arena_printf(a, "Chapter %zu", i + 3));
		for (size_t k = 0; k < 7; k++)
			report_para(doc, reasons[(i + k) % 5]);
		report_heading(doc, 3, "Open points");
		report_para(doc, reasons[2]);
	}
	report_heading(doc, 1, "Annex: empty table");
	report_table(doc, "empty", "Findings of the year", soa_columns, 4, val_arr(a));
	return doc;
}

struct report_doc *sample_wide(struct arena *a, size_t n)
{
	struct report_doc *doc = report_doc_new(a, "Assets");
	struct report_column columns[15];
	struct value *rows = val_arr(a);

	furniture(doc);
	for (size_t c = 0; c < COUNT(columns); c++)
		columns[c] = (struct report_column){ .key = arena_printf(a, "c%zu", c),
			.label = arena_printf(a, "Column %zu", c), .weight = 1,
			.kind = c == 3 ? REPORT_INT : c == 7 ? REPORT_DATE : REPORT_TEXT };
	for (size_t i = 0; i < n; i++) {
		struct value *row = val_obj(a);

		for (size_t c = 0; c < COUNT(columns); c++)
			val_add(row, columns[c].key, c == 3 ? val_int(a, (int64_t)i - 50) :
			    c == 7 ? val_text(a, "2026-02-28") :
			    val_text(a, arena_printf(a, "cell %zu of row %zu", c, i)));
		val_push(rows, row);
	}
	report_table(doc, "assets", "All assets", columns, COUNT(columns), rows);
	return doc;
}
