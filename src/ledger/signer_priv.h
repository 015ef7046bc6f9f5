/*
 * ledger/signer_priv.h -- the parts of the signer: files, logic, messages, process. Only inside
 * ledger/.
 *
 * Logic (signer_core.c) and messages (signer_wire.c) run without fork, as the tests do; the process
 * around them is signer_child.c, the caller's side signer.c.
 */
#ifndef ANNEXA_LEDGER_SIGNER_PRIV_H
#define ANNEXA_LEDGER_SIGNER_PRIV_H

#include "ledger/leaf.h"
#include "ledger/signer.h"

/* signer_file.c: files of DIR/signer, all through its descriptor. */
enum { SIGNER_FILE_MAX = 16 << 10 };
/* Open DIR/signer, created 0700 when missing; its owner must be us. */
int signer_dir_open(const char *dir, int *ret_fd, struct err *e) MUST;
/* Only one signer may work on a directory: two with one key could sign two histories. */
int signer_dir_lock(int dir, int *ret_fd, struct err *e) MUST;
/* E_NOTFOUND without a text if there is none. */
int signer_file_read(int dir, const char *name, uint8_t *p, size_t room, size_t *ret_n,
    struct err *e) MUST;
/* Replace a file; when this returns 0 it survives a power cut. */
int signer_file_write(int dir, const char *name, const void *p, size_t n, struct err *e) MUST;
/*
 * A secret of n bytes: read, or drawn and kept, whole or not at all. Refused when it is missing
 * beside marks: then it was lost, and a new one would pass for it.
 */
int signer_secret(int dir, const char *name, uint8_t *p, size_t n, struct err *e) MUST;

/* signer_core.c */
struct signer_log;
struct signer_core {
	int dir;
	struct arena arena;		/* of one operation */
	struct note_key key;		/* name is set for each signature */
	uint8_t secret[64];
	struct hmac_key mac;
	struct signer_log *log[1024];	/* by hash of the origin */
};
int signer_core_init(struct signer_core *c, int dir, struct err *e) MUST;
void signer_core_release(struct signer_core *c);	/* the directory stays open */
int signer_core_mark(struct signer_core *c, const char *origin, struct signer_mark *ret,
    struct err *e) MUST;
int signer_core_open(struct signer_core *c, const char *origin, struct signer_mark *ret,
    struct err *e) MUST;
/* All bodies or none. They need no NUL behind them. */
int signer_core_append(struct signer_core *c, const char *origin, const struct str *bodies,
    size_t n, struct err *e) MUST;
/* The note is the core's, until the next call. */
int signer_core_sign(struct signer_core *c, const char *origin, uint64_t size,
    const struct hash *root, struct str *ret_note, struct err *e) MUST;

/*
 * signer_wire.c: a message is a header (length of the rest, 4 bytes; operation, 4 bytes) and the
 * rest. Numbers are big endian, texts and bodies have 4 bytes of length before them. An answer's
 * rest starts with the error code (0 or negative, 4 bytes) and, if negative, the reason.
 */
enum { WIRE_HEADER = 8, WIRE_MAX = 1 << 20, WIRE_ANSWER_MAX = 4096, WIRE_REASON_MAX = 1000 };
enum wire_op { WIRE_HELLO = 1, WIRE_MARK, WIRE_OPEN, WIRE_APPEND, WIRE_SIGN };

struct wire_out {
	uint8_t *p;
	size_t n, room;
	bool bad;			/* did not fit */
};
void wire_u32(struct wire_out *w, uint32_t v);
void wire_u64(struct wire_out *w, uint64_t v);
void wire_raw(struct wire_out *w, const void *p, size_t n);
void wire_bytes(struct wire_out *w, const void *p, size_t n);	/* with its length */

struct wire_in {
	const uint8_t *p;
	size_t n;
	bool bad;			/* ended too early */
};
uint32_t wire_get_u32(struct wire_in *w);
uint64_t wire_get_u64(struct wire_in *w);
const uint8_t *wire_get_raw(struct wire_in *w, size_t n);	/* NULL if there are not n */
struct str wire_get_bytes(struct wire_in *w);			/* no NUL behind it */

void wire_head(uint8_t head[WIRE_HEADER], uint32_t op, size_t n);
/* False unless the length is at most max. */
bool wire_head_read(const uint8_t head[WIRE_HEADER], size_t max, uint32_t *ret_op, size_t *ret_n)
    MUST;
/* Carry out a message whatever it holds; the answer's rest has at most WIRE_ANSWER_MAX bytes. */
void signer_answer(struct signer_core *c, uint32_t op, const uint8_t *p, size_t n,
    struct wire_out *answer);
void signer_answer_err(struct wire_out *answer, const struct err *e);

/* signer_child.c: give up for good whatever this process could do beyond files of `dir`. */
int signer_confine(int dir, struct err *e) MUST;
/* The child's life; `sock` is its end. */
NORETURN void signer_child(int sock, const char *dir);

#endif
