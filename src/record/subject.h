/*
 * record/subject.h -- keys of people: what makes personal data in the history erasable.
 *
 * Every record of a type with personal fields (F_PERSONAL) has a key of its own. In its revisions
 * the personal values, and the seed of the revision's salts, are sealed with it; the leaf commits
 * to the clear values by salted digests as for any record. The keys lie in a file of their own,
 * DIR/subjects.keys, with a backup cycle of its own: once a key is destroyed, the values are gone
 * from every revision, also in copies of the database (trust.md 4.5). A key is durable before the
 * rows that need it.
 */
#ifndef ANNEXA_SUBJECT_H
#define ANNEXA_SUBJECT_H

#include "ledger/leaf.h"
#include "record/rec.h"

struct subjects;
struct db_hooks;

/* dir NULL: in memory. Memory: subjects_close. */
int subjects_open(const char *dir, bool create, struct subjects **ret, struct err *e) MUST;
void subjects_close(struct subjects *s);
/* A copy of the keys into a new file, for a backup of their own. */
int subjects_copy(struct subjects *s, const char *path, struct err *e) MUST;
/* Keys made by the running group become durable; before the group's own commit. */
int subjects_before_commit(struct subjects *s, struct err *e) MUST;

bool record_personal(const struct record *t);

/*
 * What is stored of a revision. In: the document, its JCS text and DOC_SEED bytes of seed. Out: the
 * text, personal members as {"sealed": base64}, and the seed's bytes, sealed for a personal type.
 * On the writer; makes the record's key if it has none. Memory: arena.
 */
int subject_seal(struct ctx *c, const struct record *t, int64_t id, const struct value *doc,
    struct str clear, const uint8_t seed[DOC_SEED], struct str *ret_text,
    struct str *ret_seed) MUST;
/*
 * And back: the clear document; *ret_seed points to DOC_SEED bytes, or is NULL when there is none.
 * Members whose key has been destroyed stay {"sealed": ..}. Errors: E_REFUSED for what was changed.
 */
int subject_open(struct ctx *c, const struct record *t, int64_t id, struct str text,
    struct str seed, struct value **ret_doc, const uint8_t **ret_seed) MUST;

#endif
