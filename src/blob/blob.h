/*
 * blob/blob.h -- the store of files: encrypted, named by their contents, durable when placed.
 *
 * A file's bytes lie in DIR/blob/<aa>/<name>, as chunks of libsodium's secretstream under a key of
 * the file's own. That key is stored by the caller, wrapped by the master key, which lies outside
 * the database (DIR/master.key, or where $ANNEXA_MASTER_KEY says): destroying the wrapped key
 * destroys the file in every copy of the store. The name is a keyed hash of organisation and
 * contents, so that the folder tells nobody which known document it holds. ADR 0023.
 *
 * Memory is bounded by BLOB_CHUNK whatever the file's size. No name from outside ever becomes part
 * of a path. This layer knows neither database nor records.
 *
 *	struct blob_writer *w;
 *	if ((rc = blob_begin(s, max, &w, e)) < 0 || (rc = blob_add(w, p, n, e)) < 0 ||
 *	    (rc = blob_end(w, e)) < 0)		// here the bytes are durable, without a name
 *		...
 *	rc = blob_place(w, org, key, e);	// and here under their name; then make the row
 *	blob_free(w);				// what was not placed is gone
 */
#ifndef ANNEXA_BLOB_H
#define ANNEXA_BLOB_H

#include "base/ctx.h"
#include "base/err.h"
#include "base/hash.h"

enum {
	BLOB_CHUNK = 64 << 10,	/* plain bytes of a chunk */
	BLOB_HEAD = 512,	/* first bytes kept for finding out the type */
	BLOB_KEY = 73		/* a wrapped key: version, nonce, sealed key */
};

struct blobs;
struct blob_writer;
struct blob_reader;

enum blobs_flags {
	BLOBS_CREATE = 1 << 0,	/* make folder and master key if there are none yet */
	BLOBS_SWEEP = 1 << 1	/* remove what unfinished uploads left: nobody else may write */
};

/*
 * Open the store of a data folder. key_path NULL: DIR/master.key.
 * Errors: E_REFUSED the key is missing, damaged, or not the one the files are sealed with; E_IO.
 * Without BLOBS_CREATE a folder without a store opens and holds nothing. Memory: blobs_close.
 */
int blobs_open(const char *dir, const char *key_path, enum blobs_flags flags, struct blobs **ret,
    struct err *e) MUST;
void blobs_close(struct blobs *s);

/* A new file of at most max bytes. Errors: E_IO, E_FULL. Memory: blob_free. */
int blob_begin(struct blobs *s, int64_t max_bytes, struct blob_writer **ret, struct err *e) MUST;
/* Errors: E_TOOBIG, E_FULL, E_IO; after one the writer is only good for blob_free. */
int blob_add(struct blob_writer *w, const void *p, size_t n, struct err *e) MUST;
/* The last byte was given: everything is on the disk when this returns. */
int blob_end(struct blob_writer *w, struct err *e) MUST;
struct blob_info {
	struct hash digest;	/* SHA-256 of the contents */
	int64_t size_bytes;
	const uint8_t *head;	/* the first bytes, at most BLOB_HEAD; the writer's own */
	size_t head_n;
};
struct blob_info blob_info(const struct blob_writer *w);	/* after blob_end */
/*
 * Give the file its name, durably, replacing what lies there; key is what reading it needs. Two
 * threads may not place for the same organisation at a time: it is done on the writer.
 */
int blob_place(struct blob_writer *w, struct org org, uint8_t key[BLOB_KEY], struct err *e) MUST;
void blob_free(struct blob_writer *w);	/* NULL is fine */

/*
 * Read a file. Every chunk is authenticated before a byte of it is given out.
 * Errors: E_NOTFOUND no such file in the store; E_REFUSED key or file is not what was written.
 */
int blob_open(struct blobs *s, struct org org, const struct hash *digest,
    const uint8_t key[BLOB_KEY], struct blob_reader **ret, struct err *e) MUST;
/* Bytes read, at most room and BLOB_CHUNK; 0 at the end; -1 when the file was changed or cut. */
ssize_t blob_read(struct blob_reader *r, void *p, size_t room) MUST;
void blob_close(struct blob_reader *r);	/* NULL is fine */

/* ---- for fsck ---- */

/* The name a file has in the store, 64 hex digits. */
void blob_name(const struct blobs *s, struct org org, const struct hash *digest,
    char ret[HASH_HEX]);
/* Every name in the store with its age; a negative result of each() ends it. */
int blobs_each(struct blobs *s, int (*each)(void *arg, const char *name, int64_t age_s), void *arg,
    struct err *e) MUST;
/* Remove one file, durably. E_NOTFOUND is no error. */
int blob_remove(struct blobs *s, const char *name, struct err *e) MUST;

#endif
