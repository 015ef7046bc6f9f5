/* identity/roles.c -- the roles that come with Annexa (content/roles), and making them records. */
#include "identity/identity_priv.h"
#include "record/store.h"

/* "# key: value" lines at the head of a role file. */
static const char *head_line(struct arena *a, const struct asset *f, const char *key)
{
	char *mark = arena_printf(a, "# %s: ", key);
	const char *at = strstr(f->p, mark);

	return at ? arena_text_n(a, at + strlen(mark), strcspn(at + strlen(mark), "\n")) : "";
}

static const char *grants_of(struct arena *a, const struct asset *f)
{
	const char *p = f->p;

	while (*p == '#')
		p += strcspn(p, "\n") + 1;
	return str_trim(a, str_of(p)).p;
}

bool builtin_next(struct arena *a, const struct asset **at, struct builtin *ret)
{
	static const char folder[] = "content/roles/";
	const struct asset *f = *at ? *at + 1 : asset_first();

	while (f->name && !text_starts(f->name, folder))
		f++;
	*at = f;
	if (!f->name)
		return false;
	*ret = (struct builtin){
		.name = arena_text_n(a, f->name + strlen(folder),
		    strcspn(f->name + strlen(folder), ".")),
		.title = head_line(a, f, "title"), .help = head_line(a, f, "help"),
		.grants = grants_of(a, f) };
	return true;
}

bool builtin_find(struct arena *a, const char *name, struct builtin *ret)
{
	const struct asset *at = NULL;

	while (builtin_next(a, &at, ret))
		if (strcmp(ret->name, name) == 0)
			return true;
	return false;
}

int builtin_create(struct ctx *c, const struct builtin *b)
{
	struct value *in = val_obj(c->arena);
	struct rec *r;

	val_add(in, "name", val_text(c->arena, b->name));
	val_add(in, "title", val_text(c->arena, b->title));
	val_add(in, "help", val_text(c->arena, b->help));
	val_add(in, "grants", val_text(c->arena, b->grants));
	return record_create(c, record_find("role"), in, IN_TEXT, &r);
}

int roles_load(struct ctx *c)
{
	const struct asset *at = NULL;
	struct builtin b;
	struct rec *r;
	int rc = E_OK;

	while (rc == E_OK && builtin_next(c->arena, &at, &b)) {
		rc = record_get(c, record_find("role"), b.name, VERB_READ, &r);
		if (rc != E_NOTFOUND)
			continue;
		err_clear(&c->err);
		rc = builtin_create(c, &b);
	}
	return rc;
}

/* ---- what has come with Annexa since ---- */

/* Has anybody but the program changed it, put it away or made it? */
static int touched(struct ctx *c, const struct rec *r, bool *ret)
{
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("SELECT count(*) FROM revision WHERE org = :org"
	    " AND type = 'role' AND id = :id AND actor <> :program"))) < 0)
		return rc;
	db_bind_int(q, ":id", r->id);
	db_bind_text(q, ":program", actor_program()->pseudonym);
	*ret = (rc = db_step(c, q)) > 0 && db_int(q, 0) > 0;
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static int standing_of(struct ctx *c, const struct builtin *b, const char **ret)
{
	struct rec *r;
	bool own;
	int rc = record_get(c, record_find("role"), b->name, VERB_READ, &r);

	*ret = "missing";
	if (rc == E_NOTFOUND) {
		err_clear(&c->err);
		return E_OK;
	}
	if (rc < 0 || (rc = touched(c, r, &own)) < 0)
		return rc;
	*ret = strcmp(rec_text(r, "grants"), b->grants) == 0 && !r->archived ? "same" :
	    own || r->archived ? "own" : "older";
	return E_OK;
}

int roles_standing(struct ctx *c, struct value **ret)
{
	const struct asset *at = NULL;
	const char *standing;
	struct builtin b;
	int rc;

	*ret = val_arr(c->arena);
	if (access_scope(c, record_find("role"), VERB_READ) != SCOPE_ALL)
		return err_hint(&c->err, E_DENIED, access_advice(c, record_find("role"), VERB_READ),
		    "your roles do not let you read all roles");	/* unseen is not missing */
	while (builtin_next(c->arena, &at, &b)) {
		struct value *o = val_obj(c->arena);

		if ((rc = standing_of(c, &b, &standing)) < 0)
			return rc;
		val_add(o, "role", val_text(c->arena, b.name));
		val_add(o, "title", val_text(c->arena, b.title));
		val_add(o, "standing", val_text(c->arena, standing));
		val_add(o, "grants", val_text(c->arena, b.grants));
		val_push(*ret, o);
	}
	return E_OK;
}

const char *roles_note(struct ctx *c, const struct rec *r)
{
	struct sbuf *b = sbuf_new(c->arena, 4096);
	struct value *rows;
	int64_t n = 0;

	if (c->as_of_us || access_scope(c, record_find("role"), VERB_EDIT) != SCOPE_ALL)
		return NULL;
	if (roles_standing(c, &rows) < 0) {
		err_clear(&c->err);	/* the page stands without it */
		return NULL;
	}
	for (const struct value *o = rows->u.list.first; o; o = o->next) {
		const char *name = val_get_text(o, "role");

		if (strcmp(val_get_text(o, "standing"), "own") == 0 &&
		    (!r || strcmp(name, rec_text(r, "name")) == 0))
			sbuf_printf(b, "%s%s", n++ ? ", " : "", name);
	}
	if (!n)
		return NULL;
	return arena_printf(c->arena, "%s: %s. When a new version of Annexa grants more or less, "
	    "what was changed here stays as it is; \"annexa user roles\" prints how it comes.",
	    text_counted(c->arena, n, "role that comes with Annexa was changed here",
	    "roles that come with Annexa were changed here"), sbuf_str(b).p);
}

static int follow(struct ctx *c, const struct value *o)
{
	struct value *in = val_obj(c->arena);
	struct builtin b;
	struct rec *r;

	REQUIRE(builtin_find(c->arena, val_get_text(o, "role"), &b));
	if (strcmp(val_get_text(o, "standing"), "missing") == 0)
		return builtin_create(c, &b);
	val_add(in, "title", val_text(c->arena, b.title));
	val_add(in, "help", val_text(c->arena, b.help));
	val_add(in, "grants", val_text(c->arena, b.grants));
	return record_update(c, record_find("role"), b.name, in, IN_TEXT, ANY_REV, &r);
}

int roles_follow(struct ctx *c, const char **ret)
{
	struct value *all;
	int rc = roles_standing(c, &all);

	*ret = "";
	for (const struct value *o = rc == E_OK ? all->u.list.first : NULL; o && rc == E_OK;
	     o = o->next) {
		const char *standing = val_get_text(o, "standing");

		if (strcmp(standing, "missing") != 0 && strcmp(standing, "older") != 0)
			continue;
		*ret = arena_printf(c->arena, "%s%s%s", *ret, (*ret)[0] ? ", " : "",
		    val_get_text(o, "role"));
		rc = follow(c, o);
	}
	return rc;
}
