/*
 * cli/record_cmd.h -- what `annexa record types --json` and `annexa doc records` share.
 */
#ifndef ANNEXA_RECORD_CMD_H
#define ANNEXA_RECORD_CMD_H

#include "record/type.h"

/* A type with its fields, states and moves as JSON. */
struct value *record_schema(struct arena *a, const struct record *t);

#endif
