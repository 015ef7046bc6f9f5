/*
 * ledger/store.h -- the logs in the database: appending in the change's own transaction, heads,
 * checkpoints, and the signer's blessing afterwards.
 *
 * One log per organisation and epoch. Heads are kept in memory by the writer, written once per
 * group before its commit, and forgotten when the commit fails. All functions that append run on
 * the writing connection.
 */
#ifndef ANNEXA_LEDGER_STORE_H
#define ANNEXA_LEDGER_STORE_H

#include "db/schema.h"
#include "ledger/leaf.h"
#include "ledger/signer.h"

extern const struct table ledger_tables[];	/* ended by a row without name */

struct ledger;

/* dir NULL: no signer (tests in memory, reading); macs are made with a key of zeros then. */
int ledger_open(struct db *db, const char *dir, bool sign, struct ledger **ret, struct err *e) MUST;
void ledger_close(struct ledger *l);

/* First log of an organisation: origin host/uuid/1, leaf 0 with op "genesis"; reason or NULL. */
int ledger_begin(struct ledger *l, struct dbc *conn, struct org org, const char *uuid,
    int64_t now_us, const char *act, const char *reason, struct err *e) MUST;

/*
 * The moment a leaf appended now will bear: now_us, or that of the last leaf when the clock went
 * back; cut to milliseconds. Rows and revisions are stamped with it.
 */
int ledger_time(struct ledger *l, struct dbc *conn, struct org org, int64_t now_us,
    int64_t *ret_us, struct err *e) MUST;
/*
 * Append one leaf. entry: act, auth, op, obj, rev, doc as in leaf.h, and prev, which counts only
 * if prev_epoch is the log's present epoch; log, i and t_us are set here. Returns the epoch.
 */
int ledger_append(struct ledger *l, struct dbc *conn, struct org org, int64_t now_us,
    int64_t prev_epoch, struct leaf *entry, int64_t *ret_epoch, struct err *e) MUST;

/* Undo in memory what a failed job appended; called around each job of a group. */
void ledger_job_begin(struct ledger *l);
void ledger_job_undo(struct ledger *l);
int ledger_before_commit(struct ledger *l, struct dbc *conn, struct err *e) MUST;
void ledger_after(struct ledger *l, bool committed);

/* Why nothing may be written (the log does not continue what was signed), or NULL. */
const char *ledger_refusal(const struct ledger *l);
/* Test every log against the signer's marks; fills the refusal. At start. */
int ledger_compare(struct ledger *l, struct dbc *reader, struct err *e) MUST;

struct ledger_status {
	const char *origin;
	int64_t epoch;
	uint64_t size;
	struct hash root;
	int64_t signed_size;		/* of the newest stored checkpoint, 0 = none */
	const char *note;		/* its text, or NULL */
	const char *signed_at;
};
int ledger_status(struct dbc *conn, struct org org, struct arena *a, struct ledger_status *ret,
    struct err *e) MUST;
/* Its two sizes alone, without the root, which takes hashing: for the foot of every page. */
int ledger_progress(struct dbc *conn, struct org org, int64_t *ret_size, int64_t *ret_signed,
    struct err *e) MUST;
/*
 * Let the signer sign what is durable and not yet signed, for every organisation, and store the
 * notes. Called each second by the server and at the end of a writing command. Own transaction.
 */
int ledger_sign_all(struct ledger *l, struct err *e) MUST;
bool ledger_dirty(const struct ledger *l);

/* A new log after a restore or an accident: leaf 0 holds the last note known and the reason. */
int ledger_new_epoch(struct ledger *l, struct dbc *conn, struct org org, int64_t now_us,
    const char *act, const char *reason, struct err *e) MUST;

/* Inclusion proof of one leaf in the newest checkpoint, as text of C2SP tlog-proof. */
int ledger_prove(struct dbc *conn, struct org org, uint64_t index, struct arena *a,
    struct str *ret, struct err *e) MUST;
int ledger_vkey(struct ledger *l, const char *origin, struct note_key *ret, struct err *e) MUST;
const struct hmac_key *ledger_mac(const struct ledger *l);

#endif
