/* cli/ledger_cmd.c -- `annexa verify` and `annexa ledger`: proving the record. */
#include "cli/command.h"
#include "record/program.h"
#include "record/verify.h"

static void print_verify(struct cmd *m, const struct value *v)
{
	struct arena *a = m->c->arena;

	for (const struct value *l = val_get(v, "logs")->u.list.first; l; l = l->next)
		cmd_printf(m, "log %s: %s, %s signed, root %s\n", val_get_text(l, "origin"),
		    text_counted(a, val_get_int(l, "size", 0), "leaf", "leaves"),
		    text_grouped(a, val_get_int(l, "signed_size", 0)),
		    val_get_text(l, "root"));
	for (const struct value *p = val_get(v, "problems")->u.list.first; p; p = p->next)
		cmd_printf(m, "%s: %s: %s\n", val_get_text(p, "record"), val_get_text(p, "kind"),
		    val_get_text(p, "detail"));
	cmd_printf(m,
	    "%s: %s, %s, %s, %s\n",
	    val_truthy(val_get(v, "ok")) ? "verified" : "NOT verified",
	    text_counted(a, val_get_int(v, "leaves", 0), "leaf", "leaves"),
	    text_counted(a, val_get_int(v, "revisions", 0), "revision", "revisions"),
	    text_counted(a, val_get_int(v, "records", 0), "record", "records"),
	    text_counted(a, val_get_int(v, "problems_total", 0), "problem", "problems"));
	cmd_printf(m, "not covered by the ledger:");
	for (const struct value *t = val_get(v, "not_covered")->u.list.first; t; t = t->next)
		cmd_printf(m, " %s", t->u.s.p);
	cmd_printf(m, "\n");
}

/* A view of the past has no log of its own, and would be said to be forged. */
static int as_it_is(struct cmd *m)
{
	return m->c->as_of_us ? err_set(&m->c->err, E_USAGE, "the ledger is proved as it is now: "
	    "leave --as-of away") : E_OK;
}

static int verify(struct cmd *m)
{
	struct value *v = NULL;
	int rc = as_it_is(m);

	if (rc == E_OK)
		rc = verify_org(m->c, &v);
	if (!v)
		return rc;
	if (m->json)
		cmd_json(m, v);
	else
		print_verify(m, v);
	return rc;
}

static const struct remote_grant verify_remote[] = {
	{ "*", "member", VERB_READ },	/* it names records of every type */
	{ 0 }
};

COMMAND(verify, .usage = "verify",
    .help = "Check that the database says what the ledger says.\n\n"
	    "Reads every leaf, revision, row and link of the organisation. Exit status 1 and the "
	    "names of the "
	    "records when something was changed behind Annexa's back.",
    .min = 0, .max = 0, .flags = CMD_ORG, .remote = verify_remote, .run = verify);

/* As the page /ledger has it over the API. */
static void print_head(struct cmd *m, const struct ledger_status *st, const char *vkey)
{
	struct arena *a = m->c->arena;
	struct value *o = val_obj(a);
	char root[HASH_HEX];

	hash_hex(&st->root, root);
	val_add(o, "origin", val_text(a, st->origin));
	val_add(o, "size", val_int(a, (int64_t)st->size));
	val_add(o, "root", val_text(a, arena_text(a, root)));
	val_add(o, "signed_at", val_text(a, st->signed_at));
	val_add(o, "signed_size", val_int(a, st->signed_size));
	val_add(o, "note", val_text(a, st->note));
	val_add(o, "vkey", val_text(a, vkey));
	cmd_json(m, o);
}

static int checkpoint(struct cmd *m)
{
	struct ledger_status st;
	struct note_key key;
	char vkey[NOTE_VKEY_MAX + 1];
	int rc;

	if ((rc = ledger_sign_all(m->c->program->ledger, &m->c->err)) < 0)
		return rc;
	db_end(m->c->db);	/* look at what was just stored */
	if ((rc = ledger_status(m->c->db, m->c->org, m->c->arena, &st, &m->c->err)) < 0 ||
	    (rc = ledger_vkey(m->c->program->ledger, st.origin, &key, &m->c->err)) < 0)
		return rc;
	if (!st.note)
		return err_set(&m->c->err, E_REFUSED, "nothing was signed: %s",
		    ledger_refusal(m->c->program->ledger));
	note_key_print(&key, vkey);
	cmd_chat(m, "verifier key: %s\n", vkey);
	if (m->json)
		print_head(m, &st, arena_text(m->c->arena, vkey));
	else
		cmd_printf(m, "%s", st.note);
	return E_OK;
}

static void print_proof(struct cmd *m, const char *code, int64_t leaf, const char *proof)
{
	struct value *o = val_obj(m->c->arena);

	val_add(o, "code", val_text(m->c->arena, code));
	val_add(o, "leaf", val_int(m->c->arena, leaf));
	val_add(o, "proof", val_text(m->c->arena, proof));
	cmd_json(m, o);
}

/* The leaf of the record's newest revision. */
static int prove(struct cmd *m)
{
	const struct record *t = m->argc == 3 ? record_find(cmd_arg(m, 1)) : NULL;
	struct query *q;
	struct str proof;
	struct rec *r;
	int64_t leaf = -1;
	int rc;

	if (!t)
		return err_set(&m->c->err, E_USAGE, "say which record: ledger prove TYPE CODE");
	if ((rc = record_get(m->c, t, cmd_arg(m, 2), VERB_READ, &r)) < 0 ||
	    (rc = db_query(m->c, &q,
		 SQL("SELECT leaf FROM revision WHERE org = :org AND type = :type"
		     " AND id = :id AND rev = :rev"))) < 0)
		return rc;
	db_bind_text(q, ":type", t->name);
	db_bind_int(q, ":id", r->id);
	db_bind_int(q, ":rev", r->rev);
	if ((rc = db_step(m->c, q)) > 0)
		leaf = db_int(q, 0);
	db_done(q);
	if (rc < 0 || (rc = ledger_prove(m->c->db, m->c->org, (uint64_t)leaf, m->c->arena, &proof,
	    &m->c->err)) < 0)
		return rc;
	if (m->json)
		print_proof(m, rec_code(m->c->arena, r), leaf, proof.p);
	else
		cmd_printf(m, "%s", proof.p);
	return E_OK;
}

static int open_epoch(struct ctx *c, void *arg)
{
	(void)arg;
	return ledger_new_epoch(c->program->ledger, c->db, c->org, c->now_us, c->actor->pseudonym ?
	    c->actor->pseudonym : actor_program()->pseudonym, c->reason, &c->err);
}

static int new_epoch(struct cmd *m)
{
	struct actor *me = arena_alloc(m->c->arena, sizeof(*me));
	struct value *o = val_obj(m->c->arena);
	struct ledger_status st;
	int rc;

	if (!m->c->reason)
		return err_set(
		    &m->c->err, E_USAGE, "say why with --reason TEXT: it stays in the ledger");
	*me = *actor_program(); /* a log that refuses leaves cannot record a new pseudonym */
	m->c->actor = me;
	if ((rc = record_transaction(m->c, open_epoch, NULL)) < 0)
		return rc;
	if (!m->json) {
		cmd_printf(m, "a new epoch of the ledger is open\n");
		return E_OK;
	}
	db_end(m->c->db);	/* look at what was just stored */
	if ((rc = ledger_status(m->c->db, m->c->org, m->c->arena, &st, &m->c->err)) < 0)
		return rc;
	val_add(o, "origin", val_text(m->c->arena, st.origin));
	val_add(o, "epoch", val_int(m->c->arena, st.epoch));
	cmd_json(m, o);
	return E_OK;
}

static int run(struct cmd *m)
{
	const char *what = cmd_arg(m, 0);
	int rc = as_it_is(m);

	if (rc < 0)
		return rc;
	if (strcmp(what, "checkpoint") == 0)
		return checkpoint(m);
	if (strcmp(what, "prove") == 0)
		return prove(m);
	if (strcmp(what, "new-epoch") == 0)
		return new_epoch(m);
	return err_set(
	    &m->c->err, E_USAGE, "`ledger` has checkpoint, prove and new-epoch, not \"%s\"", what);
}

static const struct remote_grant ledger_remote[] = {
	{ "new-epoch", .here = "it takes what the database says now for the truth, and that is "
		"decided by who answers for the machine" },
	{ "*", NULL, VERB_READ },	/* heads and proofs are for everybody, records ask */
	{ 0 }
};

COMMAND(ledger,
    .usage = "ledger checkpoint\nledger prove TYPE CODE\nledger new-epoch --reason TEXT",
    .help = "The tamper-evident log.\n\n"
	    "checkpoint: sign now and print the note. prove: print the inclusion proof of a "
	    "record's newest "
	    "revision. new-epoch: after a restore, open a new log that names the last signed "
	    "checkpoint of the "
	    "old one.",
    .min = 1, .max = 3, .flags = CMD_ORG, .remote = ledger_remote,
    .run = run);
