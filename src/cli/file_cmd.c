/* cli/file_cmd.c -- `annexa file` and `annexa fsck`; "@path" of `annexa record`. See attach.h. */
#include "cli/attach.h"
#include "record/fsck.h"
#include "record/list.h"
#include "record/program.h"
#include "record/store.h"

/* ---- in ---- */

struct taking {
	struct cmd *m;
	struct blob_writer *w;
	const char *name;
	struct file file;
};

static int take(void *arg, const void *p, size_t n)
{
	struct taking *t = arg;

	return blob_add(t->w, p, n, &t->m->c->err);
}

static int add_row(struct ctx *c, void *arg)
{
	struct taking *t = arg;

	return file_add(c, t->w, t->name, &t->file);
}

static void drop(void *thing)
{
	blob_free(thing);
}

int attach_file(struct cmd *m, const char *path, const char *name, struct file *ret)
{
	struct taking t = { .m = m, .name = name ? name : path };
	struct program *p = m->c->program;
	int rc;

	if (!file_may_upload(m->c))
		return err_hint(&m->c->err, E_DENIED, "ask an administrator for a role that "
		    "includes it", "your roles let you attach no files");
	if (!name && strcmp(path, "-") == 0)
		return err_set(&m->c->err, E_USAGE,
		    "say with --name what standard input is called");
	if ((rc = blob_begin(p->blobs, p->file_max_bytes, &t.w, &m->c->err)) < 0)
		return rc;
	arena_defer(m->c->arena, drop, t.w);
	if ((rc = m->pull_file(m, path, take, &t)) < 0 || (rc = blob_end(t.w, &m->c->err)) < 0 ||
	    (rc = record_transaction(m->c, add_row, &t)) < 0)
		return rc;
	*ret = t.file;
	return E_OK;
}

int attach_text(struct cmd *m, const char *text, const char **ret)
{
	struct file f;
	int rc;

	*ret = text;
	if (text[0] != '@')
		return E_OK;
	if ((rc = attach_file(m, text + 1, NULL, &f)) == E_OK)
		*ret = arena_printf(m->c->arena, "%s %s", f.digest, f.name);
	return rc;
}

static int add(struct cmd *m)
{
	struct value *list = val_arr(m->c->arena);
	const char *name = cmd_option(m, "name");
	struct file f;
	int rc;

	if (name && m->argc > 2)
		return err_set(&m->c->err, E_USAGE, "--name is for one file");
	for (int i = 1; i < m->argc; i++) {
		if ((rc = attach_file(m, cmd_arg(m, i), name, &f)) < 0)
			return rc;
		val_push(list, file_value(m->c->arena, &f));
		if (!m->json)
			cmd_printf(m, "%s %s\n", f.digest, f.name);
	}
	if (m->json)
		cmd_json(m, list);
	return E_OK;
}

/* ---- attach: to what a record has already ---- */

struct attaching {
	const struct record *t;
	const struct field *f;
	const char *code, *lines;
	struct rec *ret;
};

static int do_attach(struct ctx *c, void *arg)
{
	struct attaching *a = arg;
	struct value *input = val_obj(c->arena);
	const char *had;
	struct rec *r;
	int rc;

	if ((rc = record_get(c, a->t, a->code, VERB_EDIT, &r)) < 0)
		return rc;
	had = files_text(c->arena, rec_value(r, a->f->name));
	val_add(input, a->f->name, val_text(c->arena, arena_printf(c->arena, "%s\n%s", had,
	    a->lines)));
	return record_update(c, a->t, a->code, input, IN_TEXT, ANY_REV, &a->ret);
}

static const struct field *files_field(const struct record *t, const char *name)
{
	for (const struct field *f = t->fields; f->name; f++)
		if (f->kind == FK_FILES && (!name || strcmp(f->name, name) == 0))
			return f;
	return NULL;
}

static int attach(struct cmd *m)
{
	struct attaching a = { .t = m->argc > 3 ? record_find(cmd_arg(m, 1)) : NULL, .lines = "" };
	struct rec *r;
	struct file f;
	int rc;

	if (!a.t)
		return err_set(&m->c->err, E_USAGE,
		    "say what and where: file attach TYPE CODE PATH");
	if (!(a.f = files_field(a.t, cmd_option(m, "field"))))
		return err_set(&m->c->err, E_USAGE, "a %s has no such field for files", a.t->label);
	a.code = cmd_arg(m, 2);
	if ((rc = record_get(m->c, a.t, a.code, VERB_EDIT, &r)) < 0)
		return rc;
	for (int i = 3; i < m->argc; i++) {
		if ((rc = attach_file(m, cmd_arg(m, i), cmd_option(m, "name"), &f)) < 0)
			return rc;
		a.lines = arena_printf(m->c->arena, "%s\n%s %s", a.lines, f.digest, f.name);
	}
	if ((rc = record_transaction(m->c, do_attach, &a)) < 0)
		return rc;
	if (m->json)
		cmd_json(m, record_value(m->c, a.ret, NULL));
	else
		cmd_printf(m, "%s\n", rec_code(m->c->arena, a.ret));
	return E_OK;
}

/* ---- out ---- */

static ssize_t next(void *arg, void *p, size_t room)
{
	return blob_read(arg, p, room);
}

static void close_reader(void *thing)
{
	blob_close(thing);
}

static int get(struct cmd *m)
{
	const char *to = cmd_option(m, "output");
	struct blob_reader *r;
	struct hash digest;
	struct file f;
	int rc;

	if (!to || m->argc != 2)
		return err_set(&m->c->err, E_USAGE,
		    "say which and where to: file get DIGEST -o FILE");
	if ((rc = file_find(m->c, cmd_arg(m, 1), NULL, &f)) < 0)
		return rc;
	if (f.erased)
		return err_set(&m->c->err, E_NOTFOUND, "the file \"%s\" was erased", f.name);
	REQUIRE(hash_from_hex(f.digest, &digest));
	if ((rc = blob_open(m->c->program->blobs, m->c->org, &digest, f.key, &r, &m->c->err)) < 0)
		return rc;
	arena_defer(m->c->arena, close_reader, r);
	if ((rc = m->push_file(m, to, next, r)) == E_OK)
		cmd_chat(m, "%s, %s\n", f.name, size_text(m->c->arena, f.size));
	return rc;
}

static int erase(struct cmd *m)
{
	int64_t records;
	int rc;

	if (m->argc != 2)
		return err_set(&m->c->err, E_USAGE, "say which: file erase DIGEST --reason TEXT");
	if (!m->c->reason)
		return err_set(&m->c->err, E_USAGE, "say why with --reason TEXT: it stays in the "
		    "history of the records that name the file");
	if ((rc = file_erase(m->c, cmd_arg(m, 1), &records)) == E_OK)
		cmd_printf(m, "erased; %s let go of it\n", text_counted(m->c->arena, records,
		    "record", "records"));
	return rc;
}

static int run_file(struct cmd *m)
{
	static const struct { const char *name; int (*run)(struct cmd *m); } verbs[] = {
		{ "add", add }, { "attach", attach }, { "get", get }, { "erase", erase },
	};

	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strcmp(verbs[i].name, cmd_arg(m, 0)) == 0)
			return verbs[i].run(m);
	return err_hint(&m->c->err, E_USAGE, "see `annexa file --help`", "`file` has no \"%s\"",
	    cmd_arg(m, 0));
}

static const struct option_def file_options[] = {
	{ "output", "FILE", "get: where to; - is standard output (also -o)" },
	{ "name", "NAME", "add, attach: what the file is called, if not as on this machine" },
	{ "field", "NAME", "attach: the field, if the type has several for files" },
	{ 0 }
};

static const struct remote_grant file_remote[] = {
	{ "erase", .here = "it destroys for good, and notes beside the data that no backup may "
		"bring the file back" },
	{ "*", NULL, VERB_READ },	/* each asks by itself */
	{ 0 }
};

COMMAND(file,
    .usage = "file add PATH ...\n"
	     "file attach TYPE CODE PATH ...\n"
	     "file get DIGEST -o FILE\n"
	     "file erase DIGEST --reason TEXT",
    .help = "Files of records: in, out, and away for good.\n\n"
	    "`add` prints a line that `annexa record` takes as the value of a field for files; "
	    "`record create evidence title=... files=@PATH` does both at once. `attach` adds to "
	    "what the record has. `erase` destroys a file's key and bytes: records that name it "
	    "let go of it, its digest stays in their history.",
    .options = file_options, .min = 1, .max = -1, .flags = CMD_ORG, .remote = file_remote,
    .run = run_file);

/* ---- fsck ---- */

static void print_fsck(struct cmd *m, const struct value *v)
{
	for (const struct value *p = val_get(v, "problems")->u.list.first; p; p = p->next)
		cmd_printf(m, "%s: %s: %s\n", val_get_text(p, "file"), val_get_text(p, "kind"),
		    val_get_text(p, "detail"));
	cmd_printf(m, "%s: %s, %s, problems: %" PRId64,
	    val_truthy(val_get(v, "ok")) ? "in order" : "NOT in order",
	    text_counted(m->c->arena, val_get_int(v, "files", 0), "file", "files"),
	    size_text(m->c->arena, val_get_int(v, "bytes", 0)),
	    val_get_int(v, "problems_total", 0));
	if (val_get_int(v, "removed", 0))
		cmd_printf(m, ", %" PRId64 " removed", val_get_int(v, "removed", 0));
	if (val_get_int(v, "unclaimed", 0))
		cmd_printf(m, ", %s that no record names", text_counted(m->c->arena,
		    val_get_int(v, "unclaimed", 0), "upload", "uploads"));
	cmd_printf(m, "\n");
}

static int run_fsck(struct cmd *m)
{
	enum fsck_flags flags = (cmd_option(m, "repair") ? FSCK_REPAIR : 0) |
	    (cmd_option(m, "quick") ? FSCK_QUICK : 0);
	struct value *v;
	int rc;

	m->c->actor = actor_program();	/* of the whole instance */
	if ((rc = fsck_run(m->c, flags, &v)) < 0)
		return rc;
	if (m->json)
		cmd_json(m, v);
	else
		print_fsck(m, v);
	return val_truthy(val_get(v, "ok")) ? E_OK : err_set(&m->c->err, E_NO,
	    "files that are not in order: %" PRId64, val_get_int(v, "problems_total", 0));
}

static const struct option_def fsck_options[] = {
	{ "repair", NULL, "remove files that no row knows, and uploads that no record names" },
	{ "quick", NULL, "do not read the files' bytes" },
	{ 0 }
};

static const struct remote_grant fsck_remote[] = {
	{ "*", .here = "it reads the files of every organisation" },
	{ 0 }
};

COMMAND(fsck, .usage = "fsck [--repair] [--quick]",
    .help = "Check that the stored files are what the records say.\n\n"
	    "Reads every file of every organisation: it must be there, open with its key, and have "
	    "its digest. Names what is missing or damaged and the records that need it, and files "
	    "that no row knows. Exit status 1 when something is wrong. `annexa verify` checks the "
	    "records themselves.",
    .options = fsck_options, .min = 0, .max = 0, .flags = 0, .remote = fsck_remote,
    .run = run_fsck);
