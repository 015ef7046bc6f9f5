/* isms/document/document_cmd.c -- `annexa document`: kit, rounds, publication and readers. */
#include "cli/command.h"
#include "isms/document/compare.h"
#include "isms/document/document_priv.h"
#include "isms/document/kit.h"
#include "isms/document/live.h"
#include "isms/document/print.h"
#include "isms/document/reading.h"
#include "record/program.h"
#include "record/rec.h"

struct job {
	const char *code, *due, *note;
	struct rec *ret;
	struct value *made;
	int64_t n;
};

static int write_and_say(struct cmd *m, int (*fn)(struct ctx *c, void *arg), struct job *j)
{
	int rc = record_transaction(m->c, fn, j);

	if (rc < 0)
		return rc;
	if (m->json)
		cmd_json(m, record_value(m->c, j->ret, NULL));
	else
		cmd_printf(m, "%s %s\n", rec_code(m->c->arena, j->ret), j->ret->state);
	return E_OK;
}

/* ---- kit ---- */

static int kit(struct cmd *m)
{
	static const char *const keys[] = { "ref", "need", "status", "document", "title" };
	static const char *const heads[] = { "REF", "NEED", "STATUS", "DOCUMENT", "TITLE" };
	struct arena *a = m->c->arena;
	struct value *rows, *table = val_arr(a), *all = val_obj(a);
	int rc = kit_rows(m->c, &rows);

	if (rc < 0)
		return rc;
	if (m->json) {
		val_add(all, "summary", kit_summary(a, rows));
		val_add(all, "documents", rows);
		cmd_json(m, all);
		return E_OK;
	}
	for (const struct value *r = rows->u.list.first; r; r = r->next) {
		struct value *o = val_obj(a);
		const char *code = val_get_text(val_get(r, "document"), "code");

		val_add(o, "ref", val_text(a, val_get_text(r, "ref")));
		val_add(o, "need", val_text(a, val_get_text(val_get(r, "need"), "name")));
		val_add(o, "status", val_text(a, val_get_text(val_get(r, "status"), "name")));
		val_add(o, "document", val_text(a, code ? code : ""));
		val_add(o, "title", val_text(a, val_get_text(r, "title")));
		val_push(table, o);
	}
	cmd_table(m, keys, heads, COUNT(keys), table);
	cmd_chat(m, "%s\n", val_get_text(kit_summary(a, rows), "text"));
	return E_OK;
}

static int do_draft(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return kit_create(c, j->code, &j->ret);
}

static int do_draft_all(struct ctx *c, void *arg)
{
	return kit_create_mandatory(c, &((struct job *)arg)->made);
}

static int draft(struct cmd *m)
{
	bool all = cmd_option(m, "mandatory") != NULL;
	struct job j = { 0 };
	int rc;

	if (all == (m->argc == 2))
		return err_set(&m->c->err, E_USAGE, "name one document of the kit, or --mandatory");
	if (!all) {
		j.code = cmd_arg(m, 1);
		return write_and_say(m, do_draft, &j);
	}
	if ((rc = record_transaction(m->c, do_draft_all, &j)) < 0)
		return rc;
	if (m->json)
		cmd_json(m, j.made);
	for (const struct value *o = j.made->u.list.first; o && !m->json; o = o->next)
		cmd_printf(m, "%s %s %s\n", val_get_text(o, "code"), val_get_text(o, "ref"),
		    val_get_text(o, "title"));
	cmd_chat(m, "%s drafted\n", text_counted(m->c->arena, (int64_t)j.made->u.list.n,
	    "document", "documents"));
	return E_OK;
}

/* ---- rounds and publication ---- */

static int do_review(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return round_start(c, j->code, j->due, j->note, &j->ret);
}

static int do_publish(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return document_publish(c, j->code, &j->ret);
}

static int do_reviewed(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return document_reviewed(c, j->code, &j->ret);
}

static int review(struct cmd *m)
{
	struct job j = { .code = cmd_arg(m, 1), .due = cmd_option(m, "due"),
		.note = cmd_option(m, "note") };

	return write_and_say(m, do_review, &j);
}

static int publish(struct cmd *m)
{
	struct job j = { .code = cmd_arg(m, 1) };

	return write_and_say(m, do_publish, &j);
}

static int reviewed(struct cmd *m)
{
	struct job j = { .code = cmd_arg(m, 1) };

	return write_and_say(m, do_reviewed, &j);
}

/* ---- readers ---- */

static int readers(struct cmd *m)
{
	static const char *const keys[] = { "code", "state", "due", "on", "person" };
	static const char *const heads[] = { "CODE", "STATE", "DUE", "CONFIRMED", "READER" };
	struct value *v;
	int rc = reading_of(m->c, cmd_arg(m, 1), &v);

	if (rc < 0)
		return rc;
	if (m->json) {
		cmd_json(m, v);
		return E_OK;
	}
	cmd_table(m, keys, heads, COUNT(keys), val_get(v, "readers"));
	cmd_chat(m, "%s\n", val_get_text(v, "text"));
	return E_OK;
}

static int do_ask(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return reading_ask(c, j->code, &j->n);
}

static int do_remind(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return reading_remind(c, j->code, &j->n);
}

static int counted(struct cmd *m, int (*fn)(struct ctx *c, void *arg), const char *what)
{
	struct job j = { .code = cmd_arg(m, 1) };
	struct value *o = val_obj(m->c->arena);
	int rc = record_transaction(m->c, fn, &j);

	if (rc < 0)
		return rc;
	val_add(o, what, val_int(m->c->arena, j.n));
	if (m->json)
		cmd_json(m, o);
	else
		cmd_printf(m, "%" PRId64 " %s\n", j.n, what);
	return E_OK;
}

static int ask(struct cmd *m)
{
	return counted(m, do_ask, "asked");
}

static int remind(struct cmd *m)
{
	return counted(m, do_remind, "reminded");
}

static int reading(struct cmd *m)
{
	static const char *const keys[] = { "confirmation", "due", "version", "number", "title" };
	static const char *const heads[] = { "TO CONFIRM", "DUE", "VERSION", "NUMBER", "TITLE" };
	struct value *v;
	int rc = reading_mine(m->c, &v);

	if (rc < 0)
		return rc;
	if (m->json)
		cmd_json(m, v);
	else
		cmd_table(m, keys, heads, COUNT(keys), val_get(v, "documents"));
	return E_OK;
}

static int do_acknowledge(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return record_move(c, record_find("acknowledgement"), j->code, "acknowledged", ANY_REV,
	    &j->ret);
}

static int acknowledge(struct cmd *m)
{
	struct job j = { .code = cmd_arg(m, 1) };

	return write_and_say(m, do_acknowledge, &j);
}

/* ---- versions ---- */

static int versions(struct cmd *m)
{
	static const char *const keys[] = { "code", "number", "published_on", "state", "note" };
	static const char *const heads[] = { "CODE", "NUMBER", "PUBLISHED", "STATE", "CHANGE" };
	struct value *list;
	struct rec *doc;
	int rc = record_get(m->c, record_find("document"), cmd_arg(m, 1), VERB_READ, &doc);

	if (rc < 0 || (rc = versions_of(m->c, doc, &list)) < 0)
		return rc;
	if (m->json)
		cmd_json(m, list);
	else
		cmd_table(m, keys, heads, COUNT(keys), list);
	return E_OK;
}

static void print_parts(struct cmd *m, const struct value *row)
{
	for (const struct value *p = val_get(row, "parts")->u.list.first; p; p = p->next) {
		const char *kind = val_get_text(p, "kind"), *text = val_get_text(p, "text");
		bool words = strcmp(val_get_text(row, "kind"), "changed") == 0;

		cmd_printf(m, words && strcmp(kind, "added") == 0 ? "{+%s+}" :
		    words && strcmp(kind, "removed") == 0 ? "[-%s-]" : "%s", text);
	}
	cmd_printf(m, "\n");
}

static int diff(struct cmd *m)
{
	struct compare k = { .from = m->argc > 2 ? cmd_arg(m, 2) : NULL,
		.to = m->argc > 3 ? cmd_arg(m, 3) : NULL,
		.source = cmd_option(m, "source") != NULL };
	struct value *v = val_obj(m->c->arena);
	struct rec *doc;
	int rc = record_get(m->c, record_find("document"), cmd_arg(m, 1), VERB_READ, &doc);

	if (rc < 0 || (rc = compare_versions(m->c, doc, &k, v)) < 0)
		return rc;
	if (m->json) {
		cmd_json(m, v);
		return E_OK;
	}
	for (const struct value *o = val_get(v, "rows")->u.list.first; o; o = o->next) {
		const char *kind = val_get_text(o, "kind");

		cmd_printf(m, "%s ", strcmp(kind, "added") == 0 ? "+" :
		    strcmp(kind, "removed") == 0 ? "-" : strcmp(kind, "changed") == 0 ? "~" :
		    strcmp(kind, "skipped") == 0 ? "..." : " ");
		print_parts(m, o);
	}
	cmd_chat(m, "%s to %s: %s changed, %" PRId64 " added, %" PRId64 " removed\n", k.from,
	    k.to, text_counted(m->c->arena, val_get_int(v, "changed", 0), "line", "lines"),
	    val_get_int(v, "added", 0),
	    val_get_int(v, "removed", 0));
	return E_OK;
}

/* Of a version, or of a working draft. */
static int file(struct cmd *m)
{
	const struct record *t = record_find("document_version");
	const char *format = cmd_option(m, "format"), *path = cmd_option(m, "output");
	struct print_file f;
	struct rec *r;
	int64_t id;
	int rc;

	if (!code_id(t, str_of(cmd_arg(m, 1)), &id))
		t = record_find("document");
	if ((rc = record_get(m->c, t, cmd_arg(m, 1), VERB_READ, &r)) < 0 ||
	    (rc = print_document(m->c, r, format ? format : "pdf", &f)) < 0)
		return rc;
	path = path ? path : f.name;
	if ((rc = m->write_file(m, path, f.contents.p, f.contents.n)) == E_OK)
		cmd_chat(m, "%s\n", path);
	return rc;
}

static int placeholders(struct cmd *m)
{
	struct value *list = val_arr(m->c->arena);

	for (const struct live_name *n = live_names; n->name; n++) {
		const char *text = arena_printf(m->c->arena, n->kind == LIVE_IF ? "{{#if %s}}" :
		    "{{%s}}", n->name);
		struct value *o = val_obj(m->c->arena);

		val_add(o, "placeholder", val_text(m->c->arena, text));
		val_add(o, "says", val_text(m->c->arena, n->says));
		val_push(list, o);
		if (!m->json)
			cmd_printf(m, "%s\t%s\n", text, n->says);
	}
	if (m->json)
		cmd_json(m, list);
	return E_OK;
}

/* ---- the command ---- */

static const struct { const char *name; int min, max; int (*run)(struct cmd *m); } verbs[] = {
	{ "kit", 0, 0, kit }, { "create", 0, 1, draft }, { "review", 1, 1, review },
	{ "publish", 1, 1, publish }, { "reviewed", 1, 1, reviewed }, { "readers", 1, 1, readers },
	{ "ask", 1, 1, ask }, { "remind", 1, 1, remind }, { "reading", 0, 0, reading },
	{ "acknowledge", 1, 1, acknowledge }, { "versions", 1, 1, versions },
	{ "diff", 1, 3, diff }, { "file", 1, 1, file }, { "placeholders", 0, 0, placeholders },
};

static int run(struct cmd *m)
{
	for (size_t i = 0; i < COUNT(verbs); i++) {
		if (strcmp(verbs[i].name, cmd_arg(m, 0)) != 0)
			continue;
		if (m->argc - 1 < verbs[i].min || m->argc - 1 > verbs[i].max)
			return err_hint(&m->c->err, E_USAGE, "see `annexa document --help`",
			    "wrong number of arguments for `document %s`", verbs[i].name);
		return verbs[i].run(m);
	}
	return err_hint(&m->c->err, E_USAGE, "see `annexa document --help`",
	    "`document` has no \"%s\"", cmd_arg(m, 0));
}

static const struct option_def options[] = {
	{ "mandatory", NULL, "create: all mandatory documents of the kit that are missing" },
	{ "due", "DATE", "review: decision until" },
	{ "note", "TEXT", "review: a note for the approvers" },
	{ "source", NULL, "diff: the text with its placeholders instead of what is read" },
	{ "format", "NAME", "file: pdf (default), docx, html or md" },
	{ "output", "FILE", "file: where to write it" },
	{ 0 }
};

/* Over the network; drafting and each step with a document ask by themselves. */
static const struct remote_grant remote[] = {
	{ "kit", "document", VERB_READ },
	{ "*", NULL, VERB_READ },
	{ 0 }
};

COMMAND(document,
    .usage = "document kit\n"
	     "document create REF|--mandatory\n"
	     "document review CODE [--due DATE] [--note TEXT]\n"
	     "document publish CODE\n"
	     "document reviewed CODE\n"
	     "document readers|ask|remind CODE\n"
	     "document reading\n"
	     "document acknowledge CONFIRMATION\n"
	     "document versions CODE\n"
	     "document diff CODE [FROM [TO]] [--source]\n"
	     "document file CODE|VERSION [--format NAME] [--output FILE]\n"
	     "document placeholders",
    .help = "Documents: from the kit through review to publication and readers.\n\n"
	    "`review` asks the approvers of the document; they decide with `record state approval "
	    "CODE approved` or `refused`. `publish` makes a version of what is approved; --reason "
	    "says what has changed. `reviewed` confirms that nothing has to change. `reading` "
	    "lists what --as USER is to read, `acknowledge` confirms it in that person's name.",
    .options = options, .min = 1, .max = 4, .flags = CMD_ORG, .remote = remote,
    .run = run);
