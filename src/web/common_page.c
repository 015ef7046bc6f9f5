/* web/common_page.c -- search over everything, the ledger, the manual. */
#include "base/asset.h"
#include "record/list.h"
#include "record/search.h"
#include "record/store.h"
#include "record/verify.h"
#include "web/app.h"
#include "web/markdown.h"

/* ---- search ---- */

enum { RANKED_MAX = 20000 };	/* hits; ranking 100,000 takes a third of a second */

/* Each kind with its count, leading to its hits alone. */
static void facets_view(struct ctx *c, struct req *r, const char *chosen, struct value *facets)
{
	struct value *all = val_obj(c->arena);
	int64_t total = 0;

	for (struct value *o = facets->u.list.first; o; o = o->next) {
		const char *type = val_get_text(o, "type");

		total += val_get_int(o, "count", 0);
		val_add(o, "href", val_text(c->arena, query_with(c, r, "type", type)));
		val_add(o, "active", val_bool(c->arena, chosen && strcmp(chosen, type) == 0));
	}
	if (!facets->u.list.n)
		return;
	val_add(all, "type", val_null(c->arena));
	val_add(all, "label", val_text(c->arena, N_("All kinds")));
	val_add(all, "count", val_int(c->arena, total));
	val_add(all, "href", val_text(c->arena, query_with(c, r, "type", NULL)));
	val_add(all, "active", val_bool(c->arena, !chosen));
	all->next = facets->u.list.first;
	facets->u.list.first = all;
	facets->u.list.n++;
}

static int search_page(struct ctx *c, struct req *r, struct value *view)
{
	const char *q = req_query(r, "q"), *type = req_query(r, "type");
	const struct record *t = type && type[0] ? record_find(type) : NULL;
	struct value *hits, *facets;
	int64_t found = 0;
	int rc;

	q = q ? q : "";
	if (type && type[0] && !t)
		return err_field(&c->err, "type", "no-such-type",
		    "there is no record type \"%s\"", type);
	if ((rc = search_facets(c, str_of(q), &facets)) < 0)
		return rc;
	for (const struct value *o = facets->u.list.first; o; o = o->next)
		if (!t || strcmp(val_get_text(o, "type"), t->name) == 0)
			found += val_get_int(o, "count", 0);
	if ((rc = search_type(c, t, str_of(q), 50, found <= RANKED_MAX, &hits)) < 0)
		return rc;
	facets_view(c, r, t ? t->name : NULL, facets);
	val_add(view, "q", val_text(c->arena, q));
	val_add(view, "type", val_text(c->arena, t ? t->name : NULL));
	val_add(view, "facets", facets);
	val_add(view, "hits", hits);
	if (t && hits->u.list.n == 50)
		val_add(view, "list_href", val_text(c->arena, query_edit(c, r, &(struct query_edit){
		    .path = arena_printf(c->arena, "/%s", t->plural), .name = "type" })));
	val_add(view, "unranked", val_bool(c->arena, found > RANKED_MAX));
	val_add(view, "none", val_bool(c->arena, q[0] && !hits->u.list.n));
	return E_OK;
}
PAGE(search, .method = "GET", .path = "/search", .run = search_page, .flags = PAGE_SIGNED_IN,
    .template = "search", .title = N_("Search"), .api = true,
    .params = "q text words to look for\ntype text only this record type",
    .help = "Records of all types with these words, and how many of each type there are.");

/* ---- the ledger ---- */

/* The page of the record a leaf is about; NULL if it is about none, or about one not ours to see.
 */
static const char *leaf_href(struct ctx *c, const char *obj)
{
	const char *slash = strchr(obj, '/'), *code;
	struct err before = c->err;
	const struct record *t;
	struct rec *r;
	int64_t id;

	if (!slash || !str_int(str_of(slash + 1), &id) ||
	    !(t = record_find(arena_text_n(c->arena, obj, (size_t)(slash - obj)))) ||
	    access_scope(c, t, VERB_READ) == SCOPE_NONE)
		return NULL;
	code = code_text(c->arena, t, id);
	if (record_get(c, t, code, VERB_READ, &r) < 0) {
		c->err = before;
		return NULL;
	}
	return rec_path(c->arena, t, code);
}

static int leaves(struct ctx *c, int64_t epoch, struct value **ret)
{
	struct query *q;
	int rc;

	*ret = val_arr(c->arena);
	if ((rc = db_query(c, &q,
		 SQL("SELECT body FROM ledger_leaf WHERE org = :org AND epoch = :epoch"
		     " ORDER BY idx DESC LIMIT 25"))) < 0)
		return rc;
	db_bind_int(q, ":epoch", epoch);
	while ((rc = db_step(c, q)) > 0) {
		struct str body = db_str(q, 0);
		struct value *o = val_obj(c->arena);
		const char *href;
		char when[TIME_TEXT];
		struct leaf leaf;

		if ((rc = leaf_parse(c->arena, body.p, body.n, &leaf, &c->err)) < 0)
			break;
		time_print(leaf.t_us, when);
		val_add(o, "i", val_int(c->arena, leaf.i));
		val_add(o, "at", val_text(c->arena, arena_text(c->arena, when)));
		href = leaf_href(c, leaf.obj);
		val_add(o, "act", val_text(c->arena, href ? actor_label(c, leaf.act) : leaf.act));
		val_add(o, "op", val_text(c->arena, leaf.op));
		val_add(o, "obj", val_text(c->arena, leaf.obj));
		val_add(o, "href", val_text(c->arena, href));
		val_push(*ret, o);
	}
	db_done(q);
	return rc;
}

static int ledger_view(struct ctx *c, struct req *r, struct value *view)
{
	struct dbc *here = c->db;
	struct ledger_status st;
	struct note_key key;
	struct value *list;
	char vkey[NOTE_VKEY_MAX + 1], root[HASH_HEX];
	int rc;

	c->db = c->live ? c->live : c->db;
	if ((rc = ledger_status(c->db, c->org, c->arena, &st, &c->err)) == E_OK)
		rc = leaves(c, st.epoch, &list);
	c->db = here;
	if (rc < 0 || (rc = ledger_vkey(c->program->ledger, st.origin, &key, &c->err)) < 0)
		return rc;
	note_key_print(&key, vkey);
	hash_hex(&st.root, root);
	val_set_text(c->arena, view, "explain",
	    "Every change is an entry of a Merkle tree whose head is "
	    "signed. Keep a checkpoint: whoever has one can later prove that nothing before it was "
	    "changed.");
	val_set_text(c->arena, view, "origin", st.origin);
	val_set_int(c->arena, view, "size", (int64_t)st.size);
	val_set_text(c->arena, view, "root", arena_text(c->arena, root));
	if (!r->api)
		moments(c->arena, list, "at");
	val_set_text(
	    c->arena, view, "signed_at", r->api ? st.signed_at : moment(c->arena, st.signed_at));
	val_set_int(c->arena, view, "signed_size", st.signed_size);
	val_set_text(c->arena, view, "note", st.note);
	val_set_text(c->arena, view, "vkey", arena_text(c->arena, vkey));
	val_set_text(c->arena, view, "verify_command", "annexa verify");
	val_set(view, "leaves", list);
	return E_OK;
}
PAGE(ledger, .method = "GET", .path = "/ledger", .run = ledger_view, .flags = PAGE_SIGNED_IN,
	.template = "ledger", .title = N_("Proof"), .api = true, .nav = "admin|Proof|proof",
	.help = "The ledger: head, checkpoint, newest entries.");

static int ledger_verify(struct ctx *c, struct req *r, struct value *view)
{
	struct value *result = NULL, *o = val_obj(c->arena), *list = val_arr(c->arena);
	int64_t leaves;
	int rc;

	if ((rc = access_require(c, record_find("member"), VERB_READ)) < 0)
		return rc;
	rc = verify_org(c, &result);
	leaves = val_get_int(result, "leaves", 0);
	if (!result)
		return rc;
	err_clear(&c->err);
	for (const struct value *p = val_get(result, "problems")->u.list.first; p; p = p->next)
		val_push(list,
		    val_text(c->arena, arena_printf(c->arena, "%s: %s", val_get_text(p, "record"),
					   val_get_text(p, "detail"))));
	val_add(o, "ok", val_bool(c->arena, rc == E_OK));
	val_add(o, "text", val_text(c->arena, rc == E_OK ?
	    arena_printf(c->arena, "Verified: %s with the records.", text_counted(c->arena,
	    leaves, "entry agrees", "entries agree")) :
	    arena_printf(c->arena, "NOT verified: %s read; these places do not agree.",
	    text_counted(c->arena, leaves, "entry was", "entries were"))));
	val_add(o, "problems", list);
	r->template = "ledger";
	val_set(view, "verify", o);
	return ledger_view(c, r, view);
}
PAGE(ledger_verify, .method = "POST", .path = "/ledger/verify", .run = ledger_verify,
	.flags = PAGE_SIGNED_IN | PAGE_SLOW, .template = "ledger", .title = N_("Proof"),
	.help = "Compare every record with the ledger.");

/* ---- the manual ---- */

static const char *manual_title(struct arena *a, const struct asset *f)
{
	return f->n > 2 && f->p[0] == '#' ? arena_text_n(a, f->p + 2, strcspn(f->p + 2, "\n"))
					  : f->name;
}

static int manual_view(struct ctx *c, struct req *r, struct value *view)
{
	static const char dir[] = "doc/manual/";
	const char *want = r->param[0] ? r->param[0] : "index";
	struct value *pages = val_arr(c->arena), *chapters = val_arr(c->arena), *first = NULL;
	const struct asset *found = NULL;

	for (const struct asset *f = asset_first(); f->name; f++) {
		const char *base = f->name + sizeof(dir) - 1, *name;
		struct value *o;

		if (!text_starts(f->name, dir))
			continue;
		name = arena_text_n(c->arena, base, strlen(base) - 3);
		o = val_obj(c->arena);
		val_add(o, "title", val_text(c->arena, manual_title(c->arena, f)));
		val_add(o, "href", val_text(c->arena, arena_printf(c->arena, "/manual/%s", name)));
		val_add(o, "active", val_bool(c->arena, strcmp(name, want) == 0));
		if (strcmp(name, "index") == 0)
			first = o;
		else
			val_push(pages, o);
		if (strcmp(name, want) == 0)
			found = f;
	}
	if (!found)
		return err_set(&c->err, E_NOTFOUND, "the manual has no page \"%s\"", want);
	if (first)
		val_push(chapters, first);
	for (struct value *o = pages->u.list.first, *next; o; o = next) {
		next = o->next;
		val_push(chapters, o);
	}
	val_add(view, "pages", chapters);
	val_add(view, "title", val_text(c->arena, manual_title(c->arena, found)));
	val_add(view, "html", markdown_html(c->arena, (struct str){ found->p, found->n }, 1));
	return E_OK;
}
PAGE(manual, .method = "GET", .path = "/manual", .run = manual_view, .flags = PAGE_SIGNED_IN,
	.template = "manual", .title = N_("Manual"), .help = "The manual's first page.");
PAGE(manual_page, .method = "GET", .path = "/manual/:page", .run = manual_view,
	.flags = PAGE_SIGNED_IN, .template = "manual", .title = N_("Manual"),
	.help = "A page of the manual.");
