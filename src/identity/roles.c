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
