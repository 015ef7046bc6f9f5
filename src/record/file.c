/* record/file.c -- see file.h. */
#include "blob/name.h"
#include "record/file.h"
#include "record/program.h"
#include "record/store.h"

static const struct column file_columns[] = {
	{ "org", CK_INT, C_NOTNULL }, { "digest", CK_TEXT, C_NOTNULL },
	{ "size", CK_INT, C_NOTNULL }, { "type", CK_TEXT, C_NOTNULL },
	{ "name", CK_TEXT, C_NOTNULL }, { "key", CK_BLOB, 0 },
	{ "created_at", CK_TEXT, C_NOTNULL }, { "actor", CK_TEXT, C_NOTNULL }, { 0 }
};
static const struct column holder_columns[] = {
	{ "org", CK_INT, C_NOTNULL }, { "digest", CK_TEXT, C_NOTNULL },
	{ "actor", CK_TEXT, C_NOTNULL }, { "name", CK_TEXT, C_NOTNULL },
	{ "at", CK_TEXT, C_NOTNULL }, { 0 }
};
static const struct column use_columns[] = {
	{ "org", CK_INT, C_NOTNULL }, { "digest", CK_TEXT, C_NOTNULL },
	{ "type", CK_TEXT, C_NOTNULL },
	{ "id", CK_INT, C_NOTNULL }, { "name", CK_TEXT, C_NOTNULL }, { 0 }
};

/* Not logged: the documents are, and say digest and size; `annexa fsck` compares the bytes. */
const struct table file_tables[] = {
	{ "file", file_columns, "org, digest", { 0 }, .clustered = true },
	{ "file_holder", holder_columns, "org, digest, actor", { 0 }, .clustered = true },
	{ "file_use", use_columns, "org, digest, type, id, name", { 0 }, .clustered = true },
	{ 0 }
};

/* ---- finding ---- */

/* The row, whoever asks. 1 found, 0 none. */
static int load(struct ctx *c, const char *digest, struct file *ret)
{
	struct query *q;
	const void *p;
	size_t n;
	int rc;

	if ((rc = db_query(c, &q, SQL("SELECT size, type, name, key FROM file WHERE org = :org"
	    " AND digest = :digest"))) < 0)
		return rc;
	db_bind_text(q, ":digest", digest);
	if ((rc = db_step(c, q)) > 0) {
		*ret = (struct file){ .size = db_int(q, 0),
			.type = arena_text(c->arena, db_text(q, 1)),
			.name = arena_text(c->arena, db_text(q, 2)) };
		memcpy(ret->digest, digest, HASH_HEX);
		p = db_blob(q, 3, &n);
		ret->erased = n != BLOB_KEY;
		if (!ret->erased)
			memcpy(ret->key, p, BLOB_KEY);
	}
	db_done(q);
	return rc;
}

/* The name the actor gave it when uploading; NULL: has not. */
static int held_name(struct ctx *c, const char *digest, const char **ret)
{
	struct query *q;
	int rc;

	*ret = NULL;
	if (!c->actor || !c->actor->subject)
		return E_OK;
	if ((rc = db_query(c, &q, SQL("SELECT h.name FROM file_holder AS h JOIN actor AS a"
	    " ON a.org = h.org AND a.pseudonym = h.actor WHERE h.org = :org"
	    " AND h.digest = :digest AND a.subject = :subject"))) < 0)
		return rc;
	db_bind_text(q, ":digest", digest);
	db_bind_text(q, ":subject", c->actor->subject);
	if ((rc = db_step(c, q)) > 0)
		*ret = arena_text(c->arena, db_text(q, 0));
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static bool readable(struct ctx *c, const char *type, int64_t id)
{
	const struct record *t = record_find(type);
	struct err before = c->err;
	struct rec *r;
	bool may;

	if (!t || access_scope(c, t, VERB_READ) == SCOPE_NONE)
		return false;
	may = record_get(c, t, code_text(c->arena, t, id), VERB_READ, &r) == E_OK;
	c->err = before;
	return may;
}

/* The name under which a record that the actor may read has it, best the wanted one; NULL: none. */
static int used_name(struct ctx *c, const char *digest, const char *want, const char **ret)
{
	struct query *q;
	int rc;

	*ret = NULL;
	if ((rc = db_query(c, &q, SQL("SELECT type, id, name FROM file_use WHERE org = :org"
	    " AND digest = :digest ORDER BY type, id, name"))) < 0)
		return rc;
	db_bind_text(q, ":digest", digest);
	while ((rc = db_step(c, q)) > 0) {
		const char *name = db_text(q, 2);
		bool wanted = want && strcmp(want, name) == 0;

		if ((*ret && !wanted) || !readable(c, db_text(q, 0), db_int(q, 1)))
			continue;
		*ret = arena_text(c->arena, name);
		if (wanted || !want)
			break;
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static bool digest_ok(const char *text)
{
	return strlen(text) == HASH_HEX - 1 && strspn(text, "0123456789abcdef") == HASH_HEX - 1;
}

static int find(struct ctx *c, const char *digest, const char *want, struct file *ret)
{
	const char *used, *held;
	int rc;

	if (!digest_ok(digest))
		return 0;
	if ((rc = load(c, digest, ret)) <= 0 || (rc = used_name(c, digest, want, &used)) < 0 ||
	    (rc = held_name(c, digest, &held)) < 0)
		return rc;
	if (!used && !held)
		return 0;
	ret->name = want && used && strcmp(want, used) == 0 ? used :
	    want && held && strcmp(want, held) == 0 ? held : used ? used : held;
	return 1;
}

int file_find(struct ctx *c, const char *digest, const char *name, struct file *ret)
{
	struct dbc *here = c->db;
	int rc;

	c->db = c->live ? c->live : c->db;	/* an as-of view has no files of its own */
	rc = find(c, digest, name, ret);
	c->db = here;
	if (rc == 0)
		return err_set(&c->err, E_NOTFOUND, "there is no such file");
	return rc < 0 ? rc : E_OK;
}

bool file_may_upload(struct ctx *c)
{
	for (size_t i = 0; record_index[i]; i++)
		for (const struct field *f = record_index[i]->fields; f->name; f++)
			if (f->kind == FK_FILES &&
			    (access_scope(c, record_index[i], VERB_CREATE) != SCOPE_NONE ||
			    access_scope(c, record_index[i], VERB_EDIT) != SCOPE_NONE))
				return true;
	return false;
}

/* ---- taking in ---- */

static int insert(struct ctx *c, const struct file *f)
{
	char now[TIME_TEXT];
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("INSERT INTO file (org, digest, size, type, name, key,"
	    " created_at, actor) VALUES (:org, :digest, :size, :type, :name, :key, :at, :actor)"
	    " ON CONFLICT (org, digest) DO UPDATE SET key = :key"))) < 0)
		return rc;
	time_print(c->now_us, now);
	db_bind_text(q, ":digest", f->digest);
	db_bind_int(q, ":size", f->size);
	db_bind_text(q, ":type", f->type);
	db_bind_text(q, ":name", f->name);
	db_bind_blob(q, ":key", f->key, sizeof(f->key));
	db_bind_text(q, ":at", now);
	db_bind_text(q, ":actor", c->actor->pseudonym);
	return db_run(c, q);
}

static int hold(struct ctx *c, const struct file *f)
{
	char now[TIME_TEXT];
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("INSERT INTO file_holder (org, digest, actor, name, at)"
	    " VALUES (:org, :digest, :actor, :name, :at) ON CONFLICT (org, digest, actor)"
	    " DO UPDATE SET name = :name, at = :at"))) < 0)
		return rc;
	time_print(c->now_us, now);
	db_bind_text(q, ":digest", f->digest);
	db_bind_text(q, ":actor", c->actor->pseudonym);
	db_bind_text(q, ":name", f->name);
	db_bind_text(q, ":at", now);
	return db_run(c, q);
}

int file_add(struct ctx *c, struct blob_writer *w, const char *name, struct file *ret)
{
	struct blob_info info = blob_info(w);
	struct file there;
	const char *what;
	int rc;

	REQUIRE(c->writing && c->actor && c->actor->pseudonym);
	*ret = (struct file){ .size = info.size_bytes, .name = file_name_safe(c->arena, name) };
	hash_hex(&info.digest, ret->digest);
	if (!(ret->type = file_media_type(ret->name, info.head, info.head_n, &what)))
		return err_hint(&c->err, E_INVALID, "give the file the ending of what it is",
		    "the name \"%s\" says that the file is %s, its contents say otherwise",
		    ret->name, what);
	if ((rc = load(c, ret->digest, &there)) < 0)
		return rc;
	if (rc > 0 && !there.erased) {
		ret->type = there.type;
		memcpy(ret->key, there.key, BLOB_KEY);
	} else if ((rc = blob_place(w, c->org, ret->key, &c->err)) < 0 ||
	    (rc = insert(c, ret)) < 0) {
		return rc;
	}
	return hold(c, ret);
}

/* ---- values ---- */

struct value *file_value(struct arena *a, const struct file *f)
{
	struct value *o = val_obj(a);

	val_add(o, "digest", val_text(a, arena_text(a, f->digest)));
	val_add(o, "name", val_text(a, f->name));
	val_add(o, "size", val_int(a, f->size));
	val_add(o, "type", val_text(a, f->type));
	return o;
}

static void one(struct ctx *c, const struct field *f, struct value *list, struct str digest,
    struct str name)
{
	const char *want = name.n ? file_name_safe(c->arena, name.p) : NULL;
	struct file file;
	struct value *v;
	int rc = find(c, digest.p, want, &file);

	if (rc == 0) {
		IGNORE(err_field(&c->err, f->name, "no-such-file",
		    "there is no file \"%.80s\": upload it first", digest.p));
		return;
	}
	if (rc < 0)
		return;		/* the database's own error is in c->err */
	if (file.erased) {
		IGNORE(err_field(&c->err, f->name, "erased", "the file \"%s\" was erased",
		    file.name));
		return;
	}
	if (want)
		file.name = want;
	v = file_value(c->arena, &file);
	for (const struct value *m = list->u.list.first; m; m = m->next)
		if (val_same(m, v))
			return;
	val_push(list, v);
}

static struct value *finished(struct ctx *c, const struct field *f, struct value *list)
{
	if (list->u.list.n > FILES_MAX) {
		IGNORE(err_field(&c->err, f->name, "too-many", "at most %d files", FILES_MAX));
		return NULL;
	}
	return list->u.list.n ? list : NULL;
}

struct value *files_from_text(struct ctx *c, const struct field *f, struct str text)
{
	struct value *list = val_arr(c->arena);
	size_t from = 0;

	for (size_t i = 0; i <= text.n; i++) {
		struct str line;
		const char *blank;

		if (i < text.n && text.p[i] != '\n')
			continue;
		line = str_trim(c->arena, str_copy(c->arena, text.p + from, i - from));
		from = i + 1;
		if (!line.n || list->u.list.n > FILES_MAX)
			continue;
		blank = strchrnul(line.p, ' ');
		one(c, f, list, str_copy(c->arena, line.p, (size_t)(blank - line.p)),
		    str_trim(c->arena, str_of(blank)));
	}
	return finished(c, f, list);
}

struct value *files_from_json(struct ctx *c, const struct field *f, const struct value *in)
{
	struct value *list = val_arr(c->arena);
	bool ok = in->kind == V_ARRAY;

	for (const struct value *m = ok ? in->u.list.first : NULL; m && ok; m = m->next) {
		const char *digest = m->kind == V_TEXT ? m->u.s.p :
		    m->kind == V_OBJECT ? val_get_text(m, "digest") : NULL;
		const struct value *name = m->kind == V_OBJECT ? val_get(m, "name") : NULL;

		ok = digest && (!name || name->kind == V_TEXT || name->kind == V_NULL);
		if (ok && list->u.list.n <= FILES_MAX)
			one(c, f, list, str_of(digest), str_of(name && name->kind == V_TEXT ?
			    name->u.s.p : NULL));
	}
	if (!ok) {
		IGNORE(err_field(&c->err, f->name, "wrong-type",
		    "must be an array of files as {\"digest\": .., \"name\": ..}"));
		return NULL;
	}
	return finished(c, f, list);
}

const char *files_text(struct arena *a, const struct value *v)
{
	struct sbuf *b = sbuf_new(a, 64 << 10);

	for (const struct value *m = v && v->kind == V_ARRAY ? v->u.list.first : NULL; m;
	     m = m->next) {
		const char *digest = val_get_text(m, "digest"), *name = val_get_text(m, "name");

		sbuf_printf(b, "%s%s %s", b->n ? "\n" : "", digest ? digest : "", name ? name : "");
	}
	return sbuf_str(b).p;
}

const char *size_text(struct arena *a, int64_t bytes)
{
	static const char *const units[] = { "KB", "MB", "GB", "TB" };
	int64_t tenths = bytes * 10 / 1024;
	size_t u = 0;

	if (bytes < 1024)
		return text_counted(a, bytes, "byte", "bytes");
	while (tenths >= 10240 && u + 1 < COUNT(units)) {
		tenths /= 1024;
		u++;
	}
	return tenths >= 1000 ? arena_printf(a, "%" PRId64 " %s", tenths / 10, units[u]) :
	    arena_printf(a, "%" PRId64 ".%" PRId64 " %s", tenths / 10, tenths % 10, units[u]);
}

/* ---- uses ---- */

static int note_one(struct ctx *c, const struct rec *r, const char *digest, const char *name)
{
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("INSERT INTO file_use (org, digest, type, id, name)"
	    " VALUES (:org, :digest, :type, :id, :name) ON CONFLICT DO NOTHING"))) < 0)
		return rc;
	db_bind_text(q, ":digest", digest);
	db_bind_text(q, ":type", r->type->name);
	db_bind_int(q, ":id", r->id);
	db_bind_text(q, ":name", name);
	return db_run(c, q);
}

int files_note(struct ctx *c, const struct rec *r)
{
	int rc;

	for (const struct field *f = r->type->fields; f->name; f++) {
		const struct value *v = f->kind == FK_FILES ? r->v[field_index(r->type, f)] : NULL;

		for (const struct value *m = v ? v->u.list.first : NULL; m; m = m->next)
			if ((rc = note_one(c, r, val_get_text(m, "digest"),
			    val_get_text(m, "name"))) < 0)
				return rc;
	}
	return E_OK;
}
