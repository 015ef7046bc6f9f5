/*
 * ledger/proof.h -- inclusion and consistency proofs of RFC 9162: making them, checking them.
 *
 * Checking is by the algorithms of sections 2.1.3.2 and 2.1.4.2, step for step; nothing home-made.
 * Making asks a source for the roots of perfect subtrees, O(log n) of them for a proof. A
 * struct proof_cache is such a source over plain leaf hashes: it reads each leaf once, keeps the
 * roots of every PROOF_BLOCK leaves and above (32 bytes for each 128 leaves), and reads at most
 * PROOF_BLOCK leaves again for a proof.
 *
 *	struct proof_cache c;
 *	proof_cache_init(&c, leaf_from_table, db);
 *	rc = proof_cache_extend(&c, size, e);
 *	rc = proof_inclusion(&c.source, 17, size, &proof, e);
 *	proof_cache_release(&c);
 */
#ifndef ANNEXA_LEDGER_PROOF_H
#define ANNEXA_LEDGER_PROOF_H

#include "base/err.h"
#include "ledger/tree.h"

enum { PROOF_MAX = 64 };

struct proof {
	size_t n;
	struct hash node[PROOF_MAX];	/* in the order of the RFC */
};

/* The root of the 2^level leaves from index * 2^level on; asked for only if all of them exist. */
struct proof_source {
	int (*node)(void *arg, unsigned level, uint64_t index, struct hash *ret, struct err *e);
	void *arg;
};

/*
 * For the tree of the first `size` leaves. Errors: E_INVALID for an index or size outside (a
 * consistency proof needs 0 < from <= to), or what the source returned. *ret is then undefined.
 */
int proof_inclusion(const struct proof_source *s, uint64_t index, uint64_t size,
    struct proof *ret, struct err *e) MUST;
int proof_consistency(const struct proof_source *s, uint64_t from, uint64_t to,
    struct proof *ret, struct err *e) MUST;
/* The root of the tree of the first `size` leaves. */
int proof_root(const struct proof_source *s, uint64_t size, struct hash *ret, struct err *e) MUST;

/* n nodes of 32 bytes each; a node too few or too many, or index >= size, is a failed check. */
bool proof_inclusion_ok(const struct hash *leaf, uint64_t index, uint64_t size,
    const struct hash *node, size_t n, const struct hash *root) MUST;
/* From size 0 nothing can be shown: always false. Equal sizes: equal roots and no node. */
bool proof_consistency_ok(uint64_t from, const struct hash *from_root, uint64_t to,
    const struct hash *to_root, const struct hash *node, size_t n) MUST;

/* Fills `n` leaf hashes from index `first` on; 0 or a code of err.h. */
typedef int (*proof_leaves)(void *arg, uint64_t first, size_t n, struct hash *ret, struct err *e);

enum { PROOF_BLOCK_LEVEL = 8, PROOF_BLOCK = 1 << PROOF_BLOCK_LEVEL };

/* Not for several threads at once. Must not be moved: source.arg points to it. */
struct proof_cache {
	struct proof_source source;
	proof_leaves leaves;
	void *arg;
	uint64_t size;				/* leaves it answers for */
	struct { struct hash *root; uint64_t n, room; } level[64];	/* from PROOF_BLOCK_LEVEL */
	struct { uint64_t first; size_t n; struct hash leaf[PROOF_BLOCK]; } block; /* read last */
};
void proof_cache_init(struct proof_cache *c, proof_leaves leaves, void *arg);
/* Answer for `size` leaves, reading those that are new. Leaves never change: it never shrinks. */
int proof_cache_extend(struct proof_cache *c, uint64_t size, struct err *e) MUST;
void proof_cache_release(struct proof_cache *c);

#endif
