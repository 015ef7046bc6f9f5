/*
 * ledger/signer.h -- the process that holds the ledger's key and will not sign two histories.
 *
 * A child, forked before any thread, with its own directory DIR/signer and nothing else: no
 * network, no exec, no database. For every log it keeps on disk the mark: size, frontier and root
 * of what it signed last, durable before the signature leaves. A log grows in the child by leaf
 * bodies whose mac, index, log and time it checks; it signs only the tree it has grown itself, so
 * a restored or edited database gets no signature. C2SP: a log must never sign a checkpoint that is
 * inconsistent with one it signed before.
 *
 * On start the caller opens each log, compares the mark with its own tree and appends the leaves
 * from mark.size on. Behind or different: read-only, until a person opens a new epoch (a new
 * origin).
 *
 *	rc = signer_start(dir, &s, e);
 *	rc = signer_open(s, origin, &mark, e);
 *	rc = signer_append(s, origin, bodies, n, e);
 *	rc = signer_sign(s, origin, size, &root, arena, &note, e);
 *
 * The child ends when the server's end of its socket is closed everywhere: a process forked later
 * must close what it inherits.
 *
 * All calls may come from any thread, one runs at a time, each takes at most SIGNER_TIMEOUT_MS.
 * Errors: E_REFUSED when the signer will not (also logged), or when it has ended, which no call
 * repairs; E_IO, E_FULL when it could not make its mark durable; E_NOTFOUND for an unknown log.
 */
#ifndef ANNEXA_LEDGER_SIGNER_H
#define ANNEXA_LEDGER_SIGNER_H

#include "base/err.h"
#include "ledger/note.h"
#include "ledger/tree.h"

enum { SIGNER_TIMEOUT_MS = 10000, SIGNER_MAC_KEY = 32 };

struct signer;

/* The last thing signed for a log. */
struct signer_mark {
	uint64_t size;			/* 0: nothing signed yet, or an empty log */
	struct hash root;
	int64_t t_us;			/* time of the last leaf in it, 0 if none */
	uint64_t grown;			/* leaves the signer holds, signed or not; >= size */
};

/* Forks. Creates DIR/signer with key and mac key on first use; refuses if marks lack their key. */
int signer_start(const char *dir, struct signer **ret, struct err *e) MUST;
void signer_stop(struct signer *s);		/* ends the child and waits for it; NULL is fine */

/* The key of the leaves' macs: the same file the signer reads. Created when missing. */
int signer_mac_key(const char *dir, uint8_t ret[SIGNER_MAC_KEY], struct err *e) MUST;
/* The verifier key of a log's notes: its name is the origin. */
int signer_vkey(
    const struct signer *s, const char *origin, struct note_key *ret, struct err *e) MUST;

/* The mark of a known log. */
int signer_mark(struct signer *s, const char *origin, struct signer_mark *ret, struct err *e) MUST;
/*
 * Make a log known (size 0) or start again from its mark, forgetting leaves appended but not
 * signed: also what to do after a commit that failed.
 */
int signer_open(struct signer *s, const char *origin, struct signer_mark *ret, struct err *e) MUST;
/*
 * n bodies that follow the leaves the signer holds. Sent in portions below 1 MiB, each taken
 * whole or not at all; after an error signer_open and append from the mark again.
 */
int signer_append(struct signer *s, const char *origin, const struct str *bodies, size_t n,
    struct err *e) MUST;
/* The signed checkpoint (text of a note, on the arena) of exactly the leaves appended. */
int signer_sign(struct signer *s, const char *origin, uint64_t size, const struct hash *root,
    struct arena *a, struct str *ret_note, struct err *e) MUST;

#endif
