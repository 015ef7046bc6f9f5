/*
 * record/program.h -- the long-lived parts of the process, opened once, shared by all requests.
 */
#ifndef ANNEXA_PROGRAM_H
#define ANNEXA_PROGRAM_H

#include "db/schema.h"
#include "ledger/store.h"
#include "record/access.h"
#include "record/asof.h"

enum program_flags {
	PROGRAM_CREATE = 1 << 0,
	PROGRAM_MEMORY = 1 << 1,	/* unit tests: database in memory, no signer */
	PROGRAM_READ = 1 << 2		/* only reading: no lock, no signer */
};

struct blobs;
struct parser;			/* exchange/parser.h */
struct search;
struct subjects;

struct program {
	char *dir;
	struct db *db;
	struct ledger *ledger;
	struct subjects *subjects;	/* keys of people */
	struct blobs *blobs;		/* files; NULL with PROGRAM_MEMORY */
	int64_t file_max_bytes;		/* of one upload */
	struct search *search;		/* index rows waiting for the group's commit */
	int lock_fd;			/* the data folder is ours while it is open; -1 */
	struct clock clock;
	void (*committed)(void);	/* told after every group; NULL = nobody */
	/* Whether the actor may open an address; set by who serves pages, NULL = there are none. */
	bool (*may_follow)(struct ctx *c, const char *href);
	/* Who may do this, for refusals; NULL = nobody knows. */
	void (*who_may)(struct ctx *c, const struct record *t, enum verb v, const struct rec *r,
	    struct who *ret);
	struct parser *parser;		/* reads strangers' tables; set by who opened us, or NULL */
	struct counts *counts;		/* totals of lists, until the next write to the type */
};

/*
 * Open the data folder: lock, database, migration, ledger, signer.
 * Errors: E_BUSY another process has it; those of db_open and migrate; E_REFUSED the ledger.
 * Memory: program_close.
 */
int program_open(const char *dir, enum program_flags flags, struct program **ret,
    struct err *e) MUST;
void program_close(struct program *p);
/* Remove what a failed creation left in the folder: only files Annexa makes. */
void program_discard(const char *dir);

/* Something of this type has changed: totals counted before no longer hold. */
void program_touch(struct program *p, struct org org, const struct record *t);

/* All tables of the program. Static memory. */
struct schema program_schema(void);

/* A context on the arena for one request. Its reader is taken when a function first needs it. */
struct ctx *ctx_new(struct program *p, struct arena *a);
/* Give c->db a reader with a snapshot; given back when the arena is reset. */
int ctx_reader(struct ctx *c) MUST;

int org_find(struct ctx *c, const char *code, struct org *ret) MUST;	/* E_NOTFOUND */
int org_only(struct ctx *c, struct org *ret) MUST; /* the only one; E_USAGE if not exactly one */
/*
 * Make an organisation with its ledger's first leaf, which commits to c->reason. Inside a
 * transaction. E_CONFLICT.
 */
int org_create(struct ctx *c, const char *code, const char *name, struct org *ret) MUST;

/* The reason that marks an organisation's data as made up; its log says so for ever. */
#define DEMONSTRATION "demonstration data, made up"
bool org_demonstration(struct ctx *c);

/* The program itself as actor: first loading of content, migrations. */
const struct actor *actor_program(void);
/* The pseudonym for a person or account, made on first use. Inside a transaction. */
int actor_pseudonym(struct ctx *c, const char *subject, const char *label, const char **ret) MUST;
/* Give c->actor its pseudonym, inside a transaction. */
int actor_ensure(struct ctx *c) MUST;
/* Is the pseudonym c->actor's, even if it has not been looked up yet? A reader is enough. */
int actor_is(struct ctx *c, const char *pseudonym, bool *ret) MUST;
struct value *actor_doc(struct arena *a, const char *subject, const char *label);
/* What to show for a pseudonym: label, or the pseudonym itself when erased. */
const char *actor_label(struct ctx *c, const char *pseudonym);

#endif
