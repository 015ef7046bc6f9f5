/* ledger/tree_test.c */
#include "base/test.h"
#include "base/str.h"
#include "ledger/tree.h"

/* SOURCE: RFC 6962 reference implementation, merkletree tests (leaves and roots by size). */
static const char *const leaves[] = { "", "00", "10", "2021", "3031", "40414243",
	"5051525354555657", "606162636465666768696a6b6c6d6e6f" };
static const char *const roots[] = {
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static struct hash leaf(size_t i)
{
	size_t n = strlen(leaves[i]) / 2;
	uint8_t body[16] = { 0 };

	assert_true(hex_decode(leaves[i], body, n));
	return tree_leaf_hash(body, n);
}

void test_tree_root__known_answers(void **state)
{
	char hex[HASH_HEX];
	struct hash h;
	struct tree t;

	(void)state;
	tree_init(&t);
	for (size_t n = 0; n < COUNT(roots); n++) {
		h = tree_root(&t);
		hash_hex(&h, hex);
		assert_string_equal(hex, roots[n]);
		if (n < COUNT(leaves)) {
			h = leaf(n);
			tree_append(&t, &h);
		}
	}
}

void test_tree_hash__leaf_is_not_node(void **state)
{
	struct hash l = leaf(0), r = leaf(1), node = tree_node_hash(&l, &r), as_leaf;
	uint8_t both[2 * HASH_BYTES];

	(void)state;
	memcpy(both, l.b, HASH_BYTES);
	memcpy(both + HASH_BYTES, r.b, HASH_BYTES);
	as_leaf = tree_leaf_hash(both, sizeof(both));
	assert_false(hash_eq(&node, &as_leaf));
}

void test_tree_pack__round_trip(void **state)
{
	uint8_t packed[TREE_PACKED_MAX];
	struct hash h, x, y;
	struct tree t, u;
	size_t n;

	(void)state;
	tree_init(&t);
	for (unsigned i = 0; i < 300; i++) {
		n = tree_pack(&t, packed);
		assert_int_equal(n, 8 + 32 * __builtin_popcount(i));
		assert_true(tree_unpack(packed, n, &u));
		assert_int_equal(u.size, i);
		x = tree_root(&t);
		y = tree_root(&u);
		assert_true(hash_eq(&x, &y));
		h = tree_leaf_hash(&i, sizeof(i));
		tree_append(&t, &h);
		tree_append(&u, &h);
		x = tree_root(&t);
		y = tree_root(&u);
		assert_true(hash_eq(&x, &y));
	}
}

/* The bytes themselves: they are stored, so they must not change with the program. */
void test_tree_pack__layout(void **state)
{
	uint8_t packed[TREE_PACKED_MAX];
	struct hash l[3] = { leaf(0), leaf(1), leaf(2) }, pair = tree_node_hash(&l[0], &l[1]);
	struct tree t;

	(void)state;
	tree_init(&t);
	for (size_t i = 0; i < 3; i++)
		tree_append(&t, &l[i]);
	assert_int_equal(tree_pack(&t, packed), 8 + 64);
	assert_memory_equal(packed, "\0\0\0\0\0\0\0\3", 8);
	assert_memory_equal(packed + 8, pair.b, 32);
	assert_memory_equal(packed + 40, l[2].b, 32);
}

void test_tree_unpack__strict(void **state)
{
	uint8_t packed[TREE_PACKED_MAX + 1] = { 0 };
	struct tree t = { .size = 77 };
	struct hash h = leaf(3);
	size_t n;

	(void)state;
	for (size_t i = 0; i < 8; i++)
		assert_false(tree_unpack(packed, i, &t));
	assert_false(tree_unpack(packed, 8 + 32, &t));		/* size 0 has no node */
	packed[0] = 0x80;					/* 2^63 leaves */
	assert_false(tree_unpack(packed, 8 + 32, &t));
	assert_int_equal(t.size, 77);				/* untouched by a failure */
	tree_init(&t);
	for (size_t i = 0; i < 5; i++)
		tree_append(&t, &h);
	n = tree_pack(&t, packed);
	assert_int_equal(n, 8 + 64);
	assert_false(tree_unpack(packed, n - 1, &t));
	assert_false(tree_unpack(packed, n + 1, &t));
	assert_false(tree_unpack(packed, n - 32, &t));
	assert_true(tree_unpack(packed, n, &t));
}
