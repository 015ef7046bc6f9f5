/*
 * cli/attach.h -- files of the caller's side into the store, for commands that attach some.
 */
#ifndef ANNEXA_ATTACH_H
#define ANNEXA_ATTACH_H

#include "cli/command.h"
#include "record/file.h"

/* Take in the file at `path` ("-": standard input, then name must be given) under its own name. */
int attach_file(struct cmd *m, const char *path, const char *name, struct file *ret) MUST;
/*
 * What fields of kind FK_FILES take, of "@path" or of a text that already is it: a line
 * "digest name". Other texts come back as they are.
 */
int attach_text(struct cmd *m, const char *text, const char **ret) MUST;

#endif
