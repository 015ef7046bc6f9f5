/*
 * isms/knowledge/load.c -- frameworks of the library become records of an organisation.
 *
 * What the content said before is read from the history: a field whose last change was made by
 * an earlier load still belongs to the content and follows it; a field the organisation changed
 * is its own for ever. So nothing has to be remembered beside the revisions.
 */
#include "isms/knowledge/knowledge.h"
#include "isms/knowledge/library.h"
#include "record/list.h"
#include "record/rec.h"

extern const struct record record_framework, record_requirement, record_control;

static const char op[] = "knowledge";	/* of our revisions; nothing else writes it */

struct load {
	const struct library_framework *f;
	int64_t framework;		/* id of its record */
	const struct library_node *node;	/* being brought */
	int64_t created, updated, kept;
	struct value *changes;		/* see knowledge_load */
	bool dry;			/* only tell */
};

static bool same_value(const struct value *x, const struct value *y)
{
	return x && y ? val_same(x, y) : x == y;
}

/* ---- what the content says ---- */

static void set_str(struct rec *r, struct arena *a, const char *field, const char *text)
{
	rec_set(r, field, text[0] ? val_text(a, text) : NULL);
}

static void set_yes(struct rec *r, struct arena *a, const char *field, const char *text)
{
	rec_set(r, field, text[0] ? val_bool(a, strcmp(text, "yes") == 0) : NULL);
}

/* "Preventive;Detective" as a set of words: sorted, as input from people is. */
static void set_words(struct rec *r, struct arena *a, const char *field, const char *parts)
{
	struct value *list = val_arr(a);
	struct str part;

	while (library_part(&parts, &part)) {
		struct value *v = val_str(a, str_copy(a, part.p, part.n)),
			     **at = &list->u.list.first;

		while (*at && strcmp((*at)->u.s.p, v->u.s.p) < 0)
			at = &(*at)->next;
		v->next = *at;
		*at = v;
		if (!v->next)
			list->u.list.last = v;
		list->u.list.n++;
	}
	rec_set(r, field, list->u.list.n ? list : NULL);
}

static bool is_control(const struct library_node *n)
{
	return strcmp(library_role(n), "control") == 0;
}

/* The outermost heading above a control that fits the field. */
static const char *theme_of(const struct library_node *n)
{
	const char *own = library_cell(n->row, "theme"), *theme = "";

	if (own[0])
		return own;
	for (n = n->parent; n; n = n->parent)
		if (str_chars(str_of(n->title)) <= 80)
			theme = n->title;
	return theme;
}

static void fill_control(struct ctx *c, struct rec *r, const struct library_node *n)
{
	static const char *const words[] = {
	    "control_type", "properties", "concepts", "capabilities", "domains"};

	set_str(r, c->arena, "theme", theme_of(n));
	for (size_t i = 0; i < COUNT(words); i++)
		set_words(r, c->arena, words[i], library_cell(n->row, words[i]));
	set_yes(r, c->arena, "is_new", library_cell(n->row, "is_new"));
}

/* The node as a record: exactly the fields that are the content's. */
static struct rec *said(struct ctx *c, const struct load *w, const struct library_node *n)
{
	const struct record *t = is_control(n) ? &record_control : &record_requirement;
	struct rec *r = rec_new(c, t);

	set_str(r, c->arena, "ref", n->name);
	set_str(r, c->arena, "title", n->title);
	set_str(r, c->arena, "text", n->text[0] ? n->text : library_cell(n->row, "with_isms"));
	rec_set_int(c, r, "framework", w->framework);
	if (is_control(n)) {
		fill_control(c, r, n);
	} else {
		set_str(r, c->arena, "kind", library_role(n));
		set_str(r, c->arena, "parent", n->parent ? n->parent->name : "");
		set_yes(r, c->arena, "documented", library_cell(n->row, "documented"));
	}
	return r;
}

static struct rec *said_framework(struct ctx *c, const struct library_framework *f)
{
	struct rec *r = rec_new(c, &record_framework);

	set_str(r, c->arena, "ref", f->key);
	set_str(r, c->arena, "title", f->title);
	set_str(r, c->arena, "edition", f->edition);
	set_str(r, c->arena, "publisher", f->publisher);
	set_str(r, c->arena, "note", f->note);
	set_str(r, c->arena, "content_version", f->version);
	return r;
}

/* Fields that are the organisation's alone. */
static bool is_own(const struct field *f)
{
	return strcmp(f->name, "own_note") == 0 || strcmp(f->name, "sort_key") == 0 ||
	    strcmp(f->name, "in_soa") == 0;
}

/* ---- writing ---- */

/* The one place that writes: derived fields first, as every write does. */
static int save(struct ctx *c, const struct rec *old, struct rec *r)
{
	int rc;

	if (r->type->derive && (rc = r->type->derive(c, r)) < 0)
		return rc;
	return record_save(c, old, r, op);
}

/*
 * For every field: what the content said last, and whether it ever spoke. A load that changes a
 * field speaks about it; one that leaves it alone (because it is the organisation's) does not.
 */
struct spoken {
	struct value **v;
	bool *spoke;
};

static int read_spoken(struct ctx *c, const struct rec *now, struct spoken *ret)
{
	size_t n = field_count(now->type);
	struct rec *before = rec_new(c, now->type), *r;
	struct query *q;
	int rc;

	ret->v = arena_zero(c->arena, n, sizeof(struct value *));
	ret->spoke = arena_zero(c->arena, n, sizeof(bool));
	if ((rc = db_query(c, &q, SQL("SELECT rev, op, doc FROM revision WHERE org = :org"
	    " AND type = :type AND id = :id ORDER BY rev"))) < 0)
		return rc;
	db_bind_text(q, ":type", now->type->name);
	db_bind_int(q, ":id", now->id);
	while ((rc = db_step(c, q)) > 0) {
		bool ours = strcmp(db_text(q, 1), op) == 0;
		struct str doc = db_str(q, 2);
		struct value *tree;

		if ((rc = json_parse(c->arena, doc.p, doc.n, &tree, &c->err)) < 0 ||
		    (rc = rec_from_doc(c, now->type, now->id, db_int(q, 0), tree, &r)) < 0)
			break;
		for (size_t i = 0; ours && i < n; i++)
			if (db_int(q, 0) == 1 || !same_value(before->v[i], r->v[i])) {
				ret->v[i] = r->v[i];
				ret->spoke[i] = true;
			}
		before = r;
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* ---- telling ---- */

static struct value *tell(struct ctx *c, struct load *w, const struct rec *r, const char *what)
{
	struct value *o = val_obj(c->arena);

	val_add(o, "ref", val_text(c->arena, rec_text(r, "ref")));
	val_add(o, "title", val_text(c->arena, rec_text(r, "title")));
	val_add(o, "href", val_text(c->arena, w->node ?
	    knowledge_href(c->arena, &(struct library_thing){ .node = w->node }) : NULL));
	val_add(o, "what", val_text(c->arena, what));
	val_add(o, "fields", val_arr(c->arena));
	val_push(w->changes, o);
	return o;
}

static void tell_field(struct ctx *c, struct value *change, const struct field *f,
    const struct value *was, const struct value *now, bool kept)
{
	struct value *o = val_obj(c->arena);

	val_add(o, "field", val_text(c->arena, f->name));
	val_add(o, "label", val_text(c->arena, f->label));
	val_add(o, "was", val_text(c->arena, was ? value_text(c, f, was) : ""));
	val_add(o, "now", val_text(c->arena, now ? value_text(c, f, now) : ""));
	val_add(o, "kept", val_bool(c->arena, kept));
	val_push(val_get(change, "fields"), o);
}

/* Bring an existing record up to what the content says now, field by field. */
static int renew(struct ctx *c, struct load *w, const struct rec *old, const struct rec *want)
{
	struct rec *r = rec_copy(c, old);
	struct spoken said_before = { 0 };
	bool changed = false, kept = false;
	struct value *told = NULL;
	int rc;

	for (const struct field *f = old->type->fields; f->name; f++) {
		size_t i = field_index(old->type, f);

		if (is_own(f) || same_value(old->v[i], want->v[i]))
			continue;
		if (!said_before.v && (rc = read_spoken(c, old, &said_before)) < 0)
			return rc;
		told = told ? told : tell(c, w, old, "updated");
		if (!old->archived && said_before.spoke[i] &&
		    same_value(said_before.v[i], old->v[i])) {
			r->v[i] = want->v[i];
			changed = true;
			tell_field(c, told, f, old->v[i], want->v[i], false);
		} else {
			kept = true;
			tell_field(c, told, f, old->v[i], want->v[i], true);
		}
	}
	if (told && !changed)
		val_set_text(c->arena, told, "what", "kept");
	w->kept += kept;
	w->updated += changed;
	return changed && !w->dry ? save(c, old, r) : E_OK;
}

/* Id of the record with that reference, put away or not; 0 if there is none. */
static int find_id(struct ctx *c, const struct record *t, const char *ref, int64_t *ret)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int rc;

	*ret = 0;
	sqlb_add(b, SQL("SELECT id FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" WHERE org = :org AND ref = "));
	(void)sqlb_param_str(b, str_of(ref));
	sqlb_add(b, SQL(" ORDER BY archived, id LIMIT 1"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* ret_id: of the record, new or old. */
static int bring(struct ctx *c, struct load *w, struct rec *want, int64_t *ret_id)
{
	struct rec *old;
	int64_t id;
	int rc;

	if ((rc = find_id(c, want->type, rec_text(want, "ref"), &id)) < 0)
		return rc;
	if (id) {
		*ret_id = id;
		if ((rc = record_load(c, want->type, id, &old)) < 0)
			return rc;
		return renew(c, w, old, want);
	}
	(void)tell(c, w, want, "created");
	w->created++;
	if (w->dry)
		return E_OK;
	if ((rc = save(c, NULL, want)) < 0)
		return rc;
	*ret_id = want->id;
	return E_OK;
}

static int unknown_framework(struct ctx *c, const char *key)
{
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));
	size_t n;
	const struct library_framework *f = library_frameworks(library(), &n);

	sbuf_init(b, c->arena, 4096);
	for (size_t i = 0; i < n; i++)
		sbuf_printf(b, "%s%s", i ? ", " : "known: ", f[i].key);
	return err_hint(&c->err, E_NOTFOUND, sbuf_str(b).p, "there is no framework \"%s\"", key);
}

static struct value *report(struct ctx *c, const struct load *w)
{
	struct value *o = val_obj(c->arena);

	val_add(o, "framework", val_text(c->arena, w->f->key));
	val_add(o, "created", val_int(c->arena, w->created));
	val_add(o, "updated", val_int(c->arena, w->updated));
	val_add(o, "kept", val_int(c->arena, w->kept));
	val_add(o, "changes", w->changes);
	return o;
}

static int bring_all(struct ctx *c, const char *key, bool dry, struct value **ret)
{
	struct load w = { .f = library_framework(library(), key), .changes = val_arr(c->arena),
		.dry = dry };
	int64_t id;
	int rc;

	if (!w.f)
		return unknown_framework(c, key);
	if ((rc = bring(c, &w, said_framework(c, w.f), &w.framework)) < 0)
		return rc;
	w.created = w.updated = w.kept = 0;	/* counts are of what the framework holds */
	w.changes = val_arr(c->arena);
	for (size_t i = 0; i < w.f->nnodes; i++) {
		const struct library_node *n = &w.f->nodes[i];

		if (library_withdrawn(n))
			continue; /* readable in the library, but nobody chooses it any more */
		w.node = n;
		if ((rc = bring(c, &w, said(c, &w, n), &id)) < 0)
			return rc;
	}
	*ret = report(c, &w);
	return E_OK;
}

int knowledge_load(struct ctx *c, const char *key, struct value **ret)
{
	return bring_all(c, key, false, ret);
}

int knowledge_changes(struct ctx *c, const char *key, struct value **ret)
{
	return bring_all(c, key, true, ret);
}
