/* cli/record_cmd.c -- `annexa record`: every type's records from the command line. */
#include "cli/attach.h"
#include "cli/command.h"
#include "cli/record_cmd.h"
#include "record/any.h"
#include "record/graph.h"
#include "record/list.h"
#include "record/program.h"

struct job {		/* what a write needs inside its transaction */
	const struct record *t;
	const char *code, *state, *field, *other;
	struct value *input;		/* object, or array of objects */
	enum input_mode mode;
	int64_t if_rev;
	struct rec *ret;
	struct value *made;		/* codes, when several were created */
};

/* The value of a field for files, which may be given several times: "@path" is uploaded. */
static int file_pair(struct cmd *m, struct value *o, const struct field *f, const char *text)
{
	const char *before = val_get_text(o, f->name), *line;
	int rc = attach_text(m, text, &line);

	if (rc == E_OK)
		val_set_text(m->c->arena, o, f->name, before && before[0] ?
		    arena_printf(m->c->arena, "%s\n%s", before, line) : line);
	return rc;
}

/* field=value ... to an object of texts. */
static int pairs(struct cmd *m, int from, const struct record *t, struct value **ret)
{
	struct value *o = val_obj(m->c->arena);
	int rc;

	for (int i = from; i < m->argc; i++) {
		const char *arg = cmd_arg(m, i), *equals = strchr(arg, '='), *name;
		const struct field *f;

		if (!equals || equals == arg)
			return err_set(&m->c->err, E_USAGE, "\"%s\" is not field=value", arg);
		name = arena_text_n(m->c->arena, arg, (size_t)(equals - arg));
		f = field_find(t, name);
		if (!f || f->kind != FK_FILES)
			val_set_text(m->c->arena, o, name, equals + 1);
		else if ((rc = file_pair(m, o, f, equals + 1)) < 0)
			return rc;
	}
	*ret = o;
	return E_OK;
}

/* With --from: a JSON object or array; else field=value. */
static int input_of(struct cmd *m, int from, struct job *j)
{
	const char *path = cmd_option(m, "from");
	struct str text;
	int rc;

	j->mode = path ? IN_JSON : IN_TEXT;
	if (!path)
		return pairs(m, from, j->t, &j->input);
	if (m->argc > from)
		return err_set(&m->c->err, E_USAGE, "give either --from FILE or field=value");
	if ((rc = m->read_file(m, path, &text)) < 0)
		return rc;
	return json_parse(m->c->arena, text.p, text.n, &j->input, &m->c->err);
}

static void print_record(struct cmd *m, const struct rec *r)
{
	if (m->json)
		cmd_json(m, record_value(m->c, r, NULL));
	else
		cmd_printf(m, "%s\n", rec_code(m->c->arena, r));
}

/* ---- types ---- */

static struct value *items_value(struct arena *a, const struct item *items)
{
	struct value *list = val_arr(a);

	for (; items && items->name; items++) {
		struct value *o = val_obj(a);

		val_add(o, "name", val_text(a, items->name));
		val_add(o, "label", val_text(a, items->label));
		if (items->help)
			val_add(o, "help", val_text(a, items->help));
		val_push(list, o);
	}
	return list;
}

static struct value *field_schema(struct arena *a, const struct field *f)
{
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, f->name));
	val_add(o, "kind", val_text(a, field_kind_name(f->kind)));
	val_add(o, "label", val_text(a, f->label));
	val_add(o, "required", val_bool(a, f->flags & F_REQ));
	val_add(o, "derived", val_bool(a, f->flags & F_DERIVED));
	val_add(o, "unique", val_bool(a, f->flags & F_UNIQUE));
	val_add(o, "fixed", val_bool(a, f->flags & F_FIXED));
	val_add(o, "search", val_bool(a, f->flags & F_SEARCH));
	val_add(o, "personal", val_bool(a, f->flags & F_PERSONAL));
	val_add(o, "past", val_bool(a, f->flags & F_PAST));
	if (f->to)
		val_add(o, "to", val_text(a, f->to));
	if (f->items)
		val_add(o, "items", items_value(a, f->items));
	if (f->scale)
		val_add(o, "steps", items_value(a, f->scale->items));
	if (f->max)
		val_add(o, "max", val_int(a, f->max));
	if (f->help)
		val_add(o, "help", val_text(a, f->help));
	if (f->source)
		val_add(o, "source", val_text(a, f->source));
	return o;
}

struct value *record_schema(struct arena *a, const struct record *t)
{
	struct value *o = val_obj(a), *fields = val_arr(a), *moves = val_arr(a);

	val_add(o, "name", val_text(a, t->name));
	val_add(o, "plural", val_text(a, t->plural));
	val_add(o, "prefix", val_text(a, t->prefix));
	val_add(o, "label", val_text(a, t->label));
	val_add(o, "help", val_text(a, t->help));
	val_add(o, "source", val_text(a, t->source));
	val_add(o, "title", val_text(a, t->title));
	val_add(o, "key", val_text(a, t->key));
	val_add(o, "own", val_text(a, t->own));
	val_add(o, "everyone", val_bool(a, t->everyone));
	val_add(o, "shared", val_text(a, t->shared));
	val_add(o, "made_by", val_text(a, t->made_by));
	val_add(o, "about", val_text(a, t->about));
	for (const struct field *f = t->fields; f->name; f++)
		val_push(fields, field_schema(a, f));
	val_add(o, "fields", fields);
	val_add(o, "states", items_value(a, t->states));
	for (const struct move *mv = t->moves; mv && mv->to; mv++) {
		struct value *one = val_obj(a);

		val_add(one, "from", val_text(a, mv->from));
		val_add(one, "to", val_text(a, mv->to));
		val_add(one, "label", val_text(a, mv->label));
		val_add(one, "four_eyes", val_bool(a, mv->four_eyes));
		val_push(moves, one);
	}
	val_add(o, "moves", moves);
	return o;
}

static int types(struct cmd *m)
{
	struct value *list = val_arr(m->c->arena);

	for (size_t i = 0; record_index[i]; i++) {
		const struct record *t = record_index[i];

		if (m->json) {
			val_push(list, record_schema(m->c->arena, t));
			continue;
		}
		cmd_printf(m, "%s (%s-1): %s\n", t->name, t->prefix, t->help ? t->help : t->label);
		for (const struct field *f = t->fields; f->name; f++)
			cmd_printf(m, "  %-22s %-9s %s%s%s%s\n", f->name, field_kind_name(f->kind),
			    f->label, f->flags & F_REQ ? " (required)" : "",
			    f->flags & F_DERIVED ? " (computed)" : "",
			    f->to ? arena_printf(m->c->arena, " -> %s", f->to) : "");
	}
	if (m->json)
		cmd_json(m, list);
	return E_OK;
}

/* ---- writing ---- */

static int do_create(struct ctx *c, void *arg)
{
	struct job *j = arg;
	long row = 0;
	int rc;

	if (j->input->kind != V_ARRAY)
		return record_create(c, j->t, j->input, j->mode, &j->ret);
	j->made = val_arr(c->arena);
	for (const struct value *one = j->input->u.list.first; one; one = one->next) {
		row++;
		if ((rc = record_create(c, j->t, one, j->mode, &j->ret)) < 0) {
			for (struct fielderr *f = c->err.fields; f; f = f->next)
				f->row = row;
			return rc;
		}
		val_push(j->made, record_value(c, j->ret, NULL));
	}
	return E_OK;
}

static int create(struct cmd *m)
{
	struct job j = { 0 };
	int rc;

	if ((rc = cmd_type(m, 1, &j.t)) < 0 || (rc = input_of(m, 2, &j)) < 0 ||
	    (rc = record_transaction(m->c, do_create, &j)) < 0)
		return rc;
	if (!j.made) {
		print_record(m, j.ret);
	} else if (m->json) {
		cmd_json(m, j.made);
	} else {
		for (const struct value *one = j.made->u.list.first; one; one = one->next)
			cmd_printf(m, "%s\n", val_get_text(one, "code"));
	}
	return E_OK;
}

static int do_set(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return record_update(c, j->t, j->code, j->input, j->mode, j->if_rev, &j->ret);
}

static int do_state(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return record_move(c, j->t, j->code, j->state, j->if_rev, &j->ret);
}

static int do_confirm(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return record_confirm(c, j->t, j->code, j->if_rev, &j->ret);
}

static int do_archive(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return record_archive(c, j->t, j->code, !j->state, j->if_rev, &j->ret);
}

static int do_link(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return record_link(c, j->t, j->code, j->field, j->other, !j->state, j->if_rev, &j->ret);
}

static int do_comment(struct ctx *c, void *arg)
{
	struct job *j = arg;
	struct value *in = val_obj(c->arena);
	struct rec *r;
	int rc;

	if ((rc = record_get(c, j->t, j->code, VERB_READ, &r)) < 0)
		return rc;
	val_add(in, "subject", val_text(c->arena, any_text(c->arena, j->t, r->id)));
	val_add(in, "body", val_text(c->arena, j->other));
	return record_create(c, record_find("comment"), in, IN_TEXT, &j->ret);
}

static int do_back(struct ctx *c, void *arg)
{
	struct job *j = arg;
	int64_t rev;

	if (!str_int(str_of(j->other), &rev))
		return err_set(&c->err, E_USAGE, "\"%s\" is no number of a revision", j->other);
	return record_back(c, j->t, j->code, rev, j->field, j->if_rev, &j->ret);
}

/* set, state, archive, restore, link, unlink: type and code, then their own. */
static int change(struct cmd *m, int (*work)(struct ctx *c, void *arg), struct job *j)
{
	int rc;

	if ((rc = cmd_type(m, 1, &j->t)) < 0 ||
	    (rc = cmd_option_int(m, "if-rev", ANY_REV, &j->if_rev)) < 0)
		return rc;
	j->code = cmd_arg(m, 2);
	if ((rc = record_transaction(m->c, work, j)) == E_OK)
		print_record(m, j->ret);
	return rc;
}

/* ---- reading ---- */

static int get(struct cmd *m)
{
	const struct record *t;
	struct value *v, *text = val_arr(m->c->arena);
	struct rec *r;
	int rc;

	if ((rc = cmd_type(m, 1, &t)) < 0 ||
	    (rc = record_get(m->c, t, cmd_arg(m, 2), VERB_READ, &r)) < 0)
		return rc;
	v = record_value(m->c, r, cmd_option(m, "expand"));
	if (t->extend && (rc = t->extend(m->c, r, v)) < 0)
		return rc;
	if (m->json) {
		cmd_json(m, v);
		return E_OK;
	}
	(void)text;
	cmd_tone(m, TONE_HEAD, "%s %s", rec_code(m->c->arena, r), rec_title(r));
	cmd_printf(m, "\n");
	for (const struct field *f = t->fields; f->name; f++)
		if (r->v[field_index(t, f)])
			cmd_printf(m, "  %-24s %s\n", f->label,
			    value_text(m->c, f, r->v[field_index(t, f)]));
	cmd_printf(m, "  %-24s %s%s\n  %-24s %" PRId64 " (%s)\n", "State", r->state,
	    r->archived ? ", archived" : r->drafted ? ", drafted" : "", "Revision", r->rev,
	    r->updated_at);
	return E_OK;
}

/* More than one page on request: the API's limit is not the command line's. */
static int pages(struct cmd *m, struct list_query *lq, int64_t limit, struct value *rows,
    int64_t *ret_total)
{
	struct list l;
	int rc;

	do {
		lq->limit = limit < LIST_LIMIT_MAX ? limit : LIST_LIMIT_MAX;
		if ((rc = list_run(m->c, lq, &l)) < 0)
			return rc;
		*ret_total = l.total;
		for (size_t i = 0; i < l.n; i++)
			val_push(rows, record_value(m->c, l.recs[i], cmd_option(m, "expand")));
		limit -= (int64_t)l.n;
		lq->after = l.next;
	} while (l.next && limit > 0);
	return E_OK;
}

static void print_list(struct cmd *m, const struct list_query *lq, struct value *rows,
    int64_t total)
{
	size_t room = field_count(lq->t) + LIST_OWN, n, k = 1;
	const struct field **cols = arena_alloc(m->c->arena, room * sizeof(struct field *));
	const char **keys = arena_alloc(m->c->arena, (room + 1) * sizeof(char *));
	const char **heads = arena_alloc(m->c->arena, (room + 1) * sizeof(char *));
	bool chosen = lq->columns && lq->columns[0];

	keys[0] = heads[0] = "code";
	n = list_columns(m->c, lq, cols);
	for (size_t i = 0; i < n; i++) {
		bool state = strcmp(cols[i]->name, "state") == 0;

		if (!chosen && (k == 7 || state))
			continue;
		keys[k] = cols[i]->name;
		heads[k++] = cols[i]->label;
	}
	if (!chosen)
		keys[k] = heads[k] = "state", k++;
	cmd_table(m, keys, heads, k, rows);
	cmd_chat(m, "%zu of %" PRId64 " %s\n", rows->u.list.n, total, lq->t->labels);
}

static int list(struct cmd *m)
{
	struct value *o = val_obj(m->c->arena), *rows = val_arr(m->c->arena);
	struct list_query lq = { .after = cmd_option(m, "after") };
	int64_t limit, total = 0;
	int rc;

	if ((rc = cmd_type(m, 1, &lq.t)) < 0 ||
	    (rc = cmd_option_int(m, "limit", LIST_LIMIT, &limit)) < 0 ||
	    (rc = cmd_list_query(m, &lq, 2)) < 0)
		return rc;
	if (limit < 1 || limit > 1000000)
		return err_set(&m->c->err, E_USAGE, "--limit must be between 1 and 1000000");
	if ((rc = pages(m, &lq, limit, rows, &total)) < 0)
		return rc;
	if (!m->json) {
		print_list(m, &lq, rows, total);
		return E_OK;
	}
	val_add(o, "data", rows);
	val_add(o, "next", val_text(m->c->arena, lq.after));
	val_add(o, "total", val_int(m->c->arena, total));
	cmd_json(m, o);
	return E_OK;
}

static int history(struct cmd *m)
{
	const struct record *t;
	struct value *revs;
	struct rec *r;
	int rc;

	if ((rc = cmd_type(m, 1, &t)) < 0 ||
	    (rc = record_get(m->c, t, cmd_arg(m, 2), VERB_READ, &r)) < 0 ||
	    (rc = record_history(m->c, r, 0, 1000, &revs)) < 0)
		return rc;
	if (m->json) {
		cmd_json(m, revs);
		return E_OK;
	}
	for (const struct value *v = revs->u.list.first; v; v = v->next) {
		const char *reason = val_get_text(v, "reason");

		cmd_tone(m, TONE_HEAD, "%s  rev %" PRId64 "  %s by %s%s%s\n", val_get_text(v, "at"),
		    val_get_int(v, "rev", 0), val_get_text(v, "op"), val_get_text(v, "actor"),
		    reason ? ": " : "", reason ? reason : "");
		for (const struct value *ch = val_get(v, "changes")->u.list.first; ch;
		     ch = ch->next)
			cmd_printf(m, "    %s: \"%s\" -> \"%s\"\n", val_get_text(ch, "label"),
			    val_get_text(ch, "before"), val_get_text(ch, "after"));
	}
	return E_OK;
}

/* ---- the command ---- */

static int set(struct cmd *m)
{
	struct job j = { 0 };
	int rc;

	if ((rc = cmd_type(m, 1, &j.t)) < 0 || (rc = input_of(m, 3, &j)) < 0)
		return rc;
	return change(m, do_set, &j);
}

static int state(struct cmd *m)
{
	struct job j = { .state = cmd_arg(m, 3) };

	return change(m, do_state, &j);
}

static int confirm(struct cmd *m)
{
	struct job j = { 0 };

	return change(m, do_confirm, &j);
}

static int archive(struct cmd *m)
{
	struct job j = { .state = strcmp(cmd_arg(m, 0), "restore") == 0 ? "back" : NULL };

	return change(m, do_archive, &j);
}

static int link_records(struct cmd *m)
{
	struct job j = { .field = cmd_arg(m, 3), .other = cmd_arg(m, 4),
		.state = strcmp(cmd_arg(m, 0), "unlink") == 0 ? "away" : NULL };

	return change(m, do_link, &j);
}

static int comment(struct cmd *m)
{
	struct job j = { .other = cmd_arg(m, 3) };

	return change(m, do_comment, &j);
}

static int restore_value(struct cmd *m)
{
	struct job j = { .other = cmd_arg(m, 3), .field = m->argc > 4 ? cmd_arg(m, 4) : NULL };

	return change(m, do_back, &j);
}

static int graph(struct cmd *m)
{
	struct graph *g = arena_alloc(m->c->arena, sizeof(*g));
	const struct record *t;
	int64_t depth;
	struct rec *r;
	int rc;

	if ((rc = cmd_type(m, 1, &t)) < 0 || (rc = cmd_option_int(m, "depth", 2, &depth)) < 0 ||
	    (rc = record_get(m->c, t, cmd_arg(m, 2), VERB_READ, &r)) < 0)
		return rc;
	if (depth < 1 || depth > GRAPH_DEPTH)
		return err_set(&m->c->err, E_USAGE, "--depth must be 1 to %d", GRAPH_DEPTH);
	if ((rc = graph_build(m->c, r, cmd_option(m, "out") != NULL, (int)depth, g)) < 0)
		return rc;
	if (m->json)
		cmd_json(m, graph_value(m->c, g));
	for (int i = 0; i < g->nodes && !m->json; i++)
		cmd_printf(m, "%*s%s %s\n", 2 * g->node[i].level, "",
		    rec_code(m->c->arena, g->node[i].rec), rec_title(g->node[i].rec));
	return E_OK;
}

static const struct { const char *name; int min, max; int (*run)(struct cmd *m); } verbs[] = {
	{ "types", 0, 0, types }, { "create", 1, -1, create }, { "set", 2, -1, set },
	{ "get", 2, 2, get }, { "list", 1, -1, list }, { "state", 3, 3, state },
	{ "confirm", 2, 2, confirm }, { "archive", 2, 2, archive }, { "restore", 2, 2, archive },
	{ "link", 4, 4, link_records },
	{ "bulk", 1, -1, record_bulk }, { "unlink", 4, 4, link_records },
	{ "history", 2, 2, history }, { "comment", 3, 3, comment },
	{ "restore-value", 3, 4, restore_value }, { "graph", 2, 2, graph },
};

static int run(struct cmd *m)
{
	for (size_t i = 0; i < COUNT(verbs); i++) {
		if (strcmp(verbs[i].name, cmd_arg(m, 0)) != 0)
			continue;
		if (m->argc - 1 < verbs[i].min || (verbs[i].max >= 0 && m->argc - 1 > verbs[i].max))
			return err_hint(&m->c->err, E_USAGE, "see `annexa record --help`",
			    "wrong number of arguments for `record %s`", verbs[i].name);
		return verbs[i].run(m);
	}
	return err_hint(&m->c->err, E_USAGE, "see `annexa record --help`", "`record` has no \"%s\"",
	    cmd_arg(m, 0));
}

static const struct option_def options[] = {
    {"from", "FILE", "create, set: take the values from a JSON file (object, or array of objects)"},
    {"if-rev", "N", "only if the record is at this revision"},
    {"sort", "FIELD", "list: sort by this field, -FIELD falling"},
    {"limit", "N", "list: at most so many (default 50)"},
    {"after", "CURSOR", "list: go on behind this cursor"},
    {"set", "FIELD=VALUE", "bulk: give the field this value; may be given several times"},
    {"add", "FIELD=VALUE", "bulk: add to a field that holds several"},
    {"take", "FIELD=VALUE", "bulk: take from a field that holds several"},
    {"state", "STATE", "bulk: move to this state"},
    {"archive", NULL, "bulk: put them away"},
    {"codes", "CODES", "bulk: these records, separated by commas"},
    {"all", NULL, "bulk: every record of the type"},
    {"undo", "ACT", "bulk: take back what this act changed"},
    {"skip-refused", NULL, "bulk: leave out what is refused instead of changing nothing"},
    {"dry-run", NULL, "bulk: tell what would change, write nothing"},
    {"depth", "N", "graph: so many levels, 1 to 3 (default 2)"},
    {"out", NULL, "graph: what it names, instead of what names it"},
    {"search", "TEXT", "list: only records with these words"},
    {"columns", "FIELDS", "list: these fields, separated by commas"},
    {"view", "CODE", "list: the filters, order and columns of a saved view"},
    {"expand", "FIELDS", "get, list: show these references with their names"},
    {"archived", NULL, "list: also what was put away"}, {0}};

COMMAND(record,
    .usage = "record types\n"
	     "record create TYPE field=value ...\n"
	     "record set TYPE CODE field=value ...\n"
	     "record get TYPE CODE\n"
	     "record list TYPE [field=value | field>=value | field~part ...]\n"
	     "record state TYPE CODE STATE\n"
	     "record confirm TYPE CODE\n"
	     "record archive|restore TYPE CODE\n"
	     "record link|unlink TYPE CODE FIELD OTHER\n"
	     "record history TYPE CODE\n"
	     "record restore-value TYPE CODE REVISION [FIELD]\n"
	     "record comment TYPE CODE TEXT\n"
	     "record graph TYPE CODE\n"
	     "record bulk TYPE [conditions] --set field=value | --state STATE | --archive",
    .help = "Read and write records of every type.\n\n"
	    "A record is named by its code (R-42) or its key (A.8.13, an e-mail address). Several "
	    "references "
	    "are separated by commas; `field=` empties a field; a field for files takes "
	    "`field=@PATH`, several times for several. All mistakes are told at once, and "
	    "nothing is "
	    "written unless everything is right.",
    .options = options, .min = 1, .max = -1, .flags = CMD_ORG, .remote = remote_any,
    .run = run);
