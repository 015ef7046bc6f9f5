/* ledger/proof.c -- see proof.h. Letters and steps are those of RFC 9162 section 2.1. */
#include "ledger/proof.h"

/* Largest power of two below n, n > 1: where a tree of n leaves splits. */
static uint64_t split(uint64_t n)
{
	return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

/*
 * MTH of the n leaves from `first` on. In every range a proof names, each subtree but the one at
 * the right edge is perfect and aligned, so this asks the source at most 64 times.
 */
static int range(const struct proof_source *s, uint64_t first, uint64_t n, struct hash *ret,
    struct err *e)
{
	struct hash left, right;
	unsigned level;
	uint64_t k;
	int rc;

	if ((n & (n - 1)) == 0) {
		level = (unsigned)__builtin_ctzll(n);
		return s->node(s->arg, level, first >> level, ret, e);
	}
	k = split(n);
	if ((rc = range(s, first, k, &left, e)) || (rc = range(s, first + k, n - k, &right, e)))
		return rc;
	*ret = tree_node_hash(&left, &right);
	return E_OK;
}

static int add(const struct proof_source *s, uint64_t first, uint64_t n, struct proof *p,
    struct err *e)
{
	REQUIRE(p->n < PROOF_MAX);
	return range(s, first, n, &p->node[p->n++], e);
}

/* The recursion adds from the leaf upward; the loop finds the same nodes from the root down. */
static void turn(struct proof *p)
{
	struct hash h;

	for (size_t i = 0, j = p->n; i + 1 < j; i++) {
		h = p->node[i];
		p->node[i] = p->node[--j];
		p->node[j] = h;
	}
}

/* PATH(m, D[n]), section 2.1.3.1. */
int proof_inclusion(const struct proof_source *s, uint64_t index, uint64_t size,
    struct proof *ret, struct err *e)
{
	uint64_t first = 0, n = size, k;
	int rc;

	ret->n = 0;
	if (index >= size || size > TREE_SIZE_MAX)
		return err_set(e, E_INVALID, "leaf %" PRIu64 " is not among the first %" PRIu64
		    " of the log", index, size);
	while (n > 1) {
		k = split(n);
		if (index - first < k) {
			rc = add(s, first + k, n - k, ret, e);
			n = k;
		} else {
			rc = add(s, first, k, ret, e);
			first += k;
			n -= k;
		}
		if (rc)
			return rc;
	}
	turn(ret);
	return E_OK;
}

/* PROOF(m, D[n]) = SUBPROOF(m, D[n], true), section 2.1.4.1. */
int proof_consistency(const struct proof_source *s, uint64_t from, uint64_t to,
    struct proof *ret, struct err *e)
{
	uint64_t first = 0, m = from, n = to, k;
	int rc;

	ret->n = 0;
	if (from == 0 || from > to || to > TREE_SIZE_MAX)
		return err_set(e, E_INVALID, "there is no consistency proof from size %" PRIu64
		    " to %" PRIu64, from, to);
	while (m != n) {
		k = split(n);
		if (m <= k) {
			rc = add(s, first + k, n - k, ret, e);
			n = k;
		} else {
			rc = add(s, first, k, ret, e);
			first += k;
			m -= k;
			n -= k;
		}
		if (rc)
			return rc;
	}
	/* The old tree itself is left out: the verifier has its root (the RFC's b = true). */
	if (first && (rc = add(s, first, m, ret, e)))
		return rc;
	turn(ret);
	return E_OK;
}

int proof_root(const struct proof_source *s, uint64_t size, struct hash *ret, struct err *e)
{
	if (size == 0) {
		*ret = sha256("", 0);
		return E_OK;
	}
	if (size > TREE_SIZE_MAX)
		return err_set(e, E_INVALID, "no log has %" PRIu64 " leaves", size);
	return range(s, 0, size, ret, e);
}

/* Section 2.1.3.2. */
bool proof_inclusion_ok(const struct hash *leaf, uint64_t index, uint64_t size,
    const struct hash *node, size_t n, const struct hash *root)
{
	uint64_t fn = index, sn = size - 1;
	struct hash r = *leaf;

	if (index >= size)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			r = tree_node_hash(&node[i], &r);
			while (!(fn & 1) && fn) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			r = tree_node_hash(&r, &node[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && hash_eq(&r, root);
}

/* Section 2.1.4.2, steps 5 to 7, with the first value given apart. */
static bool both_roots(uint64_t fn, uint64_t sn, const struct hash *seed, const struct hash *node,
    size_t n, const struct hash *from_root, const struct hash *to_root)
{
	struct hash fr = *seed, sr = *seed;

	for (size_t i = 0; i < n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			fr = tree_node_hash(&node[i], &fr);
			sr = tree_node_hash(&node[i], &sr);
			while (!(fn & 1) && fn) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			sr = tree_node_hash(&sr, &node[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && hash_eq(&fr, from_root) && hash_eq(&sr, to_root);
}

bool proof_consistency_ok(uint64_t from, const struct hash *from_root, uint64_t to,
    const struct hash *to_root, const struct hash *node, size_t n)
{
	uint64_t fn = from - 1, sn = to - 1;

	if (from == 0 || from > to)
		return false;
	if (from == to)
		return n == 0 && hash_eq(from_root, to_root);
	if (n == 0)
		return false;
	while (fn & 1) {
		fn >>= 1;
		sn >>= 1;
	}
	if ((from & (from - 1)) == 0)
		return both_roots(fn, sn, from_root, node, n, from_root, to_root);
	return both_roots(fn, sn, &node[0], node + 1, n - 1, from_root, to_root);
}

static void level_add(struct proof_cache *c, unsigned level, const struct hash *h)
{
	uint64_t n = c->level[level].n, room = c->level[level].room;

	if (n == room) {
		room = room ? 2 * room : 64;
		c->level[level].root = mem_grow(c->level[level].root, room, sizeof(*h));
		c->level[level].room = room;
	}
	c->level[level].root[n] = *h;
	c->level[level].n = n + 1;
}

/* The root of a new block, and of every larger subtree that it completes. */
static void block_add(struct proof_cache *c, struct hash h)
{
	unsigned level = PROOF_BLOCK_LEVEL;

	for (;;) {
		level_add(c, level, &h);
		uint64_t n = c->level[level].n;
		const struct hash *root = c->level[level].root;

		if (n & 1)
			return;
		h = tree_node_hash(&root[n - 2], &root[n - 1]);
		level++;
	}
}

/* Leaves to the root of 2^level of them, in place. */
static struct hash fold(struct hash *h, size_t n)
{
	for (; n > 1; n /= 2)
		for (size_t i = 0; i < n / 2; i++)
			h[i] = tree_node_hash(&h[2 * i], &h[2 * i + 1]);
	return h[0];
}

static int block_read(struct proof_cache *c, uint64_t first, struct err *e)
{
	uint64_t left = c->size - first;
	size_t n = left < PROOF_BLOCK ? (size_t)left : PROOF_BLOCK;
	int rc;

	if (c->block.n && c->block.first == first && c->block.n == n)
		return E_OK;
	c->block.n = 0;
	if ((rc = c->leaves(c->arg, first, n, c->block.leaf, e)))
		return rc;
	c->block.first = first;
	c->block.n = n;
	return E_OK;
}

static int cache_node(void *arg, unsigned level, uint64_t index, struct hash *ret, struct err *e)
{
	struct hash some[PROOF_BLOCK];
	struct proof_cache *c = arg;
	uint64_t first;
	size_t n;
	int rc;

	REQUIRE(level < 63 && index <= c->size >> level);
	first = index << level;
	if (first + (UINT64_C(1) << level) > c->size)
		return err_set(e, E_INVALID, "the proof needs leaves beyond the %" PRIu64 " read",
		    c->size);
	if (level >= PROOF_BLOCK_LEVEL) {
		*ret = c->level[level].root[index];
		return E_OK;
	}
	if ((rc = block_read(c, first & ~(uint64_t)(PROOF_BLOCK - 1), e)))
		return rc;
	n = (size_t)1 << level;
	memcpy(some, c->block.leaf + (first & (PROOF_BLOCK - 1)), n * sizeof(*some));
	*ret = fold(some, n);
	return E_OK;
}

void proof_cache_init(struct proof_cache *c, proof_leaves leaves, void *arg)
{
	memset(c, 0, sizeof(*c));
	c->source = (struct proof_source){ cache_node, c };
	c->leaves = leaves;
	c->arg = arg;
}

int proof_cache_extend(struct proof_cache *c, uint64_t size, struct err *e)
{
	struct hash leaf[PROOF_BLOCK];
	uint64_t first;
	int rc;

	if (size > TREE_SIZE_MAX)
		return err_set(e, E_INVALID, "no log has %" PRIu64 " leaves", size);
	while ((first = c->level[PROOF_BLOCK_LEVEL].n << PROOF_BLOCK_LEVEL) + PROOF_BLOCK <= size) {
		if ((rc = c->leaves(c->arg, first, PROOF_BLOCK, leaf, e)))
			return rc;
		block_add(c, fold(leaf, PROOF_BLOCK));
		if (c->size < first + PROOF_BLOCK)
			c->size = first + PROOF_BLOCK;
	}
	if (c->size < size)
		c->size = size;
	return E_OK;
}

void proof_cache_release(struct proof_cache *c)
{
	for (size_t i = 0; i < COUNT(c->level); i++)
		mem_free(c->level[i].root);
	proof_cache_init(c, c->leaves, c->arg);
}
