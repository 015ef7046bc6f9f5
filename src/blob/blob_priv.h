/* blob/blob_priv.h -- what the files of blob/ share. */
#ifndef ANNEXA_BLOB_PRIV_H
#define ANNEXA_BLOB_PRIV_H

#include "blob/blob.h"

enum { MAGIC = 8 };
extern const uint8_t blob_magic[MAGIC];

struct blobs {
	int dir;			/* DIR/blob, -1 when there is none */
	bool keyed;
	uint8_t wrap[HASH_BYTES];	/* wraps the files' keys */
	struct hmac_key names;		/* names the files */
};

/* Below the store's folder and through no symbolic link; -1 with errno. */
int blob_open_beneath(int dir, const char *path, int flags);
/* "ab/cdef..." of a name; ret has HASH_HEX + 1 bytes. */
void blob_path(const char *name, char *ret);
bool blob_name_ok(const char *name);
int blob_io(struct err *e, const char *what);	/* errno to E_FULL or E_IO, with a sentence */

/* keys.c */
int keys_load(struct blobs *s, int data_dir, const char *key_path, bool create,
    struct err *e) MUST;
void key_wrap(const struct blobs *s, struct org org, const struct hash *digest,
    const uint8_t key[32], uint8_t ret[BLOB_KEY]);
bool key_unwrap(const struct blobs *s, struct org org, const struct hash *digest,
    const uint8_t wrapped[BLOB_KEY], uint8_t ret[32]) MUST;

#endif
