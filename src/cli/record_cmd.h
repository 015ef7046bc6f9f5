/*
 * cli/record_cmd.h -- what commands about records share.
 */
#ifndef ANNEXA_RECORD_CMD_H
#define ANNEXA_RECORD_CMD_H

#include "cli/command.h"
#include "record/list.h"

/* A type with its fields, states and moves as JSON. */
struct value *record_schema(struct arena *a, const struct record *t);
/* The type of this name or plural; the type argument i names. */
int cmd_type_named(struct cmd *m, const char *name, const struct record **ret) MUST;
int cmd_type(struct cmd *m, int i, const struct record **ret) MUST;
int record_bulk(struct cmd *m);		/* cli/bulk_cmd.c */
/*
 * cli/list_arg.c: conditions from argument `from` on, --view, --sort, --search, --columns and
 * --archived into lq, whose type is set.
 */
int cmd_list_query(struct cmd *m, struct list_query *lq, int from) MUST;

#endif
