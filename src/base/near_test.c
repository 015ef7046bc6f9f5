/* base/near_test.c -- slips of the hand find the word, other words do not. */
#include "base/near.h"
#include "base/test.h"

static const char *best(const char *word)
{
	static const char *const known[] = { "record", "report", "restore", "risk", "soa_entry" };
	struct near n = { .word = word };

	for (size_t i = 0; i < COUNT(known); i++)
		near_try(&n, known[i]);
	return n.best ? n.best : "";
}

void test_near_try__slips_and_beginnings(void **state)
{
	(void)state;
	assert_string_equal(best("recrod"), "record");
	assert_string_equal(best("reprt"), "report");
	assert_string_equal(best("Risks"), "risk");
	assert_string_equal(best("soa-entry"), "soa_entry");
	assert_string_equal(best("rest"), "restore");
	assert_string_equal(best("r"), "");
	assert_string_equal(best(""), "");
	assert_string_equal(best("asset"), "");
	assert_string_equal(best("rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"), "");
}
