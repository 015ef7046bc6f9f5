/*
 * cli/restoring.h -- the first steps out of a backup, shared by `annexa restore` and
 * `annexa drill`: the key, the files into a folder, the keys of people beside them.
 */
#ifndef ANNEXA_RESTORING_H
#define ANNEXA_RESTORING_H

#include "cli/backup.h"
#include "cli/command.h"

enum { RESTORING_CHECK = 16 << 20 };	/* so many bytes between two looks at the room left */

struct restoring {
	struct cmd *m;
	const char *part;		/* the folder, made and empty */
	uint8_t secret[BACKUP_KEY];	/* wipe it when done */
	int64_t files, bytes;		/* out of the backup; of its file */
	int (*room)(void *arg);		/* NULL, or asked now and then: negative ends it */
	void *arg;
	struct backup_reader *reader;
};

/* Read --key. Errors: E_USAGE, E_IO. */
int restoring_key(struct restoring *w) MUST;
/* The file's contents into the folder; E_REFUSED torn, changed, another key, no database in it. */
int restoring_data(struct restoring *w, const char *file) MUST;
/* Those of --person-keys; without it empty ones, so that what they open stays sealed. */
int restoring_person_keys(struct restoring *w) MUST;

#endif
