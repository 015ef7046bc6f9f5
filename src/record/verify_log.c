/* record/verify_log.c -- the logs themselves: every leaf, the tree, heads, checkpoints. */
#include "record/verify_priv.h"
#include "ledger/tree.h"

uint64_t text_mark(const char *text)
{
	struct hash h;
	uint64_t mark;

	if (!text)
		return 0;
	h = sha256(text, strlen(text));	/* somebody who edits must not find a second text */
	memcpy(&mark, h.b, sizeof(mark));
	return mark;
}

struct leaf_note *log_find(struct verify *v, int64_t epoch, int64_t index)
{
	for (size_t i = 0; i < v->nepochs; i++)
		if (v->epoch[i].epoch == epoch)
			return index >= 0 && (size_t)index < v->epoch[i].n
				   ? &v->epoch[i].notes[index]
				   : NULL;
	return NULL;
}

/* A checkpoint the database holds, to be compared when the tree has grown to its size. */
struct noted {
	uint64_t size;
	struct str note;
	struct noted *next;
};

struct log {
	int64_t epoch;
	const char *origin;
	struct tree head, tree;
	int64_t last_us, head_last_us;
	const char *reason, *before;
	uint8_t seed[DOC_SEED];
	size_t seed_n;
	struct noted *noted;
	size_t room;
	uint64_t foreign;	/* so many leaves from the first on are not of the signer's key */
};

static int load_noted(struct verify *v, struct log *l)
{
	struct noted **at = &l->noted;
	struct query *q;
	int rc;

	if ((rc = db_query(v->c, &q, SQL("SELECT size, note FROM ledger_checkpoint WHERE org = :org"
	    " AND epoch = :epoch ORDER BY size"))) < 0)
		return rc;
	db_bind_int(q, ":epoch", l->epoch);
	while ((rc = db_step(v->c, q)) > 0) {
		struct str s = db_str(q, 1);

		*at = arena_zero(v->keep, 1, sizeof(**at));
		(*at)->size = (uint64_t)db_int(q, 0);
		(*at)->note = str_copy(v->keep, s.p, s.n);
		at = &(*at)->next;
	}
	db_done(q);
	return rc;
}

/* A stored note must be signed by our key and say what the leaves say. */
static void check_note(struct verify *v, const struct log *l, const struct noted *n)
{
	struct hash root = tree_root(&l->tree);
	struct checkpoint cp;
	struct note_key key;
	struct str text;
	struct err e;

	err_init(&e, v->c->arena);
	if (l->foreign == l->tree.size)
		return;		/* of another key as well: told once, by check_key() */
	if (ledger_vkey(v->c->program->ledger, l->origin, &key, &e) < 0)
		verify_problem(
		    v, "checkpoint-unchecked", l->origin, "the signer's key is not at hand");
	else if (note_open(n->note, &key, 1, &text, &e) < 0 || checkpoint_parse(text, &cp, &e) < 0)
		verify_problem(v, "checkpoint-changed", l->origin, "the checkpoint of size %" PRIu64
		    " is not signed by this log's key", n->size);
	else if (strcmp(cp.origin, l->origin) != 0 || cp.size != n->size ||
		 !hash_eq(&cp.root, &root))
		verify_problem(v, "ledger-changed", l->origin,
		    "the first %" PRIu64 " leaves are not those that "
		    "were signed",
		    n->size);
}

static void check_notes_here(struct verify *v, struct log *l)
{
	while (l->noted && l->noted->size <= l->tree.size) {
		if (l->noted->size == l->tree.size)
			check_note(v, l, l->noted);
		else
			verify_problem(
			    v, "checkpoint-changed", l->origin, "two checkpoints of one size");
		l->noted = l->noted->next;
	}
}

static void remember(struct epoch *e, struct log *l, const struct leaf *leaf)
{
	char when[TIME_TEXT];

	if (e->n == l->room) {
		l->room = l->room ? l->room * 2 : 1024;
		e->notes = mem_grow(e->notes, l->room, sizeof(*e->notes));
	}
	time_print(leaf->t_us, when);
	e->notes[e->n++] = (struct leaf_note){ .doc = leaf->doc, .obj = text_mark(leaf->obj),
	    .act = text_mark(leaf->act), .op = text_mark(leaf->op), .t = text_mark(when),
	    .rev = leaf->rev };
}

/* Leaf 0 commits to why the log exists. */
static void check_first(struct verify *v, const struct log *l, const struct leaf *leaf)
{
	struct value *doc = val_obj(v->c->arena);
	struct hash digest;
	struct err e;

	err_init(&e, v->c->arena);
	val_add(doc, "origin", val_text(v->c->arena, l->origin));
	val_add(doc, "reason", val_text(v->c->arena, l->reason));
	val_add(doc, "before", val_text(v->c->arena, l->before));
	if (l->seed_n != DOC_SEED || doc_digest(l->seed, doc, NULL, &digest, &e) < 0 ||
	    !hash_eq(&digest, &leaf->doc))
		verify_problem(v, "ledger-changed", l->origin,
		    "the log's origin or reason are not those of its "
		    "first leaf");
}

/*
 * Whether the leaf is this signer's. Those before the first that is are told together: a ledger
 * that was restored without its signer has none.
 */
static bool mine(struct verify *v, struct log *l, struct str body, const struct leaf *leaf)
{
	bool ok = leaf_mac_ok(ledger_mac(v->c->program->ledger), body.p, body.n, leaf);

	if (!ok && l->foreign + 1 == l->tree.size) {
		l->foreign++;
		return true;
	}
	if (ok && l->foreign && l->foreign + 1 == l->tree.size)
		verify_problem(v, "leaf-changed", l->origin, "leaf 0%s was not written by Annexa",
		    l->foreign == 1 ? "" : arena_printf(v->c->arena, " to %" PRIu64,
		    l->foreign - 1));
	return ok;
}

/* All leaves of another key: somebody else's, or the key has gone. It cannot be told which. */
static void check_key(struct verify *v, const struct log *l)
{
	if (l->foreign && l->foreign == l->tree.size)
		verify_problem(v, "signer-unknown", l->origin, "its %" PRIu64 " leaves and their "
		    "checkpoints are of another signer's key, so that they do not prove who "
		    "wrote them: bring the folder signer of that time back", l->foreign);
}

static void check_leaf(struct verify *v, struct log *l, struct epoch *ep, int64_t index,
    struct str body)
{
	struct leaf leaf;
	struct hash h;
	struct err e;

	err_init(&e, v->c->arena);
	if (index != (int64_t)l->tree.size)
		verify_problem(
		    v, "leaf-missing", l->origin, "leaf %" PRIu64 " is not there", l->tree.size);
	h = tree_leaf_hash(body.p, body.n);
	tree_append(&l->tree, &h);
	v->leaves++;
	if (leaf_parse(v->c->arena, body.p, body.n, &leaf, &e) < 0) {
		verify_problem(
		    v, "leaf-changed", l->origin, "leaf %" PRId64 " is not a leaf", index);
		leaf = (struct leaf){ .obj = "?" };
	} else if (!mine(v, l, body, &leaf) || leaf.i != index ||
	    strcmp(leaf.log, l->origin) != 0) {
		verify_problem(v, "leaf-changed", leaf.obj[0] ? verify_obj(v, leaf.obj) : l->origin,
		    "leaf %" PRId64 " was not written by Annexa", index);
	} else if (leaf.t_us < l->last_us) {
		verify_problem(
		    v, "leaf-changed", l->origin, "at leaf %" PRId64 " the time goes back", index);
	} else if (index == 0) {
		check_first(v, l, &leaf);
	}
	l->last_us = leaf.t_us ? leaf.t_us : l->last_us;
	remember(ep, l, &leaf);
	check_notes_here(v, l);
	verify_breathe(v);
}

/* "risk/7" as the code people know. */
const char *verify_obj(struct verify *v, const char *obj)
{
	const char *slash = strchr(obj, '/');
	int64_t id;

	if (!slash || !str_int(str_of(slash + 1), &id))
		return obj;
	return verify_code(v, arena_text_n(v->c->arena, obj, (size_t)(slash - obj)), id);
}

static int check_leaves(struct verify *v, struct log *l, struct epoch *ep)
{
	struct query *q;
	int rc;

	if ((rc = db_query(v->c, &q, SQL("SELECT idx, body FROM ledger_leaf WHERE org = :org"
	    " AND epoch = :epoch ORDER BY idx"))) < 0)
		return rc;
	db_bind_int(q, ":epoch", l->epoch);
	while ((rc = db_step(v->c, q)) > 0)
		check_leaf(v, l, ep, db_int(q, 0), db_str(q, 1));
	db_done(q);
	return rc;
}

static void check_head(struct verify *v, struct log *l, int64_t head_size)
{
	struct hash head = tree_root(&l->head), root = tree_root(&l->tree);

	if (l->head.size != l->tree.size || (uint64_t)head_size != l->tree.size ||
	    !hash_eq(&head, &root) || l->head_last_us != l->last_us)
		verify_problem(v, "ledger-changed", l->origin, "the head of the ledger (%" PRIu64
		    " leaves) is not that of its %" PRIu64 " leaves", l->head.size, l->tree.size);
	for (; l->noted; l->noted = l->noted->next)
		verify_problem(v, "ledger-cut", l->origin,
		    "a checkpoint of %" PRIu64 " leaves was signed, only %" PRIu64 " are there",
		    l->noted->size, l->tree.size);
}

static void describe(struct verify *v, const struct log *l, uint64_t signed_size)
{
	struct value *o = val_obj(v->keep);
	struct hash root = tree_root(&l->tree);
	char *hex = arena_alloc(v->keep, HASH_HEX);

	hash_hex(&root, hex);
	val_add(o, "origin", val_text(v->keep, arena_text(v->keep, l->origin)));
	val_add(o, "epoch", val_int(v->keep, l->epoch));
	val_add(o, "size", val_int(v->keep, (int64_t)l->tree.size));
	val_add(o, "root", val_text(v->keep, hex));
	val_add(o, "signed_size", val_int(v->keep, (int64_t)signed_size));
	val_push(v->logs, o);
}

static int check_log(struct verify *v, struct log *l, int64_t head_size)
{
	struct epoch *ep;
	uint64_t signed_size = 0;
	int rc;

	v->epoch = mem_grow(v->epoch, v->nepochs + 1, sizeof(*v->epoch));
	ep = &v->epoch[v->nepochs++];
	*ep = (struct epoch){ .epoch = l->epoch };
	tree_init(&l->tree);
	if ((rc = load_noted(v, l)) < 0)
		return rc;
	for (const struct noted *n = l->noted; n; n = n->next)
		signed_size = n->size;
	if ((rc = check_leaves(v, l, ep)) < 0)
		return rc;
	check_head(v, l, head_size);
	check_key(v, l);
	describe(v, l, signed_size);
	return E_OK;
}

static struct log *read_log(struct verify *v, struct query *q)
{
	struct log *l = arena_zero(v->keep, 1, sizeof(*l));
	const void *p;
	size_t n;

	l->epoch = db_int(q, 0);
	l->origin = arena_text(v->keep, db_text(q, 1));
	p = db_blob(q, 2, &n);
	if (!db_stored(q, "itbiTTBi") || !tree_unpack(p, n, &l->head))
		verify_problem(v, "ledger-changed", l->origin, "the head of the ledger is damaged");
	l->head_last_us = db_int(q, 3);
	l->reason = arena_text(v->keep, db_text(q, 4));
	l->before = arena_text(v->keep, db_text(q, 5));
	p = db_blob(q, 6, &n);
	if (n == DOC_SEED) {
		memcpy(l->seed, p, n);
		l->seed_n = n;
	}
	return l;
}

int check_logs(struct verify *v)
{
	int64_t expected = 1;
	struct query *q;
	int rc;

	if ((rc = db_query(v->c, &q,
		 SQL("SELECT epoch, origin, tree, last_us, reason, before_note, seed,"
		     " size FROM ledger_head WHERE org = :org ORDER BY epoch"))) < 0)
		return rc;
	while ((rc = db_step(v->c, q)) > 0) {
		struct log *l = read_log(v, q);

		if (l->epoch != expected)
			verify_problem(v, "ledger-missing", l->origin,
			    "epoch %" PRId64 " is not there", expected);
		expected = l->epoch + 1;
		if ((rc = check_log(v, l, db_int(q, 7))) < 0)
			break;
	}
	db_done(q);
	if (rc == 0 && expected == 1)
		verify_problem(v, "ledger-missing", "", "the organisation has no ledger");
	return rc;
}

int check_actors(struct verify *v)
{
	struct query *q;
	int rc;

	if ((rc = db_query(v->c, &q,
		 SQL("SELECT pseudonym, subject, label, seed, epoch, leaf FROM actor"
		     " WHERE org = :org"))) < 0)
		return rc;
	while ((rc = db_step(v->c, q)) > 0) {
		const char *name = arena_text(v->c->arena, db_text(q, 0));
		struct leaf_note *n = log_find(v, db_int(q, 4), db_int(q, 5));
		struct hash digest;
		const uint8_t *seed;
		struct err e;
		size_t size;

		err_init(&e, v->c->arena);
		seed = db_blob(q, 3, &size);
		if (!n || n->used ||
		    n->obj != text_mark(arena_printf(v->c->arena, "actor/%s", name))) {
			verify_problem(
			    v, "actor-unlogged", name, "the actor has no leaf in the ledger");
			continue;
		}
		n->used = true;
		if (size != DOC_SEED || !db_stored(q, "tTTBii") ||
		    doc_digest(seed, actor_doc(v->c->arena, db_text(q, 1), db_text(q, 2)), NULL,
			&digest, &e) < 0 ||
		    !hash_eq(&digest, &n->doc))
			verify_problem(v, "actor-changed", name,
			    "who is behind %s is not what leaf %" PRId64 " commits to (now: %s)",
			    name, db_int(q, 5), db_text(q, 2));
	}
	db_done(q);
	return rc;
}

/* Read again what an unused leaf speaks of, to name it. */
static int name_unused(struct verify *v, const struct epoch *ep, size_t i)
{
	struct leaf leaf;
	struct query *q;
	struct err e;
	int rc;

	if ((rc = db_query(v->c, &q, SQL("SELECT body FROM ledger_leaf WHERE org = :org"
	    " AND epoch = :epoch AND idx = :idx"))) < 0)
		return rc;
	db_bind_int(q, ":epoch", ep->epoch);
	db_bind_int(q, ":idx", (int64_t)i);
	err_init(&e, v->c->arena);
	if ((rc = db_step(v->c, q)) > 0) {
		struct str s = db_str(q, 0);

		if (leaf_parse(v->c->arena, s.p, s.n, &leaf, &e) == E_OK)
			verify_problem(v, "revision-gone", verify_obj(v, leaf.obj),
			    "leaf %zu of the ledger speaks of "
			    "revision %" PRId64 " (%s), which is not in the database",
			    i, leaf.rev, leaf.op);
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int check_unused(struct verify *v)
{
	uint64_t none = text_mark("");
	int rc;

	for (size_t k = 0; k < v->nepochs; k++)
		for (size_t i = 0; i < v->epoch[k].n; i++)
			if (!v->epoch[k].notes[i].used && v->epoch[k].notes[i].obj != none &&
			    (rc = name_unused(v, &v->epoch[k], i)) < 0)
				return rc;
	return E_OK;
}
