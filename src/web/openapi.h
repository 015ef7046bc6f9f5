/*
 * web/openapi.h -- the API described as OpenAPI 3.1, made from the tables the API itself runs on.
 *
 * Record types give schemas and filters, generic_api_routes the operations, pages with .api the
 * rest. Served at /api/v1/openapi.json and printed by `annexa doc openapi`; the golden file
 * tests/golden/openapi.json shows every change of the contract in a review.
 */
#ifndef ANNEXA_OPENAPI_H
#define ANNEXA_OPENAPI_H

#include "web/app.h"

struct value *openapi_document(struct arena *a);

/* ---- between openapi.c and openapi_schema.c ---- */

/* An object of pairs key, struct value *; ended by NULL. Keys and values are borrowed. */
struct value *obj_of(struct arena *a, ...) __attribute__((sentinel));
struct value *arr_of_text(struct arena *a, ...) __attribute__((sentinel));
struct value *schema_ref(struct arena *a, const char *name);	/* {"$ref":
    "#/components/schemas/.."} */

/* components.schemas: four a type (answered, created with, changed with) and the common. */
struct value *openapi_schemas(struct arena *a);
/* Query parameters of a type's list that filter by its fields. */
void openapi_filters(struct arena *a, const struct record *t, struct value *params);

#endif
