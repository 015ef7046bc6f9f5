/*
 * record/actor.c -- pseudonyms: leaves and revisions name a random word, one erasable row says
 * who it is. The row itself is committed to by a leaf, so that it cannot be re-pointed.
 */
#include "record/program.h"

const struct actor *actor_program(void)
{
	static const struct actor program = { .pseudonym = "system", .label = "Annexa",
		.subject = "system", .auth = "program", .all = true };

	return &program;
}

static int find(struct ctx *c, const char *subject, const char **ret)
{
	struct query *q;
	int rc;

	*ret = NULL;
	if ((rc = db_query(c, &q, SQL("SELECT pseudonym FROM actor WHERE org = :org"
	    " AND subject = :subject"))) < 0)
		return rc;
	db_bind_text(q, ":subject", subject);
	if ((rc = db_step(c, q)) > 0)
		*ret = arena_text(c->arena, db_text(q, 0));
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

struct value *actor_doc(struct arena *a, const char *subject, const char *label)
{
	struct value *doc = val_obj(a);

	val_add(doc, "label", val_text(a, label));
	val_add(doc, "subject", val_text(a, subject));
	return doc;
}

static int insert(struct ctx *c, const char *pseudonym, const char *subject, const char *label)
{
	struct leaf leaf = {.act = pseudonym,
	    .auth = c->actor->auth,
	    .op = "actor",
	    .obj = arena_printf(c->arena, "actor/%s", pseudonym),
	    .rev = 1,
	    .prev = LEAF_NO_PREV};
	uint8_t seed[DOC_SEED];
	struct query *q;
	int64_t epoch;
	int rc;

	random_bytes(seed, sizeof(seed));
	if ((rc = doc_digest(seed, actor_doc(c->arena, subject, label), NULL, &leaf.doc, &c->err)) <
		0 ||
	    (rc = ledger_append(
		 c->program->ledger, c->db, c->org, c->now_us, 0, &leaf, &epoch, &c->err)) < 0 ||
	    (rc = db_query(c, &q,
		 SQL("INSERT INTO actor (org, pseudonym, subject, label, seed, epoch,"
		     " leaf) VALUES (:org, :pseudonym, :subject, :label, :seed, :epoch, :leaf)"))) <
		0)
		return rc;
	db_bind_text(q, ":pseudonym", pseudonym);
	db_bind_text(q, ":subject", subject);
	db_bind_text(q, ":label", label);
	db_bind_blob(q, ":seed", seed, sizeof(seed));
	db_bind_int(q, ":epoch", epoch);
	db_bind_int(q, ":leaf", leaf.i);
	return db_run(c, q);
}

int actor_pseudonym(struct ctx *c, const char *subject, const char *label, const char **ret)
{
	uint8_t raw[8];
	char hex[17];
	int rc;

	if ((rc = find(c, subject, ret)) < 0 || *ret)
		return rc;
	random_bytes(raw, sizeof(raw));
	hex_encode(raw, sizeof(raw), hex);
	*ret = arena_printf(c->arena, "u-%s", hex);
	return insert(c, *ret, subject, label);
}

int actor_ensure(struct ctx *c)
{
	struct actor *me = arena_alloc(c->arena, sizeof(*me));
	int rc;

	*me = *c->actor;
	if ((rc = actor_pseudonym(c, me->subject, me->label, &me->pseudonym)) == E_OK)
		c->actor = me;
	return rc;
}

int actor_is(struct ctx *c, const char *pseudonym, bool *ret)
{
	const char *mine = c->actor->pseudonym;
	int rc = mine || !c->actor->subject ? E_OK : find(c, c->actor->subject, &mine);

	*ret = rc == E_OK && mine && strcmp(mine, pseudonym) == 0;
	return rc;
}

const char *actor_label(struct ctx *c, const char *pseudonym)
{
	const char *label = arena_text(c->arena, pseudonym);
	struct query *q;

	if (strcmp(pseudonym, actor_program()->pseudonym) == 0)
		return actor_program()->label;
	if (db_query(c, &q, SQL("SELECT label FROM actor WHERE org = :org AND pseudonym = :p")) < 0)
		return label;
	db_bind_text(q, ":p", pseudonym);
	if (db_step(c, q) > 0 && !db_is_null(q, 0))
		label = arena_text(c->arena, db_text(q, 0));
	db_done(q);
	return label;
}
