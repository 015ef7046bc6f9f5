/* isms/knowledge/questions_page.c -- the bank of audit questions: filtered, as a page or a file. */
#include "isms/knowledge/page_parts.h"
#include "isms/knowledge/questions.h"
#include "report/named.h"

static const struct {
	const char *value, *label;
} kinds[] = {
	{ "clause", N_("Clauses") }, { "control", N_("Controls") },
	{ "certification", N_("Certification audit") },
};

/* ---- filters ---- */

static void add_filter(struct arena *a, struct value *filters, const char *name,
    const char *label, const char *chosen, struct value *options)
{
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, name));
	val_add(o, "label", val_text(a, label));
	val_add(o, "active", val_bool(a, chosen && chosen[0]));
	val_add(o, "options", options);
	val_push(filters, o);
}

static bool chosen(const char *asked, const char *value)
{
	return asked && strcmp(asked, value) == 0;
}

static struct value *filters(struct arena *a, const struct question_filter *f)
{
	struct value *list = val_arr(a), *options = val_arr(a), *themes = questions_themes(a);

	for (size_t i = 0; i < COUNT(kinds); i++)
		val_push(options, part_option(a, kinds[i].value, kinds[i].label,
		    chosen(f->kind, kinds[i].value)));
	add_filter(a, list, "kind", N_("Kind"), f->kind, options);
	options = val_arr(a);
	for (const struct value *t = themes->u.list.first; t; t = t->next)
		val_push(options, part_option(a, val_get_text(t, "value"), val_get_text(t, "label"),
		    chosen(f->theme, val_get_text(t, "value"))));
	add_filter(a, list, "theme", N_("Theme or stage"), f->theme, options);
	return list;
}

/* ---- groups: what is asked about one clause or control, or in one stage ---- */

static struct value *new_group(struct arena *a, const struct value *q, bool stage)
{
	const char *theme = val_get_text(q, "theme");
	struct value *o = val_obj(a);

	val_add(o, "id", val_text(a, stage ? theme : val_get_text(q, "ref")));
	val_add(o, "ref", val_text(a, stage ? NULL : val_get_text(q, "ref")));
	val_add(
	    o, "title", val_text(a, stage ? library_label(a, theme) : val_get_text(q, "title")));
	val_add(o, "href", val_text(a, stage ? NULL : val_get_text(q, "href")));
	val_add(o, "items", val_arr(a));
	return o;
}

static struct value *groups(struct arena *a, const struct value *questions)
{
	struct value *list = val_arr(a), *group = NULL;
	const char *last = "";

	for (const struct value *q = questions->u.list.first; q; q = q->next) {
		bool stage = strcmp(val_get_text(q, "kind"), "certification") == 0;
		const char *of = val_get_text(q, stage ? "theme" : "ref");

		if (!group || strcmp(of, last) != 0)
			val_push(list, group = new_group(a, q, stage));
		last = of;
		val_push(val_get(group, "items"), val_copy(a, q));
	}
	return list;
}

/* ---- as a file ---- */

static int as_file(struct ctx *c, struct req *r, const char *format, const struct value *list)
{
	static const struct report_column columns[] = {
		{ .key = "ref", .label = "Reference", .weight = 2, .kind = REPORT_CODE },
		{ .key = "title", .label = "Title", .weight = 3 },
		{ .key = "question", .label = "Question", .weight = 6 },
		{ .key = "look", .label = "What to look at", .weight = 5 },
		{ .key = "finding", .label = "Finding when not", .weight = 3 },
		{ .key = "serves", .label = "Clauses and controls", .weight = 2 },
	};
	const struct report_format *f = report_format_find(format);
	struct report_doc *doc = report_doc_new(c->arena, N_("Audit questions"));
	struct sbuf *out = arena_alloc(c->arena, sizeof(*out));
	int rc;

	if (!f)
		return err_set(&c->err, E_NOTFOUND, "audit questions cannot be had as %s", format);
	doc->name = "audit-questions";
	doc->landscape = true;
	doc->generated_us = c->now_us;
	report_table(doc, "questions", NULL, columns, COUNT(columns), list);
	sbuf_init(out, c->arena, REPORT_MAX);
	if ((rc = report_write(doc, format, out, &c->err)) < 0)
		return rc;
	r->raw = sbuf_str(out);
	r->raw_type = f->media;
	r->raw_name = arena_printf(c->arena, "audit-questions.%s", f->extension);
	return E_OK;
}

/* "ref=A.8&theme=A.8&" for links that keep the filters; only what needs no escaping is kept. */
static const char *kept(struct arena *a, const struct question_filter *f)
{
	const char *const pairs[][2] = {
	    {"ref", f->ref}, {"theme", f->theme}, {"kind", f->kind}, {"q", f->q}};
	const char *text = "";

	for (size_t i = 0; i < COUNT(pairs); i++) {
		const char *v = pairs[i][1];
		size_t n = 0;

		while (v && (isalnum((unsigned char)v[n]) || (v[n] && strchr(".-_/:()", v[n]))))
			n++;
		if (n && !v[n])
			text = arena_printf(a, "%s%s=%s&", text, pairs[i][0], v);
	}
	return text;
}

static struct value *exports(struct arena *a, const struct question_filter *f)
{
	static const char *const formats[][2] = {{"csv", "CSV"}, {"xlsx", "XLSX"}, {"pdf", "PDF"}};
	struct value *list = val_arr(a);

	for (size_t i = 0; i < COUNT(formats); i++) {
		struct value *o = val_obj(a);

		val_add(o, "label", val_text(a, formats[i][1]));
		val_add(o, "href", val_text(a, arena_printf(a, "/knowledge/questions?%sformat=%s",
		    kept(a, f), formats[i][0])));
		val_push(list, o);
	}
	return list;
}

static int questions(struct ctx *c, struct req *r, struct value *view)
{
	struct question_filter f = { .ref = req_query(r, "ref"), .theme = req_query(r, "theme"),
		.kind = req_query(r, "kind"), .q = req_query(r, "q") };
	const char *const all[] = { f.ref, f.theme, f.kind, f.q }, *format = req_query(r, "format");
	struct arena *a = c->arena;
	struct value *list = questions_find(a, &f);
	int64_t active = 0;

	if (format && strcmp(format, "json") != 0)
		return as_file(c, r, format, list);
	for (size_t i = 0; i < COUNT(all); i++)
		active += all[i] && all[i][0];
	val_set_text(a, view, "q", f.q ? f.q : "");
	val_set_text(a, view, "ref_asked", f.ref ? f.ref : "");
	val_set(view, "filters", filters(a, &f));
	val_set_int(a, view, "filter_count", active);
	val_set_text(a, view, "clear_href", "/knowledge/questions");
	val_set_int(a, view, "total", (int64_t)list->u.list.n);
	val_set_bool(a, view, "nothing", list->u.list.n == 0);
	if (r->json)
		val_set(view, "questions", list);
	else
		val_set(view, "groups", groups(a, list));
	val_set(view, "exports", exports(a, &f));
	part_crumb(a, view, N_("Knowledge"), "/knowledge");
	return E_OK;
}
PAGE(knowledge_questions, .method = "GET", .path = "/knowledge/questions", .run = questions,
	.type = "framework", .verb = VERB_READ, .template = "questions",
	.title = N_("Audit questions"), .nav = "knowledge|Audit questions|audit", .api = true,
	.params = "q string words to look for\n"
	"ref string clause or control with all below it, or a reference of another framework\n"
	"theme string section (4 to 10, A.5 to A.8) or stage of the certification cycle\n"
	"kind string clause, control or certification\n"
	"format string csv, xlsx, pdf or html for a file",
	.help = "Every audit question of the library with what to look at.");
