/* isms/knowledge/knowledge_cmd.c -- `annexa knowledge`: the library in the terminal. */
#include "cli/command.h"
#include "isms/knowledge/questions.h"
#include "isms/knowledge/view.h"
#include "record/program.h"

/* ---- wrapping ---- */

enum { WIDTH = 100 };

/* Bytes before the text of a list item, 0 for other lines. */
static size_t marker(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i] == ' ')
		i++;
	if (i + 1 < n && (p[i] == '-' || p[i] == '*') && p[i + 1] == ' ')
		return i + 2;
	while (i < n && isdigit((unsigned char)p[i]))
		i++;
	return i && i + 1 < n && p[i] == '.' && p[i + 1] == ' ' ? i + 2 : 0;
}

/* Lines that stay as they are: tables, code, headings. */
static bool fixed(const char *p, size_t n)
{
	return n && (*p == '|' || *p == '#' || (n >= 3 && memcmp(p, "```", 3) == 0));
}

struct wrap {
	struct sbuf *out;
	size_t column, indent;	/* indent: of lines that follow in the same paragraph */
};

static void words(struct wrap *w, const char *p, size_t n)
{
	size_t i = 0;

	while (i < n) {
		size_t from, width;

		while (i < n && p[i] == ' ')
			i++;
		for (from = i; i < n && p[i] != ' '; i++)
			;
		if (i == from)
			break;
		width = str_chars((struct str){ p + from, i - from });
		if (w->column > w->indent && w->column + 1 + width > WIDTH) {
			sbuf_char(w->out, '\n');
			for (w->column = 0; w->column < w->indent; w->column++)
				sbuf_char(w->out, ' ');
		} else if (w->column > w->indent) {
			sbuf_char(w->out, ' ');
			w->column++;
		}
		sbuf_add(w->out, p + from, i - from);
		w->column += width;
	}
}

static void end_paragraph(struct wrap *w)
{
	if (w->column)
		sbuf_char(w->out, '\n');
	w->column = w->indent = 0;
}

/* Markdown as it reads in a terminal: paragraphs filled anew, lists with hanging indent. */
static void print_text(struct sbuf *out, const char *text)
{
	struct wrap w = { .out = out };
	bool code = false;

	for (size_t n; *text; text += n + (text[n] == '\n')) {
		size_t mark;

		n = strcspn(text, "\n");
		code ^= n >= 3 && memcmp(text, "```", 3) == 0;
		if (n == 0 || code || fixed(text, n)) {
			end_paragraph(&w);
			sbuf_add(out, text, n);
			sbuf_char(out, '\n');
			continue;
		}
		if ((mark = marker(text, n))) {
			end_paragraph(&w);
			sbuf_add(out, text, mark);
			w.column = w.indent = mark;
		}
		words(&w, text + mark, n - mark);
	}
	end_paragraph(&w);
}

/* ---- show ---- */

static void print_attributes(struct cmd *m, const struct value *list)
{
	for (const struct value *o = list->u.list.first; o; o = o->next) {
		const struct value *values = val_get(o, "values");
		struct wrap w = { .out = m->out, .indent = 4 };
		const char *head = arena_printf(m->c->arena, "%s:", val_get_text(o, "label"));

		sbuf_text(m->out, head);
		w.column = str_chars(str_of(head));
		for (const struct value *v = values->u.list.first; v; v = v->next) {
			const char *text = arena_printf(
			    m->c->arena, "%s%s", val_get_text(v, "label"), v->next ? ";" : "");

			words(&w, text, strlen(text));
		}
		end_paragraph(&w);
	}
	if (list->u.list.n)
		sbuf_char(m->out, '\n');
}

static void print_lines(struct cmd *m, const char *head, const struct value *list)
{
	if (!list->u.list.n)
		return;
	cmd_printf(m, "## %s\n", head);
	for (const struct value *o = list->u.list.first; o; o = o->next) {
		const char *relation = val_get_text(o, "relation");

		cmd_printf(m, "%s%s%s  %s\n", relation ? relation : "", relation ? " " : "",
		    val_get_text(o, "ref"), val_get_text(o, "title"));
	}
	sbuf_char(m->out, '\n');
}

static void print_thing(struct cmd *m, const struct value *o)
{
	const char *plain = val_get_text(o, "plain");
	const struct value *under = val_get(o, "framework");
	const char *edition = val_get_text(under, "edition");

	cmd_printf(m, "# %s %s\n", val_get_text(o, "ref"), val_get_text(o, "title"));
	if (plain)
		cmd_printf(m, "%s\n", plain);
	if (edition)
		cmd_printf(m, "%s, %s, %s\n\n", val_get_text(o, "kind"),
		    val_get_text(under, "title"), edition);
	else
		cmd_printf(m, "%s\n\n", val_get_text(o, "kind"));
	print_attributes(m, val_get(o, "attributes"));
	for (const struct value *s = val_get(o, "sections")->u.list.first; s; s = s->next) {
		cmd_printf(m, "## %s\n", val_get_text(s, "label"));
		print_text(m->out, val_get_text(s, "text"));
		sbuf_char(m->out, '\n');
	}
	print_lines(m, "In other frameworks", val_get(o, "mappings"));
	print_lines(m, "Named by", val_get(o, "named_by"));
}

static int thing_of(struct cmd *m, struct library_thing *ret)
{
	*ret = library_find(library(), cmd_arg(m, 1));
	if (!ret->node && !ret->entry && !ret->row)
		return view_unknown(m->c, cmd_arg(m, 1));
	return E_OK;
}

static int show(struct cmd *m)
{
	struct library_thing t;
	struct value *o;
	int rc;

	if ((rc = thing_of(m, &t)) < 0)
		return rc;
	o = view_thing(m->c->arena, &t);
	if (m->json)
		cmd_json(m, o);
	else
		print_thing(m, o);
	return E_OK;
}

/* ---- search, map ---- */

static const char *joined(struct cmd *m)
{
	const char *text = cmd_arg(m, 1);

	for (int i = 2; i < m->argc; i++)
		text = arena_printf(m->c->arena, "%s %s", text, cmd_arg(m, i));
	return text;
}

static int search(struct cmd *m)
{
	static const char *const keys[] = { "ref", "title", "kind", "framework" };
	static const char *const heads[] = { "REF", "TITLE", "KIND", "FROM" };
	struct library_hit hits[LIBRARY_HITS];
	size_t total, n = library_search(library(), m->c->arena, joined(m), hits, &total);
	struct value *list = val_arr(m->c->arena), *o;

	for (size_t i = 0; i < n; i++)
		val_push(list, view_line(m->c->arena, &hits[i].thing));
	if (m->json) {
		o = val_obj(m->c->arena);
		val_add(o, "data", list);
		val_add(o, "total", val_int(m->c->arena, (int64_t)total));
		cmd_json(m, o);
		return E_OK;
	}
	if (!n)
		cmd_chat(m, "nothing in the library has all of these words\n");
	else
		cmd_table(m, keys, heads, COUNT(keys), list);
	if (total > n)
		cmd_chat(m, "%zu more; add a word to see fewer\n", total - n);
	return E_OK;
}

static int map(struct cmd *m)
{
	static const char *const keys[] = { "relation", "key", "ref", "title", "source" };
	static const char *const heads[] = { "RELATION", "FRAMEWORK", "REF", "TITLE", "SOURCE" };
	struct library_thing t;
	struct value *list;
	int rc;

	if ((rc = thing_of(m, &t)) < 0)
		return rc;
	if (!t.node)
		return err_set(&m->c->err, E_USAGE,
		    "%s belongs to no framework: only references of "
		    "frameworks are mapped",
		    library_ref(&t));
	list = view_mappings(m->c->arena, t.node);
	if (m->json)
		cmd_json(m, list);
	else if (list->u.list.n)
		cmd_table(m, keys, heads, COUNT(keys), list);
	else
		cmd_chat(m, "no pair with %s is known\n", t.node->name);
	return E_OK;
}

/* ---- questions ---- */

static void print_question(struct cmd *m, const struct value *o)
{
	const char *finding = val_get_text(o, "finding");
	struct wrap w = { .out = m->out, .column = 2, .indent = 2 };

	sbuf_text(m->out, "- ");
	words(&w, val_get_text(o, "question"), strlen(val_get_text(o, "question")));
	end_paragraph(&w);
	if (val_get_text(o, "look"))
		print_text(
		    m->out, arena_printf(m->c->arena, "  - look at: %s", val_get_text(o, "look")));
	if (finding)
		print_text(m->out, arena_printf(m->c->arena, "  - if not: %s (%s)", finding,
		    val_get_text(o, "serves")));
}

/* Of one clause or control with all below it, or all there are. */
static int questions(struct cmd *m)
{
	struct question_filter f = { .ref = m->argc > 1 ? cmd_arg(m, 1) : NULL };
	struct library_thing t;
	struct value *list;
	const char *last = "";
	int rc;

	if (f.ref && (rc = thing_of(m, &t)) < 0)
		return rc;
	list = questions_find(m->c->arena, &f);
	if (m->json) {
		cmd_json(m, list);
		return E_OK;
	}
	for (const struct value *o = list->u.list.first; o; o = o->next) {
		const char *title = val_get_text(o, "title");
		const char *head =
		    title ? arena_printf(m->c->arena, "%s %s", val_get_text(o, "ref"), title)
			  : library_label(m->c->arena, val_get_text(o, "theme"));

		if (strcmp(head, last) != 0)
			cmd_printf(m, "%s# %s\n", last[0] ? "\n" : "", head);
		last = head;
		print_question(m, o);
	}
	if (!list->u.list.n)
		cmd_chat(m, "no audit question belongs to %s\n", f.ref ? f.ref : "anything");
	return E_OK;
}

/* ---- of an organisation: list, load ---- */

/* The command works without organisation too, so it settles the one asked for itself. */
static int settle_org(struct cmd *m)
{
	int rc;

	if ((rc = ctx_reader(m->c)) < 0)
		return rc;
	if (m->c->org.id)	/* over the network it is the token's */
		return E_OK;
	return m->org && m->org[0] ? org_find(m->c, m->org, &m->c->org)
				   : org_only(m->c, &m->c->org);
}

static int list(struct cmd *m)
{
	static const char *const keys[] = { "key", "edition", "counts_text", "loaded" };
	static const char *const heads[] = { "KEY", "EDITION", "HOLDS", "LOADED" };
	struct value *rows = val_arr(m->c->arena);
	const char *version;
	size_t n;
	const struct library_framework *f = library_frameworks(library(), &n);
	int rc;

	if ((rc = settle_org(m)) < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		struct value *o = view_framework(m->c->arena, &f[i]);

		if ((rc = knowledge_loaded(m->c, f[i].key, &version)) < 0)
			return rc;
		val_set_text(m->c->arena, o, "loaded", !version ? "no" :
		    strcmp(version, f[i].version) == 0 ? "yes" : "older content");
		val_push(rows, o);
	}
	if (m->json)
		cmd_json(m, rows);
	else
		cmd_table(m, keys, heads, COUNT(keys), rows);
	return E_OK;
}

static void print_changes(struct cmd *m, const struct value *ret)
{
	for (const struct value *o = val_get(ret, "changes")->u.list.first; o; o = o->next) {
		const struct value *fields = val_get(o, "fields");

		cmd_printf(m, "%s %s %s\n", val_get_text(o, "what"), val_get_text(o, "ref"),
		    val_get_text(o, "title"));
		for (const struct value *f = fields->u.list.first; f; f = f->next) {
			bool kept = val_truthy(val_get(f, "kept"));

			print_text(m->out,
			    arena_printf(m->c->arena, "  - %s, %s: %s", val_get_text(f, "label"),
				kept ? "yours stays" : "was", val_get_text(f, "was")));
			print_text(m->out,
			    arena_printf(m->c->arena, "  - %s, %s: %s", val_get_text(f, "label"),
				kept ? "the content says" : "becomes", val_get_text(f, "now")));
		}
	}
}

static int changes(struct cmd *m)
{
	struct value *ret;
	int rc;

	if ((rc = settle_org(m)) < 0 || (rc = knowledge_changes(m->c, cmd_arg(m, 1), &ret)) < 0)
		return rc;
	if (m->json)
		cmd_json(m, ret);
	else if (val_get(ret, "changes")->u.list.n)
		print_changes(m, ret);
	else
		cmd_chat(m, "nothing: the organisation has what the content says\n");
	return E_OK;
}

struct load_job {
	const char *key;
	struct value *ret;
};

static int load_job(struct ctx *c, void *arg)
{
	struct load_job *j = arg;

	return knowledge_load(c, j->key, &j->ret);
}

static int load(struct cmd *m)
{
	struct load_job j = { cmd_arg(m, 1), NULL };
	int rc;

	if ((rc = settle_org(m)) < 0 || (rc = record_transaction(m->c, load_job, &j)) < 0)
		return rc;
	if (m->json)
		cmd_json(m, j.ret);
	else
		cmd_printf(m,
		    "%s: %" PRId64 " created, %" PRId64 " updated, %" PRId64 " kept as the "
		    "organisation has them\n",
		    j.key, val_get_int(j.ret, "created", 0), val_get_int(j.ret, "updated", 0),
		    val_get_int(j.ret, "kept", 0));
	return E_OK;
}

/* ---- check ---- */

static int check(struct cmd *m)
{
	struct value *rows = val_arr(m->c->arena);

	for (const struct library_problem *p = library_problems(library()); p; p = p->next) {
		struct value *o = val_obj(m->c->arena);

		val_add(o, "file", val_text(m->c->arena, p->file));
		val_add(o, "line", val_int(m->c->arena, p->line));
		val_add(o, "text", val_text(m->c->arena, p->text));
		val_push(rows, o);
		if (!m->json)
			cmd_printf(m, "%s:%ld %s\n", p->file, p->line, p->text);
	}
	if (m->json)
		cmd_json(m, rows);
	else if (!rows->u.list.n)
		cmd_chat(m, "the content is sound\n");
	return rows->u.list.n ? E_NO : E_OK;
}

static int run(struct cmd *m)
{
	static const struct {
		const char *name;
		int min, max;
		int (*run)(struct cmd *m);
	} forms[] = {
	    {"show", 2, 2, show},
	    {"search", 2, -1, search},
	    {"map", 2, 2, map},
	    {"questions", 1, 2, questions},
	    {"list", 1, 1, list},
	    {"changes", 2, 2, changes},
	    {"load", 2, 2, load},
	    {"check", 1, 1, check},
	};

	for (size_t i = 0; i < COUNT(forms); i++) {
		if (strcmp(forms[i].name, cmd_arg(m, 0)) != 0)
			continue;
		if (m->argc < forms[i].min || (forms[i].max >= 0 && m->argc > forms[i].max))
			return err_hint(&m->c->err, E_USAGE, "see `annexa knowledge --help`",
			    "wrong number of arguments for knowledge %s", forms[i].name);
		return forms[i].run(m);
	}
	return err_hint(&m->c->err, E_USAGE, "see `annexa knowledge --help`",
	    "say one of show, search, map, questions, list, changes, load, check");
}

/* Over the network; what changes is for who may change every one. */
static const struct remote_grant remote[] = {
	{ "load", "control", VERB_CREATE },
	{ "*", "control", VERB_READ },
	{ 0 }
};

COMMAND(knowledge,
    .usage = "knowledge show REF\nknowledge search TEXT\nknowledge map REF\n"
	     "knowledge questions [REF]\nknowledge list\nknowledge changes KEY\n"
	     "knowledge load KEY\nknowledge check",
    .help =
	"Read standards and good practice, and load frameworks into the organisation.\n\n"
	"REF is a reference such as A.8.13, 6.1.2/c, 800-53:AC-2, CSF2:PR.DS-11, T07, S014 or "
	"D02.\n"
	"`map` prints the corresponding references of other frameworks, `questions` the audit "
	"questions\n"
	"of a clause or control with all below it and those a certification auditor adds, `list` "
	"the\n"
	"frameworks and whether the organisation has them. `load` creates their requirements and\n"
	"controls as records; loading again brings in what is new and keeps what the organisation\n"
	"edited, and `changes` tells beforehand what that would be. `check` looks for mistakes in "
	"the\n"
	"content of this program.",
    .min = 1, .max = -1, .remote = remote,
    .run = run);
