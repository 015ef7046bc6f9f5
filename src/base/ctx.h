/*
 * base/ctx.h -- what a request carries: who, for which organisation, when, on which connection.
 *
 * Handlers, hooks and commands take it first. Upper layers' parts are opaque pointers here.
 */
#ifndef ANNEXA_CTX_H
#define ANNEXA_CTX_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"

/* An organisation is a type of its own: it cannot be swapped with another number or left out. */
struct org {
	int64_t id;		/* from 1; 0 = no organisation (instance level) */
};

struct dbc;			/* db/db.h: connection the request works on */
struct actor;			/* record/access.h: who acts and with which grants */
struct ref_cache;		/* record/value.c */
struct asof_hold;		/* record/asof.c */
struct program;			/* record/program.h: tables and long-lived parts of the process */

struct ctx {
	struct arena *arena;
	struct err err;
	struct org org;
	struct dbc *db;
	const struct actor *actor;
	struct program *program;
	int64_t now_us;		/* one moment for the whole request */
	char request[17];	/* request id, 16 hex digits */
	bool writing;		/* inside a transaction on the writing connection */
	const char *reason;	/* why a change is made, or NULL */
	int64_t as_of_us;	/* 0 = now; else everything is read-only */
	struct dbc *live;	/* in an as-of view: today's database, for history and identity */
	const uint64_t *generations; /* of the types when the snapshot began; NULL = do not cache */
	struct asof_hold *held;	/* that view is ours, until asof_leave */
	struct ref_cache *refs;	/* labels of referenced records, looked up once a request */
	const void *scales;	/* the organisation's own scales, likewise; belongs to their room */
};

#endif
