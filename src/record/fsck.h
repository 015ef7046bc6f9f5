/*
 * record/fsck.h -- are the files there that the records name, and no others?
 *
 * Over the whole instance: every row of table `file` has its bytes, which open with its key and
 * have its digest and size; every file a record names has its row; every file in the store has a
 * row. What is younger than FSCK_AGE_S may still be on its way and is left alone.
 */
#ifndef ANNEXA_FSCK_H
#define ANNEXA_FSCK_H

#include "record/file.h"

enum {
	FSCK_AGE_S = 60,		/* a file without a row may wait so long for one */
	FSCK_UNCLAIMED_S = 24 * 3600	/* an upload that no record names is kept so long */
};

enum fsck_flags {
	FSCK_REPAIR = 1 << 0,		/* remove files without a row, and uploads nobody claimed */
	FSCK_QUICK = 1 << 1,		/* do not read the files' bytes */
	FSCK_NAMED = 1 << 2		/* only what rows name: files without a row are no matter */
};

/*
 * {ok, files, bytes, unclaimed, removed, problems: [{kind, file, detail}], problems_total}.
 * kinds: missing, damaged, unknown, orphan, erased. Returns E_OK whatever it finds; E_DB, E_IO.
 * Waits for the writer when it repairs: not inside a transaction.
 */
int fsck_run(struct ctx *c, enum fsck_flags flags, struct value **ret) MUST;
/* The repairing part alone, for the server's clock. */
int fsck_sweep(struct ctx *c, int64_t *ret_removed) MUST;

#endif
