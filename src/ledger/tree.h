/*
 * ledger/tree.h -- the Merkle tree of a log: RFC 9162 section 2.1 (the same as RFC 6962 2.1).
 *
 * A leaf's hash is SHA-256(00 || body), a node's SHA-256(01 || left || right); the two prefixes
 * keep a node from passing as a leaf. A struct tree is the frontier of a log: the roots of the
 * perfect subtrees its size splits into, one per set bit, all that appending and the root need.
 *
 *	struct tree t;
 *	tree_init(&t);
 *	struct hash leaf = tree_leaf_hash(body, n);
 *	tree_append(&t, &leaf);
 *	struct hash root = tree_root(&t);
 */
#ifndef ANNEXA_LEDGER_TREE_H
#define ANNEXA_LEDGER_TREE_H

#include "base/hash.h"

struct tree {
	uint64_t size;			/* leaves, at most TREE_SIZE_MAX */
	struct hash node[64];		/* [k]: root of 2^k leaves, holds if bit k of size is set */
};

#define TREE_SIZE_MAX (UINT64_C(1) << 62)

void tree_init(struct tree *t);					/* empty */
void tree_append(struct tree *t, const struct hash *leaf);	/* leaf: a tree_leaf_hash */
struct hash tree_root(const struct tree *t);			/* empty: SHA-256 of nothing */

struct hash tree_leaf_hash(const void *body, size_t n);
struct hash tree_node_hash(const struct hash *left, const struct hash *right);

/*
 * As bytes, for a column or file: the size (8 bytes, big endian), then the roots the size has,
 * largest subtree first. Returns the bytes written.
 */
enum { TREE_PACKED_MAX = 8 + 64 * HASH_BYTES };
size_t tree_pack(const struct tree *t, uint8_t out[TREE_PACKED_MAX]);
/* False, and *ret untouched, unless n is exactly what the size asks for. */
bool tree_unpack(const void *p, size_t n, struct tree *ret) MUST;

#endif
