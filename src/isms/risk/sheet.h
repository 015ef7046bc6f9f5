/*
 * isms/risk/sheet.h -- scales and matrix as a form edits them: a grid of texts and levels that can
 * change its size before it is saved.
 */
#ifndef ANNEXA_SHEET_H
#define ANNEXA_SHEET_H

#include "isms/risk/criteria.h"
#include "web/page.h"

enum { SHEET_AREAS = 8 };
enum sheet_scale { SHEET_LIKELIHOOD, SHEET_CONSEQUENCE, SHEET_LEVEL, SHEET_SCALES };

struct sheet_scale_form {
	int n;
	const char *label[STEPS_MAX], *help[STEPS_MAX], *tone[STEPS_MAX];
};

struct sheet {
	struct sheet_scale_form scale[SHEET_SCALES];
	int cell[STEPS_MAX][STEPS_MAX];	/* likelihood, consequence; levels from 1, 0 unset */
	int acceptable, tolerable;		/* levels; acceptable 0 = none */
	const char *area[SHEET_AREAS];		/* "" = none */
	const char *area_text[SHEET_AREAS][STEPS_MAX];
};

void sheet_from_record(const struct rec *r, const struct criteria *k, struct sheet *ret);
void sheet_from_form(const struct req *r, struct sheet *ret);
/* Other numbers of steps: names and levels move by proportion, new steps have no name yet. */
void sheet_resize(struct sheet *s, const int n[SHEET_SCALES]);
/* The sizes that the form asks for, each brought between 2 and 10. */
void sheet_sizes(const struct req *r, int ret[SHEET_SCALES]);
/* As input for the record, and as the template wants it. */
struct value *sheet_input(struct arena *a, const struct sheet *s);
void sheet_view(struct arena *a, const struct sheet *s, struct value *view);

#endif
