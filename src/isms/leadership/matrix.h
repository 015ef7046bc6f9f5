/* isms/leadership/matrix.h -- the matrix of clauses and roles, read and written by cell. */
#ifndef ANNEXA_RACI_MATRIX_H
#define ANNEXA_RACI_MATRIX_H

#include "record/list.h"

/* Active roles the actor may read, by name, with their holders. */
int matrix_roles(struct ctx *c, struct list *ret) MUST;
/*
 * Adds columns [{code, label, href}], rows [{subject, clause, title, href, accountable, drafted,
 * cells: [{role, label, letter, options: [{value, label, selected}]}]}], letters, gaps (rows in
 * which no confirmed assignment says who is accountable) and may_edit to the view.
 */
int raci_matrix(struct ctx *c, const struct list *roles, struct value *view) MUST;
/* The letter of one cell; "" takes it away. Counts in *changed. Inside a transaction. */
int raci_put(struct ctx *c, const char *subject, const struct rec *role, const char *letter,
    int64_t *changed) MUST;

/* {name, label, tone} of a word. */
struct value *matrix_word(struct arena *a, const struct item *items, const char *name);

#endif
