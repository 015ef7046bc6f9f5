/* isms/start/propose.h -- what the files that make proposals share. */
#ifndef ANNEXA_PROPOSE_H
#define ANNEXA_PROPOSE_H

#include "isms/knowledge/library.h"
#include "isms/start/start.h"

struct proposer {
	struct ctx *c;
	struct arena *a;
	const struct rec *answers;
	const struct library_entry *preset;
	struct proposals *out;
	const char *group;	/* of the assets that are being proposed */
};

/*
 * A new proposal; NULL when the origin is proposed already or the program has no such type. put()
 * takes NULL, and leaves out texts that are empty and fields the type does not have.
 */
struct proposal *propose(struct proposer *p, const char *type, const char *origin);
void put(struct proposer *p, struct proposal *r, const char *field, const char *text);
struct proposal *proposed(const struct proposer *p, const char *origin);

/* References that answers add of one kind ("scenario"): fn for each, why from the table. */
void for_answers(struct proposer *p, const char *kind,
    void (*fn)(struct proposer *p, const char *ref, const char *why));
/* Lower-case letters, digits and hyphens of a text: part of an origin. */
const char *slug(struct arena *a, const char *text);
/* "@person:manager" if that one is proposed, else "". */
const char *person_of(const struct proposer *p, const char *which);
/* "A.8.1;A.8.2" as a list of references in text input, only those the organisation has loaded. */
const char *loaded_controls(struct proposer *p, const char *parts);
/* The framework's node is loaded as a record of the organisation. */
bool is_loaded(struct proposer *p, const char *type, const char *ref);
/* Is the word one of the parts "a;b;c"? */
bool among(const char *parts, const char *word);
/* Proposed assets whose fine type is one of the parts, at most `most`: "@asset:a,@asset:b". */
const char *assets_of(struct proposer *p, const char *parts, size_t most);
const char *org_name(struct proposer *p);
/* "name | rest" of a line: both trimmed, rest "" when there is none. */
void halves(struct arena *a, const char *line, const char **ret_name, const char **ret_rest);
/* fn for each line that is not empty. */
void for_lines(struct proposer *p, const char *text,
    void (*fn)(struct proposer *p, const char *line));

void propose_people(struct proposer *p);
void propose_context(struct proposer *p);	/* issues, climate, parties, obligations */
void propose_roles(struct proposer *p);		/* roles and RACI */
void propose_assets(struct proposer *p);
void propose_risks(struct proposer *p);
void propose_scope(struct proposer *p);
void propose_exclusions(struct proposer *p);	/* with the conditions they rest on */
void propose_profile(struct proposer *p);	/* for documents */
void propose_criteria(struct proposer *p);
void propose_plan(struct proposer *p);		/* objective, documents, steps as tasks */

#endif
