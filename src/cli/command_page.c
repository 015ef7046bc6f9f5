/*
 * cli/command_page.c -- commands over the API: what `annexa --url` sends and gets.
 *
 * POST {argv, files: {path: base64}, org, terminal, colour} runs one command where the database
 * is, with the rights of the token and no more: a command says which grant each of its words
 * needs (.remote), and what writes goes through the record machine, which asks again. Files are
 * the caller's: one that the command wants and the request has not is asked for by name (`need`),
 * and the caller sends the request again with it; nothing has been written by then, since
 * commands read before they write. What a command writes to a file goes back in `files`.
 */
#include "base/hash.h"
#include "cli/run.h"
#include "web/app.h"

enum { OUT_MAX = 48 << 20, CHATTER_MAX = 1 << 20 };

struct far {
	const struct value *files;	/* sent along */
	struct value *written;
	const char *need;
};

static int decode(struct cmd *m, const char *path, const struct value *v, struct str *ret)
{
	size_t room = v->u.s.n / 4 * 3 + 3, n;
	uint8_t *p = arena_alloc(m->c->arena, room + 1);

	if (v->kind != V_TEXT || !base64_decode(v->u.s.p, v->u.s.n, p, room, &n))
		return err_set(&m->c->err, E_USAGE, "file \"%s\" is not base64", path);
	p[n] = '\0';
	*ret = (struct str){ (char *)p, n };
	return E_OK;
}

static int far_read(struct cmd *m, const char *path, struct str *ret)
{
	struct far *f = m->io;
	const struct value *v = f->files ? val_get(f->files, path) : NULL;

	if (v)
		return decode(m, path, v, ret);
	f->need = arena_text(m->c->arena, path);
	return err_set(&m->c->err, E_PRECONDITION, "the file \"%s\" is to be sent along", path);
}

static int far_write(struct cmd *m, const char *path, const void *p, size_t n)
{
	struct far *f = m->io;
	char *text;

	if (n > OUT_MAX)
		return err_set(&m->c->err, E_TOOBIG, "%s would be larger than 48 MB; fetch it over "
		    "the API", path);
	text = arena_alloc(m->c->arena, base64_room(n));
	base64_encode(p, n, text);
	val_set_text(m->c->arena, f->written, arena_text(m->c->arena, path), text);
	return E_OK;
}

static int far_pull(struct cmd *m, const char *path,
    int (*take)(void *arg, const void *p, size_t n), void *arg)
{
	struct str text = { 0 };
	int rc = far_read(m, path, &text);

	return rc < 0 ? rc : take(arg, text.p, text.n);
}

static int far_push(struct cmd *m, const char *path,
    ssize_t (*next)(void *arg, void *p, size_t room), void *arg)
{
	struct sbuf *b = sbuf_new(m->c->arena, OUT_MAX);
	char *piece = arena_alloc(m->c->arena, 64 << 10);
	ssize_t n;

	while ((n = next(arg, piece, 64 << 10)) > 0)
		sbuf_add(b, piece, (size_t)n);
	if (n < 0 || !sbuf_ok(b))
		return n < 0 ? E_IO : err_set(&m->c->err, E_TOOBIG, "%s is larger than 48 MB; "
		    "fetch it over the API", path);
	return far_write(m, path, b->p, b->n);
}

static int only_here(struct ctx *c, const struct invocation *inv, const struct remote_grant *g)
{
	bool one = g && g->here && strcmp(g->word, "*") != 0;

	return err_hint(&c->err, E_DENIED, "run it on the machine that has the data, as the user "
	    "who runs the server and without --url", "`%s%s%s` is not given over the network: %s",
	    inv->command->name, one ? " " : "", one ? g->word : "",
	    g && g->here ? g->here : inv->command->flags & CMD_NODATA ?
	    "it needs no data and no server" : "nothing says who may");
}

/* The grant that this word of the command needs. Changes need it for every record. */
static int permitted(struct ctx *c, const struct invocation *inv)
{
	const struct remote_grant *g = inv->command->remote;
	const char *word = inv->argc ? inv->argv[0] : "";
	const struct record *t;

	while (g && g->word && strcmp(g->word, "*") != 0 && strcmp(g->word, word) != 0)
		g++;
	if (!g || !g->word || g->here)
		return only_here(c, inv, g);
	t = g->type ? record_find(g->type) : NULL;
	if (g->type && access_scope(c, t, g->verb) <
	    (g->verb == VERB_READ ? SCOPE_OWN : SCOPE_ALL))
		return err_hint(&c->err, E_DENIED, access_advice(c, t, g->verb),
		    "your roles do not let you %s every %s, which `%s` needs",
		    verb_name(g->verb), text_lower(c->arena, t->label), inv->command->name);
	return E_OK;
}

static char *const *argv_of(struct arena *a, const struct value *list, int *ret_n)
{
	char **argv = arena_zero(a, list->u.list.n + 1, sizeof(*argv));
	int n = 0;

	for (const struct value *v = list->u.list.first; v; v = v->next)
		argv[n++] = arena_text(a, v->kind == V_TEXT ? v->u.s.p : "");
	*ret_n = n;
	return argv;
}

/* The caller's --org or $ANNEXA_ORG names the token's organisation; ours is nobody's. */
static int same_org(struct ctx *c, const struct req *r, const struct invocation *inv)
{
	const char *org = inv->org != getenv("ANNEXA_ORG") ? inv->org :
	    val_get_text(r->body, "org");
	struct org named;

	if (!org || !org[0] || (org_find(c, org, &named) == E_OK && named.id == c->org.id))
		return E_OK;
	err_clear(&c->err);	/* whether there is such a one is not told */
	return err_hint(&c->err, E_DENIED, "use a token of that organisation, or leave --org and "
	    "ANNEXA_ORG away", "the token is not one of organisation \"%s\"", org);
}

static int parse(struct ctx *c, const struct req *r, struct invocation *inv)
{
	const struct value *list = r->body ? val_get(r->body, "argv") : NULL;
	int argc, rc;

	if (!list || list->kind != V_ARRAY || !list->u.list.n || list->u.list.n > 2000)
		return err_field(&c->err, "argv", "required",
		    "the words of the command, as an array of texts");
	char *const *argv = argv_of(c->arena, list, &argc);
	if ((rc = run_parse(c->arena, argc, argv, inv, &c->err)) < 0 || !inv->command)
		return rc < 0 ? rc : err_set(&c->err, E_USAGE, "say which command");
	if (inv->as_user)
		return err_set(&c->err, E_USAGE, "--as is for a local database: over the network "
		    "the token says who acts");
	if ((rc = permitted(c, inv)) < 0 || (rc = same_org(c, r, inv)) < 0)
		return rc;
	inv->org = NULL;
	return E_OK;
}

static int run_page(struct ctx *c, struct req *r, struct value *view)
{
	struct far far = { .files = r->body ? val_get(r->body, "files") : NULL,
		.written = val_obj(c->arena) };
	struct cmd m = { .out = sbuf_new(c->arena, OUT_MAX), .chatter = sbuf_new(c->arena,
		CHATTER_MAX), .read_file = far_read, .write_file = far_write,
		.pull_file = far_pull, .push_file = far_push, .io = &far };
	struct invocation inv;
	int rc = parse(c, r, &inv), status;

	if (rc < 0)
		return rc;
	m.terminal = r->body && val_truthy(val_get(r->body, "terminal"));
	m.colour = r->body && val_truthy(val_get(r->body, "colour"));
	c->reason = inv.reason ? inv.reason : c->reason;
	status = run_command_as(c, &inv, &m);
	if (far.need) {
		r->extra = val_obj(c->arena);
		val_add(r->extra, "need", val_text(c->arena, far.need));
		return err_set(&c->err, E_PRECONDITION, "the command reads a file that was not "
		    "sent along");
	}
	err_clear(&c->err);
	val_add(view, "status", val_int(c->arena, status));
	val_add(view, "out", val_str(c->arena, m.out->n ? sbuf_str(m.out) : STR("")));
	val_add(view, "err", val_str(c->arena, m.chatter->n ? sbuf_str(m.chatter) : STR("")));
	val_add(view, "files", far.written);
	return E_OK;
}

PAGE(command_run, .method = "POST", .path = "/command", .run = run_page,
    .flags = PAGE_SIGNED_IN | PAGE_SLOW, .api = true,
    .help = "Run a command of the command line with the rights of the caller: argv, and files in "
	    "base64 by their path. Answers status, out, err and the files that were written.");
