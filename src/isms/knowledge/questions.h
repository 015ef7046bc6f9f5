/*
 * isms/knowledge/questions.h -- every audit question of the library as one bank: those of clauses,
 * items and controls from their guidance, and those of a certification auditor by stage.
 */
#ifndef ANNEXA_KNOWLEDGE_QUESTIONS_H
#define ANNEXA_KNOWLEDGE_QUESTIONS_H

#include "isms/knowledge/knowledge.h"

/* NULL or "" leaves a part out. */
struct question_filter {
	const char *ref; /* "6.1.2", "A.8" and all below it; of another framework: by its pairs */
	const char *theme;	/* "4".."10", "A.5".."A.8", or a stage: "stage-1" */
	const char *kind;	/* "clause", "control" or "certification" */
	const char *q;		/* words, all of them, in question, evidence, reference and title */
};

/*
 * [{ref, title, href, kind, theme, question, look, finding, serves}] in the order of the standard,
 * then by stage. finding and serves are null for the questions of clauses and controls.
 */
struct value *questions_find(struct arena *a, const struct question_filter *f);
/* [{value, label}]: themes that have questions, in order. */
struct value *questions_themes(struct arena *a);

#endif
