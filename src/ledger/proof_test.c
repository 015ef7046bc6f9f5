/* ledger/proof_test.c */
#include "base/test.h"
#include "base/str.h"
#include "ledger/proof.h"

enum { SIZES = 70 };

/* The recursive definitions of RFC 9162 section 2.1, written out as slowly as they read. */
static struct hash slow_root(const struct hash *leaf, uint64_t n)
{
	struct hash l, r;
	uint64_t k = 1;

	if (n == 0)
		return sha256("", 0);
	if (n == 1)
		return leaf[0];
	while (2 * k < n)
		k *= 2;
	l = slow_root(leaf, k);
	r = slow_root(leaf + k, n - k);
	return tree_node_hash(&l, &r);
}

struct log {
	struct hash leaf[SIZES];
	struct hash root[SIZES + 1];
	size_t reads;
};

static int slow_node(void *arg, unsigned level, uint64_t index, struct hash *ret, struct err *e)
{
	struct log *l = arg;

	(void)e;
	assert_true((index + 1) << level <= SIZES);
	*ret = slow_root(l->leaf + (index << level), UINT64_C(1) << level);
	return E_OK;
}

static void make(struct log *l)
{
	l->reads = 0;
	for (unsigned i = 0; i < SIZES; i++)
		l->leaf[i] = tree_leaf_hash(&i, sizeof(i));
	for (unsigned i = 0; i <= SIZES; i++)
		l->root[i] = slow_root(l->leaf, i);
}

void test_proof_inclusion__all_pairs(void **state)
{
	struct log l;
	struct proof_source s = { slow_node, &l };
	struct hash root;
	struct proof p;
	T_BEGIN;

	make(&l);
	for (uint64_t n = 1; n <= SIZES; n++) {
		assert_int_equal(proof_root(&s, n, &root, e), 0);
		assert_true(hash_eq(&root, &l.root[n]));
		for (uint64_t i = 0; i < n; i++) {
			assert_int_equal(proof_inclusion(&s, i, n, &p, e), 0);
			assert_true(proof_inclusion_ok(&l.leaf[i], i, n, p.node, p.n, &root));
			for (uint64_t j = 0; j < n; j++)	/* it stands at one place only */
				assert_true(proof_inclusion_ok(&l.leaf[i], j, n, p.node, p.n,
				    &root) == (j == i));
		}
		assert_int_equal(proof_inclusion(&s, n, n, &p, e), E_INVALID);
		err_clear(e);
	}
	T_END;
}

void test_proof_consistency__all_pairs(void **state)
{
	struct log l;
	struct proof_source s = { slow_node, &l };
	struct proof p;
	T_BEGIN;

	make(&l);
	for (uint64_t n = 1; n <= SIZES; n++) {
		for (uint64_t m = 1; m <= n; m++) {
			assert_int_equal(proof_consistency(&s, m, n, &p, e), 0);
			assert_true(
			    proof_consistency_ok(m, &l.root[m], n, &l.root[n], p.node, p.n));
			if (m < n)
				assert_false(proof_consistency_ok(m, &l.root[m + 1], n, &l.root[n],
				    p.node, p.n));
			if (m > 1)
				assert_false(proof_consistency_ok(m - 1, &l.root[m - 1], n,
				    &l.root[n], p.node, p.n));
		}
	}
	T_END;
}

/* SOURCE: RFC 9162 section 2.1.5, the tree of seven leaves d0..d6 and its proofs. */
void test_proof_paths__rfc_example(void **state)
{
	struct log l;
	struct proof_source s = { slow_node, &l };
	struct hash g, h, i, j, k;
	struct proof p;
	T_BEGIN;

	make(&l);
	g = tree_node_hash(&l.leaf[0], &l.leaf[1]);
	h = tree_node_hash(&l.leaf[2], &l.leaf[3]);
	i = tree_node_hash(&l.leaf[4], &l.leaf[5]);
	j = l.leaf[6];
	k = tree_node_hash(&g, &h);
	assert_int_equal(proof_inclusion(&s, 0, 7, &p, e), 0);
	assert_int_equal(p.n, 3);			/* [b, h, l] */
	assert_memory_equal(&p.node[0], &l.leaf[1], 32);
	assert_memory_equal(&p.node[1], &h, 32);
	assert_int_equal(proof_inclusion(&s, 6, 7, &p, e), 0);
	assert_int_equal(p.n, 2);			/* [i, k] */
	assert_memory_equal(&p.node[0], &i, 32);
	assert_memory_equal(&p.node[1], &k, 32);
	assert_int_equal(proof_consistency(&s, 3, 7, &p, e), 0);
	assert_int_equal(p.n, 4);			/* [c, d, g, l] */
	assert_memory_equal(&p.node[0], &l.leaf[2], 32);
	assert_memory_equal(&p.node[1], &l.leaf[3], 32);
	assert_memory_equal(&p.node[2], &g, 32);
	assert_int_equal(proof_consistency(&s, 4, 7, &p, e), 0);
	assert_int_equal(p.n, 1);			/* [l] */
	assert_int_equal(proof_consistency(&s, 6, 7, &p, e), 0);
	assert_int_equal(p.n, 3);			/* [i, j, k] */
	assert_memory_equal(&p.node[0], &i, 32);
	assert_memory_equal(&p.node[1], &j, 32);
	assert_memory_equal(&p.node[2], &k, 32);
	T_END;
}

static void flip(struct hash *h, unsigned bit)
{
	h->b[bit / 8] ^= (uint8_t)(1 << bit % 8);
}

void test_proof_inclusion__any_change_refused(void **state)
{
	static const uint64_t sizes[] = { 1, 2, 3, 7, 8, 13, 31, 64, 69 };
	struct log l;
	struct proof_source s = { slow_node, &l };
	struct proof p;
	T_BEGIN;

	make(&l);
	for (size_t z = 0; z < COUNT(sizes); z++) {
		uint64_t n = sizes[z];

		for (uint64_t i = 0; i < n; i++) {
			struct hash leaf = l.leaf[i], root = l.root[n];

			assert_int_equal(proof_inclusion(&s, i, n, &p, e), 0);
			for (unsigned bit = 0; bit < 256 * p.n; bit++) {
				flip(&p.node[bit / 256], bit % 256);
				assert_false(proof_inclusion_ok(&leaf, i, n, p.node, p.n, &root));
				flip(&p.node[bit / 256], bit % 256);
			}
			for (unsigned bit = 0; bit < 256; bit++) {
				flip(&leaf, bit);
				assert_false(proof_inclusion_ok(&leaf, i, n, p.node, p.n, &root));
				flip(&leaf, bit);
				flip(&root, bit);
				assert_false(proof_inclusion_ok(&leaf, i, n, p.node, p.n, &root));
				flip(&root, bit);
			}
			for (size_t m = 0; m < p.n; m++) {
				assert_false(proof_inclusion_ok(&leaf, i, n, p.node, m, &root));
				assert_false(proof_inclusion_ok(&leaf, i, n, p.node + 1, m, &root));
			}
			for (unsigned more = 0; more < 3; more++) {	/* one too many */
				p.node[p.n] = more == 0 ? root : more == 1 ? leaf : l.leaf[0];
				assert_false(
				    proof_inclusion_ok(&leaf, i, n, p.node, p.n + 1, &root));
			}
			assert_false(proof_inclusion_ok(&leaf, n, n, p.node, p.n, &root));
			assert_false(proof_inclusion_ok(&leaf, i + n, n, p.node, p.n, &root));
			assert_false(proof_inclusion_ok(&leaf, i, 0, p.node, p.n, &root));
		}
	}
	T_END;
}

void test_proof_consistency__any_change_refused(void **state)
{
	static const uint64_t sizes[] = { 2, 3, 7, 8, 13, 31, 64, 69 };
	struct log l;
	struct proof_source s = { slow_node, &l };
	struct proof p;
	T_BEGIN;

	make(&l);
	for (size_t z = 0; z < COUNT(sizes); z++) {
		uint64_t n = sizes[z];

		for (uint64_t m = 1; m < n; m++) {
			struct hash from = l.root[m], to = l.root[n];

			assert_int_equal(proof_consistency(&s, m, n, &p, e), 0);
			for (unsigned bit = 0; bit < 256 * p.n; bit++) {
				flip(&p.node[bit / 256], bit % 256);
				assert_false(proof_consistency_ok(m, &from, n, &to, p.node, p.n));
				flip(&p.node[bit / 256], bit % 256);
			}
			for (unsigned bit = 0; bit < 256; bit++) {
				flip(&from, bit);
				assert_false(proof_consistency_ok(m, &from, n, &to, p.node, p.n));
				flip(&from, bit);
				flip(&to, bit);
				assert_false(proof_consistency_ok(m, &from, n, &to, p.node, p.n));
				flip(&to, bit);
			}
			for (size_t k = 0; k < p.n; k++) {
				assert_false(proof_consistency_ok(m, &from, n, &to, p.node, k));
				assert_false(proof_consistency_ok(m, &from, n, &to, p.node + 1, k));
			}
			p.node[p.n] = to;
			assert_false(proof_consistency_ok(m, &from, n, &to, p.node, p.n + 1));
			p.node[p.n] = from;
			assert_false(proof_consistency_ok(m, &from, n, &to, p.node, p.n + 1));
			assert_false(proof_consistency_ok(n, &to, m, &from, p.node, p.n));
		}
	}
	T_END;
}

/*
 * Proofs whose hashes all agree with roots made to fit, and only their length gives them away:
 * a node above the root, or a smaller tree passed off as a larger one.
 */
void test_proof_length__fitting_roots_refused(void **state)
{
	struct log l;
	struct proof_source s = { slow_node, &l };
	struct hash x = sha256("x", 1), from, to;
	struct proof p;
	T_BEGIN;

	make(&l);
	for (uint64_t n = 1; n < SIZES; n++) {
		assert_int_equal(proof_inclusion(&s, n - 1, n, &p, e), 0);
		p.node[p.n] = x;
		to = tree_node_hash(&x, &l.root[n]);
		assert_false(proof_inclusion_ok(&l.leaf[n - 1], n - 1, n, p.node, p.n + 1, &to));
		if (n == 1)
			continue;
		assert_int_equal(proof_consistency(&s, n - 1, n, &p, e), 0);
		p.node[p.n] = x;
		from = tree_node_hash(&x, &l.root[n - 1]);
		assert_false(proof_consistency_ok(n - 1, &from, n, &to, p.node, p.n + 1));
	}
	for (uint64_t n = 2; n <= 32; n *= 2) {
		assert_int_equal(proof_inclusion(&s, 0, n, &p, e), 0);
		assert_false(proof_inclusion_ok(&l.leaf[0], 0, 2 * n, p.node, p.n, &l.root[n]));
		assert_int_equal(proof_consistency(&s, n / 2, n, &p, e), 0);
		assert_false(proof_consistency_ok(n / 2, &l.root[n / 2], 2 * n, &l.root[n], p.node,
		    p.n));
	}
	T_END;
}

void test_proof_consistency__edges_refused(void **state)
{
	struct log l;
	struct proof_source s = { slow_node, &l };
	struct proof p;
	T_BEGIN;

	make(&l);
	assert_false(proof_consistency_ok(0, &l.root[0], 0, &l.root[0], NULL, 0));
	assert_false(proof_consistency_ok(0, &l.root[0], 5, &l.root[5], NULL, 0));
	assert_false(proof_consistency_ok(0, &l.root[0], 5, &l.root[5], l.leaf, 3));
	assert_true(proof_consistency_ok(5, &l.root[5], 5, &l.root[5], NULL, 0));
	assert_false(proof_consistency_ok(5, &l.root[5], 5, &l.root[6], NULL, 0));
	assert_false(proof_consistency_ok(5, &l.root[5], 5, &l.root[5], l.leaf, 1));
	assert_false(proof_consistency_ok(4, &l.root[4], 5, &l.root[5], NULL, 0));
	assert_int_equal(proof_consistency(&s, 0, 5, &p, e), E_INVALID);
	err_clear(e);
	assert_int_equal(proof_consistency(&s, 6, 5, &p, e), E_INVALID);
	T_END;
}

/* Leaves of a long log that nobody has to store. */
static int counted(void *arg, uint64_t first, size_t n, struct hash *ret, struct err *e)
{
	size_t *reads = arg;

	(void)e;
	*reads += n;
	for (size_t i = 0; i < n; i++) {
		uint64_t index = first + i;

		ret[i] = tree_leaf_hash(&index, sizeof(index));
	}
	return E_OK;
}

void test_proof_cache__agrees_and_reads_once(void **state)
{
	static const uint64_t sizes[] = { 1, 255, 256, 257, 1000, 4096, 10000 };
	struct proof_cache c;
	struct hash root, leaf;
	struct tree t;
	struct proof p;
	size_t reads = 0, before;
	uint64_t done = 0;
	T_BEGIN;

	tree_init(&t);
	proof_cache_init(&c, counted, &reads);
	for (size_t z = 0; z < COUNT(sizes); z++) {
		uint64_t n = sizes[z];
		struct hash old = tree_root(&t);

		for (uint64_t i = done; i < n; i++) {
			leaf = tree_leaf_hash(&i, sizeof(i));
			tree_append(&t, &leaf);
		}
		before = reads;
		assert_int_equal(proof_cache_extend(&c, n, e), 0);
		assert_true(reads - before <= n - (done & ~UINT64_C(255)));
		root = tree_root(&t);
		for (uint64_t i = 0; i < n; i += 1 + n / 50) {
			leaf = tree_leaf_hash(&i, sizeof(i));
			before = reads;
			assert_int_equal(proof_inclusion(&c.source, i, n, &p, e), 0);
			assert_true(reads - before <= 2 * PROOF_BLOCK);
			assert_true(proof_inclusion_ok(&leaf, i, n, p.node, p.n, &root));
		}
		if (done) {
			assert_int_equal(proof_consistency(&c.source, done, n, &p, e), 0);
			assert_true(proof_consistency_ok(done, &old, n, &root, p.node, p.n));
		}
		assert_int_equal(proof_root(&c.source, n + 1, &root, e), E_INVALID);
		err_clear(e);
		done = n;
	}
	proof_cache_release(&c);
	T_END;
}

static int failing(void *arg, uint64_t first, size_t n, struct hash *ret, struct err *e)
{
	(void)arg, (void)first, (void)n, (void)ret;
	return err_set(e, E_DB, "gone");
}

void test_proof_cache__passes_errors_on(void **state)
{
	struct proof_cache c;
	struct proof p;
	T_BEGIN;

	proof_cache_init(&c, failing, NULL);
	assert_int_equal(proof_cache_extend(&c, 100, e), 0);	/* not a full block: read later */
	assert_int_equal(proof_inclusion(&c.source, 3, 100, &p, e), E_DB);
	assert_int_equal(proof_cache_extend(&c, 256, e), E_DB);
	proof_cache_release(&c);
	T_END;
}
