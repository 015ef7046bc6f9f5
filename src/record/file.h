/*
 * record/file.h -- files of records: which there are, who may have them, how records name them.
 *
 * The value of a field of kind FK_FILES is an array of objects {digest, name, size, type}: what the
 * revision's document says and its leaf commits to. The bytes lie in the blob store (blob/blob.h);
 * table `file` has a row for each contents of an organisation with the key that opens them,
 * `file_use` which records name or have named them, `file_holder` who has uploaded them.
 *
 * A file is there for an actor who has uploaded the very contents, or who may read a record that
 * names or has named it; for others it does not exist. So nobody gets at contents by knowing their
 * digest.
 */
#ifndef ANNEXA_FILE_H
#define ANNEXA_FILE_H

#include "blob/blob.h"
#include "db/schema.h"
#include "record/rec.h"

enum { FILES_MAX = 50 };	/* of one field */

extern const struct table file_tables[];	/* ended by a row without name */

struct file {
	char digest[HASH_HEX];
	const char *name, *type;
	int64_t size;
	uint8_t key[BLOB_KEY];
	bool erased;		/* its key is gone */
};

/* The file of this digest if it is there for the actor; name: which of its names, or NULL. */
int file_find(struct ctx *c, const char *digest, const char *name, struct file *ret) MUST;
/* May the actor attach a file to anything? */
bool file_may_upload(struct ctx *c);

/*
 * Take an uploaded file in (blob_end has been called): places the bytes and makes the row, or finds
 * that the contents are there already; notes that the actor holds them. On the writer, in a job.
 * The name is made safe first. Errors: E_INVALID the contents are not what the name
 * says; those of blob_place().
 */
int file_add(struct ctx *c, struct blob_writer *w, const char *name, struct file *ret) MUST;
/*
 * Destroy a file's key and bytes for good. Live records that name it let go of it with c->reason;
 * row, digest and history stay. *ret_records: how many let go. Not inside a transaction.
 */
int file_erase(struct ctx *c, const char *digest, int64_t *ret_records) MUST;
/* {digest, name, size, type}, in this order: the document's is the same. */
struct value *file_value(struct arena *a, const struct file *f);

/* Input of a field: lines "digest name" or "digest", or the array of JSON. NULL: problems told. */
struct value *files_from_text(struct ctx *c, const struct field *f, struct str text);
struct value *files_from_json(struct ctx *c, const struct field *f, const struct value *in);
/* And back to the lines. */
const char *files_text(struct arena *a, const struct value *v);
/* "12.3 MB" */
const char *size_text(struct arena *a, int64_t bytes);

/* Inside a write: note the files that the record names. */
int files_note(struct ctx *c, const struct rec *r) MUST;

#endif
