/* ledger/store_priv.h -- what store.c and sign.c share. Not for others. */
#ifndef ANNEXA_LEDGER_PRIV_H
#define ANNEXA_LEDGER_PRIV_H

#include <pthread.h>
#include "ledger/proof.h"
#include "ledger/store.h"

struct head {		/* used by the writer alone */
	struct org org;
	int64_t epoch;
	char origin[NOTE_NAME_MAX + 1];
	struct tree tree, before;	/* before: as it was when the running job began */
	int64_t last_us, before_us, before_epoch;
	char before_origin[NOTE_NAME_MAX + 1];
	bool dirty, in_job;
};

struct ledger {
	struct db *db;
	struct signer *signer;
	struct hmac_key mac;
	struct head **heads;
	size_t n;
	pthread_mutex_t lock;	/* unsigned_yet */
	bool unsigned_yet;	/* something durable waits for the signer */
	pthread_mutex_t signing;	/* one at a time: the clock's, a command's */
	char *refusal, **past;	/* past: texts that no longer hold */
	size_t npast;
	/* A new epoch waits for its commit; then what still is refused, of another organisation. */
	bool reopens;
	char *refusal_else;
};

/* Is a log of another organisation refused? Its text goes to l->refusal_else. */
int ledger_refused_else(struct ledger *l, struct dbc *conn, struct org org, struct err *e) MUST;

#endif
