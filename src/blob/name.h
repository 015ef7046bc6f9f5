/*
 * blob/name.h -- names and media types of files from outside.
 *
 * Neither is ever used to find a file: names are shown and offered for saving, types are told.
 * Both are what the sender made of them, so names lose what misleads a reader or a file system,
 * and a type is told only when the contents bear it out.
 */
#ifndef ANNEXA_BLOB_NAME_H
#define ANNEXA_BLOB_NAME_H

#include "base/str.h"

enum { FILE_NAME_MAX = 200 };	/* bytes of a name */

/*
 * The last segment, valid UTF-8, without controls, marks of direction, line separators and path
 * characters (each becomes `_`), without leading dots and blanks, at most FILE_NAME_MAX bytes with
 * the ending kept; "file" when nothing is left.
 */
const char *file_name_safe(struct arena *a, const char *name) MUST;
/* Is it one that file_name_safe() leaves as it is? */
bool file_name_is_safe(const char *name) MUST;

/*
 * The media type of a file by its name's ending, if the contents (their first bytes) fit it.
 * "application/octet-stream" for endings that are not in the table. NULL: the ending is in the
 * table and the contents are something else; ret_what then says what they should be ("a PDF").
 */
const char *file_media_type(const char *name, const uint8_t *head, size_t n,
    const char **ret_what) MUST;
/* The endings of the table, "csv, docx, ...": for messages and the manual. */
const char *file_endings(struct arena *a) MUST;

#endif
