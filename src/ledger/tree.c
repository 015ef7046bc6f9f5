/* ledger/tree.c -- see tree.h. */
#include "ledger/tree.h"

void tree_init(struct tree *t)
{
	memset(t, 0, sizeof(*t));
}

struct hash tree_leaf_hash(const void *body, size_t n)
{
	struct sha256 s;
	struct hash h;

	sha256_init(&s);
	sha256_add(&s, "\x00", 1);
	sha256_add(&s, body, n);
	sha256_end(&s, &h);
	return h;
}

struct hash tree_node_hash(const struct hash *left, const struct hash *right)
{
	uint8_t both[1 + 2 * HASH_BYTES] = { 1 };

	memcpy(both + 1, left->b, HASH_BYTES);
	memcpy(both + 1 + HASH_BYTES, right->b, HASH_BYTES);
	return sha256(both, sizeof(both));
}

/* Adding one to the size carries: every full subtree on the way joins the new one on its left. */
void tree_append(struct tree *t, const struct hash *leaf)
{
	struct hash h = *leaf;
	unsigned k = 0;

	REQUIRE(t->size < TREE_SIZE_MAX);
	for (; t->size >> k & 1; k++)
		h = tree_node_hash(&t->node[k], &h);
	t->node[k] = h;
	t->size++;
}

struct hash tree_root(const struct tree *t)
{
	unsigned k = 0;
	struct hash h;

	if (t->size == 0)
		return sha256("", 0);
	while (!(t->size >> k & 1))
		k++;
	h = t->node[k];
	for (k++; k < 64; k++)
		if (t->size >> k & 1)
			h = tree_node_hash(&t->node[k], &h);
	return h;
}

size_t tree_pack(const struct tree *t, uint8_t out[TREE_PACKED_MAX])
{
	size_t n = 8;

	for (unsigned i = 0; i < 8; i++)
		out[i] = (uint8_t)(t->size >> (56 - 8 * i));
	for (unsigned k = 64; k-- > 0;) {
		if (!(t->size >> k & 1))
			continue;
		memcpy(out + n, t->node[k].b, HASH_BYTES);
		n += HASH_BYTES;
	}
	return n;
}

bool tree_unpack(const void *p, size_t n, struct tree *ret)
{
	const uint8_t *in = p;
	uint64_t size = 0;

	if (n < 8)
		return false;
	for (unsigned i = 0; i < 8; i++)
		size = size << 8 | in[i];
	if (size > TREE_SIZE_MAX || n != 8 + (size_t)__builtin_popcountll(size) * HASH_BYTES)
		return false;
	tree_init(ret);
	ret->size = size;
	in += 8;
	for (unsigned k = 64; k-- > 0;) {
		if (!(size >> k & 1))
			continue;
		memcpy(ret->node[k].b, in, HASH_BYTES);
		in += HASH_BYTES;
	}
	return true;
}
