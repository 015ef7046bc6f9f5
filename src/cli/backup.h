/*
 * cli/backup.h -- the file of a backup: encrypted to a recipient, read and written in pieces.
 *
 *	"ANNEXA BACKUP 1\n"			16 bytes
 *	the stream's key, sealed to the recipient	80 bytes, crypto_box_seal
 *	header of the stream			24 bytes, crypto_secretstream_xchacha20poly1305
 *	length (4 bytes, most significant first), ciphertext of at most 64 KB; the last one is FINAL
 *
 * In the stream: entries (F, length of the name, name, size, bytes), then E and the SHA-256 of
 * all before it. Nothing is given out that was not authenticated; what ends before FINAL is torn.
 * Names are annexa.db, subjects.keys, blob/key and blob/ab/<62 digits>, and no others.
 */
#ifndef ANNEXA_BACKUP_H
#define ANNEXA_BACKUP_H

#include "base/err.h"
#include "base/hash.h"

enum { BACKUP_KEY = 32, BACKUP_CHUNK = 64 << 10, BACKUP_NAME = 80 };

bool backup_name_ok(const char *name);

/* ---- writing ---- */

struct backup_file {
	const char *name, *path;	/* in the backup; where it lies */
	int64_t size_bytes;
};
struct backup_writer;
/* to: the recipient's public key. files must outlive the writer. Memory: backup_writer_free. */
struct backup_writer *backup_writer_new(const uint8_t to[BACKUP_KEY],
    const struct backup_file *files, size_t n) MUST;
/* The next bytes of the file; 0 at the end; -1 when a file could not be read as it was. */
ssize_t backup_next(void *writer, void *p, size_t room);
const char *backup_failure(const struct backup_writer *w);	/* "" = none */
/* The stream's key, for reading back what was just written. */
void backup_stream_key(const struct backup_writer *w, uint8_t ret[BACKUP_KEY]);
void backup_writer_free(struct backup_writer *w);

/* ---- reading ---- */

struct backup_reader;
/*
 * Into the folder dir, which exists and is empty. secret: the recipient's; else stream: the key of
 * the stream itself. Memory: backup_reader_free.
 */
struct backup_reader *backup_reader_new(const char *dir, const uint8_t *secret,
    const uint8_t *stream) MUST;
/*
 * Errors, with a sentence by backup_why(): E_REFUSED not ours, another recipient, changed; E_IO and
 * E_FULL it could not be written.
 */
int backup_take(void *reader, const void *p, size_t n);
/* Was it whole? E_REFUSED when it is torn; E_IO. Everything is durable then. */
int backup_end(struct backup_reader *r, struct err *e) MUST;
const char *backup_why(const struct backup_reader *r);
int64_t backup_files(const struct backup_reader *r);
void backup_reader_free(struct backup_reader *r);

#endif
