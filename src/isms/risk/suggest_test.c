/* isms/risk/suggest_test.c -- what is proposed fits, is ranked, bounded, and not there already. */
#include "base/test.h"
#include "isms/risk/suggest.h"

static bool nothing(const void *arg, int64_t asset, const char *t, const char *v, const char *s)
{
	(void)arg;
	(void)asset;
	(void)t;
	(void)v;
	(void)s;
	return false;
}

/* What the first run proposed, as the records of the second one. */
struct recorded {
	const struct suggestion *list;
	size_t n;
	const struct suggest_asset *assets;
};

static bool recorded(const void *arg, int64_t asset, const char *t, const char *v, const char *s)
{
	const struct recorded *r = arg;

	for (size_t i = 0; i < r->n; i++) {
		const struct suggestion *p = &r->list[i];

		if (s && p->scenario && strcmp(p->scenario->ref, s) == 0)
			return true;
		if (!s && !p->scenario && r->assets[p->asset[0]].id == asset &&
		    strcmp(p->threat->cells[0], t) == 0 &&
		    strcmp(p->vulnerability->cells[0], v) == 0)
			return true;
	}
	return false;
}

static const struct suggest_asset office[] = {
	{ 1, "hardware", { 2, 2, 5 } }, { 2, "site", { 0, 0, 0 } }, { 3, "person", { 3, 0, 1 } },
};

void test_suggest_assets__fit_and_rank(void **state)
{
	struct suggestion *p;
	size_t n, known, more;

	T_BEGIN;
	p = arena_zero(a, SUGGEST_MAX, sizeof(*p));
	n = suggest_assets(a, office, 3, nothing, NULL, SUGGEST_MAX, 5, p, &known, &more);
	assert_in_range(n, 3, 15);	/* no asset gets more than five */
	assert_int_equal(known, 0);
	for (size_t i = 0; i < n; i++) {
		const char *threats = library_cell(p[i].vulnerability, "threats");

		assert_true(!i || p[i].score <= p[i - 1].score);
		if (p[i].asset[0] == 1)	/* no need known: after those with one */
			assert_true(p[i].score < 20);
		assert_non_null(strstr(threats, p[i].threat->cells[0]));
	}
	/* The server needs to be available above all: its first threat is one to availability. */
	assert_int_equal(p[0].asset[0], 0);
	assert_int_equal(p[0].need, 5);
	assert_non_null(strchr(library_cell(p[0].threat, "affects"), 'A'));
	T_END;
}

void test_suggest_assets__bounded(void **state)
{
	struct suggest_asset *many;
	struct suggestion *p;
	size_t n, known, more;

	T_BEGIN;
	many = arena_zero(a, 1000, sizeof(*many));
	for (int i = 0; i < 1000; i++)
		many[i] = (struct suggest_asset){ i + 1, "hardware", { 1 + i % 5, 3, 3 } };
	p = arena_zero(a, SUGGEST_MAX, sizeof(*p));
	n = suggest_assets(a, many, 1000, nothing, NULL, 5000, 5, p, &known, &more);
	assert_int_equal(n, SUGGEST_MAX);
	assert_true(more > 0);
	assert_int_equal(suggest_assets(a, many, 1000, nothing, NULL, 7, 5, p, &known, &more), 7);
	T_END;
}

/* What was taken over is not proposed again, and the next ones follow. */
void test_suggest_assets__not_again(void **state)
{
	struct suggestion *first, *second;
	size_t n, known, more;
	struct recorded r;

	T_BEGIN;
	first = arena_zero(a, SUGGEST_MAX, sizeof(*first));
	second = arena_zero(a, SUGGEST_MAX, sizeof(*second));
	n = suggest_assets(a, office, 3, nothing, NULL, SUGGEST_MAX, 5, first, &known, &more);
	r = (struct recorded){ first, n, office };
	n = suggest_assets(a, office, 3, recorded, &r, SUGGEST_MAX, 5, second, &known, &more);
	assert_int_equal(known, r.n);
	for (size_t i = 0; i < n; i++)
		assert_false(recorded(&r, office[second[i].asset[0]].id,
		    second[i].threat->cells[0], second[i].vulnerability->cells[0], NULL));
	T_END;
}

void test_suggest_scenarios__by_types(void **state)
{
	static const struct suggest_asset code[] = { { 9, "software", { 4, 4, 2 } } };
	struct suggestion *p, *q;
	size_t n, known, more;
	struct recorded r;

	T_BEGIN;
	p = arena_zero(a, SUGGEST_MAX, sizeof(*p));
	q = arena_zero(a, SUGGEST_MAX, sizeof(*q));
	n = suggest_scenarios(a, code, 1, nothing, NULL, SUGGEST_MAX, p, &known,
	    &more);
	assert_in_range(n, 5, 99);	/* some, not all */
	for (size_t i = 0; i < n; i++) {
		assert_non_null(p[i].scenario);
		assert_int_equal(p[i].nassets, 1);
		assert_true(!i || p[i].score <= p[i - 1].score);
	}
	r = (struct recorded){ p, 1, code };
	assert_int_equal(suggest_scenarios(a, code, 1, recorded, &r, SUGGEST_MAX, q, &known,
	    &more), n - 1);
	assert_int_equal(known, 1);
	assert_int_equal(suggest_scenarios(a, code, 0, nothing, NULL, SUGGEST_MAX, q, &known,
	    &more), 0);
	T_END;
}
