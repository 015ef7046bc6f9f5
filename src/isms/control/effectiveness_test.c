/* isms/control/effectiveness_test.c -- the figures of the header, and that better is never less. */
#include "base/test.h"
#include "isms/control/effectiveness.h"

static int percent(enum force f, int maturity, enum proof p, int evidence)
{
	return effectiveness_of((struct effectiveness_in){ f, maturity, p, evidence }).percent;
}

void test_effectiveness_of__figures(void **state)
{
	(void)state;
	assert_int_equal(percent(FORCE_WHOLE, 0, PROOF_NONE, 0), 50);
	assert_int_equal(percent(FORCE_WHOLE, 3, PROOF_NONE, 0), 60);
	assert_int_equal(percent(FORCE_WHOLE, 3, PROOF_NONE, 1), 68);
	assert_int_equal(percent(FORCE_WHOLE, 3, PROOF_PASS, 1), 84);
	assert_int_equal(percent(FORCE_PARTLY, 3, PROOF_PASS, 1), 42);
	assert_int_equal(percent(FORCE_WHOLE, 3, PROOF_FAIL, 0), 12);
	assert_int_equal(percent(FORCE_WHOLE, 5, PROOF_PARTLY, 0), 54);
	assert_int_equal(percent(FORCE_NONE, 5, PROOF_PASS, 9), 0);
	assert_int_equal(percent(FORCE_WHOLE, 99, PROOF_NONE, 0), 50);
}

/* Every step up in one of the four never lowers the figure, whatever the others are. */
void test_effectiveness_of__monotone(void **state)
{
	(void)state;
	for (int f = FORCE_NONE; f <= FORCE_WHOLE; f++)
		for (int m = 1; m <= 5; m++)
			for (int p = PROOF_FAIL; p <= PROOF_PASS; p++)
				for (int e = 0; e <= 2; e++) {
					int x = percent((enum force)f, m, (enum proof)p, e);

					assert_in_range(x, 0, 100);
					if (f < FORCE_WHOLE)
						assert_true(percent((enum force)(f + 1), m,
						    (enum proof)p, e) >= x);
					if (m < 5)
						assert_true(percent((enum force)f, m + 1,
						    (enum proof)p, e) >= x);
					if (p < PROOF_PASS)
						assert_true(percent((enum force)f, m,
						    (enum proof)(p + 1), e) >= x);
					assert_true(percent((enum force)f, m, (enum proof)p,
					    e + 1) >= x);
				}
}

void test_effectiveness_words__say_the_numbers(void **state)
{
	T_BEGIN;
	assert_string_equal(effectiveness_words(a, (struct effectiveness_in){ FORCE_PARTLY, 3,
	    PROOF_PASS, 1 }), "42 %: maturity defined claims 60; evidence closes a fifth of what is"
	    " missing (68); the newest test passed and closes half of what is missing to 100 (84);"
	    " it is partly in place, so half of that counts.");
	assert_string_equal(effectiveness_words(a, (struct effectiveness_in){ FORCE_NONE, 5,
	    PROOF_PASS, 1 }), "0 %: it is not in place, so nothing works yet.");
	T_END;
}
