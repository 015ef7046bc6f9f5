/* base/jcs_test.c */
#include "base/test.h"
#include "base/value.h"

static const char *canonical(struct arena *a, const struct value *v)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, 1 << 20);
	jcs_print(b, v);
	assert_true(sbuf_ok(b));
	return sbuf_str(b).p;
}

static const char *of_text(struct arena *a, const char *json, struct err *e)
{
	struct value *v;

	if (json_parse(a, json, strlen(json), &v, e))
		fail_msg("%s: %s", json, e->detail);
	return canonical(a, v);
}

/* SOURCE: RFC 8785 appendix B, every finite row. */
void test_jcs_number__rfc_8785(void **state)
{
	static const struct { uint64_t bits; const char *text;
	} rows[] = {
	    {0x0000000000000000, "0"},
	    {0x8000000000000000, "0"},
	    {0x0000000000000001, "5e-324"},
	    {0x8000000000000001, "-5e-324"},
	    {0x7fefffffffffffff, "1.7976931348623157e+308"},
	    {0xffefffffffffffff, "-1.7976931348623157e+308"},
	    {0x4340000000000000, "9007199254740992"},
	    {0xc340000000000000, "-9007199254740992"},
	    {0x4430000000000000, "295147905179352830000"},
	    {0x44b52d02c7e14af5, "9.999999999999997e+22"},
	    {0x44b52d02c7e14af6, "1e+23"},
	    {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
	    {0x444b1ae4d6e2ef4e, "999999999999999700000"},
	    {0x444b1ae4d6e2ef4f, "999999999999999900000"},
	    {0x444b1ae4d6e2ef50, "1e+21"},
	    {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
	    {0x3eb0c6f7a0b5ed8d, "0.000001"},
	    {0x41b3de4355555553, "333333333.3333332"},
	    {0x41b3de4355555554, "333333333.33333325"},
	    {0x41b3de4355555555, "333333333.3333333"},
	    {0x41b3de4355555556, "333333333.3333334"},
	    {0x41b3de4355555557, "333333333.33333343"},
	    {0xbecbf647612f3696, "-0.0000033333333333333333"},
	    {0x43143ff3c1cb0959, "1424953923781206.2"},
	};
	double r;
	T_BEGIN;

	for (size_t i = 0; i < COUNT(rows); i++) {
		memcpy(&r, &rows[i].bits, sizeof(r));
		assert_string_equal(canonical(a, val_real(a, r)), rows[i].text);
	}
	T_END;
}

/* What is printed reads back as the same double, and printing that again changes nothing. */
void test_jcs_number__reads_back(void **state)
{
	uint64_t bits = 88172645463325252u;
	char *end;
	double r, back;
	T_BEGIN;

	for (int i = 0; i < 20000; i++) {
		struct arena_mark m;
		struct sbuf b;

		bits ^= bits << 13;
		bits ^= bits >> 7;
		bits ^= bits << 17;
		memcpy(&r, &bits, sizeof(r));
		if ((bits >> 52 & 0x7ff) == 0x7ff)
			continue;
		m = arena_mark(a);
		sbuf_init_free(&b, 100);
		jcs_print(&b, val_real(a, r));
		back = strtod(b.p, &end);
		assert_int_equal(*end, 0);
		assert_memory_equal(&r, &back, sizeof(r));
		sbuf_release(&b);
		arena_rewind(a, m);
	}
	T_END;
}

/* SOURCE: RFC 8785 section 3.2.2 and 3.2.3, the two long examples. */
void test_jcs_object__rfc_8785(void **state)
{
	T_BEGIN;
	assert_string_equal(of_text(a, "{\"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3,"
	    "0.000000000000000000000000001], \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022"
	    "\\u005c\\\\\\\"\\/\", \"literals\": [null, true, false]}", e),
	    "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
	    "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
	assert_string_equal(of_text(a, "{\"\\u20ac\": \"Euro Sign\", \"\\r\": \"Carriage Return\","
	    "\"\\ufb33\": \"Hebrew Letter Dalet With Dagesh\", \"1\": \"One\","
	    "\"\\ud83d\\ude00\": \"Emoji: Grinning Face\", \"\\u0080\": \"Control\","
	    "\"\\u00f6\": \"Latin Small Letter O With Diaeresis\"}", e),
	    "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
	    "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\",\"\xe2\x82\xac\":\"Euro Sign\","
	    "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
	    "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
	T_END;
}

void test_jcs_object__canonical_stays(void **state)
{
	static const char *const texts[] = { "{}", "[]", "[[],{}]", "\"\"", "-1.5",
		"{\"a\":{\"b\":[1,2,{\"c\":null}]},\"aa\":\"\\b\\f\\t\\u001f\x7f\"}" };
	T_BEGIN;

	for (size_t i = 0; i < COUNT(texts); i++)
		assert_string_equal(of_text(a, texts[i], e), texts[i]);
	T_END;
}

/* More members than fit on the stack, given backwards. */
void test_jcs_object__many_members_sorted(void **state)
{
	const char *text, *at;
	T_BEGIN;

	struct value *o = val_obj(a);
	for (int i = 99; i >= 0; i--)
		val_add(o, arena_printf(a, "k%02d", i), val_int(a, i));
	text = canonical(a, o);
	for (int i = 0; i < 100; i++) {
		at = strstr(text, arena_printf(a, "\"k%02d\":%d", i, i));
		assert_non_null(at);
		text = at;
	}
	T_END;
}
