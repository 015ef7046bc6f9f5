/* base/text_test.c -- text, time and JSON: the checks everything from outside passes. */
#include "base/test.h"
#include "base/clock.h"
#include "base/value.h"

/* SOURCE: RFC 3629. twin: dropping the surrogate or overlong bounds in sequence() */
void test_str_valid__utf8(void **state)
{
	static const struct { const char *p; size_t n; bool ok;
	} cases[] = {
	    {"", 0, true},
	    {"Ann", 3, true},
	    {"\xc3\xa4", 2, true},
	    {"\xe2\x82\xac", 3, true},
	    {"\xf0\x9f\x98\x80", 4, true},
	    {"a\tb\n", 4, true},
	    {"\0", 1, false},
	    {"\x1b", 1, false},
	    {"\x80", 1, false},
	    {"\xc3", 1, false},
	    {"\xc0\xaf", 2, false},
	    {"\xe0\x80\xaf", 3, false},
	    {"\xed\xa0\x80", 3, false},
	    {"\xf4\x90\x80\x80", 4, false},
	    {"\xff", 1, false},
	    {"\xe2\x82", 2, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (str_valid(cases[i].p, cases[i].n) != cases[i].ok)
			fail_msg("case %zu", i);
}

/* SOURCE: UAX #9, 2. twin: one bound of str_turns() moved */
void test_str_turns__marks_alone(void **state)
{
	static const struct { struct str s; uint32_t mark;
	} cases[] = {
	    {{"", 0}, 0},
	    {{"\xe2\x80\xae", 3}, 0x202e},
	    {{"a\xe2\x80\xaa", 4}, 0x202a},
	    {{"\xe2\x81\xa6z", 4}, 0x2066},
	    {{"\xe2\x81\xa9\xe2\x80\xae", 6}, 0x2069},
	    {{"\xe2\x80\xa9", 3}, 0},		/* paragraph separator */
	    {{"\xe2\x80\xaf", 3}, 0},		/* narrow blank */
	    {{"\xe2\x81\xa5", 3}, 0},
	    {{"\xe2\x81\xaa", 3}, 0},
	    {{"\xd8\xae\xd8\xb7\xd8\xb1", 6}, 0},	/* Arabic letters */
	    {{"\xf0\x9f\x98\x80", 4}, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (str_turns(cases[i].s) != cases[i].mark)
			fail_msg("case %zu", i);
}

void test_str_int__edges(void **state)
{
	int64_t v = 7;

	(void)state;
	assert_true(str_int(STR("-9223372036854775808"), &v) && v == INT64_MIN);
	assert_true(str_int(STR("9223372036854775807"), &v) && v == INT64_MAX);
	v = 7;
	assert_false(str_int(STR("9223372036854775808"), &v));
	assert_false(str_int(STR(""), &v) || str_int(STR("-"), &v) || str_int(STR("1 "), &v) ||
	    str_int(STR("+1"), &v) || str_int(STR("0x1"), &v));
	assert_int_equal(v, 7);
}

void test_str_trim__and_hex(void **state)
{
	uint8_t raw[3] = { 0, 0xab, 0xff }, back[3];
	char hex[7];
	T_BEGIN;

	assert_string_equal(str_trim(a, STR(" \t a b \n")).p, "a b");
	assert_int_equal(str_trim(a, STR("   ")).n, 0);
	hex_encode(raw, sizeof(raw), hex);
	assert_string_equal(hex, "00abff");
	assert_true(hex_decode(hex, back, 3));
	assert_memory_equal(raw, back, 3);
	assert_false(hex_decode("00abf", back, 3) || hex_decode("00ABFF", back, 3) ||
	    hex_decode("00abfg", back, 3));
	T_END;
}

/* Every day of 400 years: printing and parsing agree, and days follow each other. */
void test_clock_dates__round_trip(void **state)
{
	char text[TIME_TEXT], before[DATE_TEXT] = "", date[DATE_TEXT];
	int64_t day = INT64_C(86400000000), us;

	(void)state;
	for (int64_t d = -25567; d < 120000; d++) {	/* 1900-01-01 .. */
		time_print(d * day + INT64_C(3723004000), text);
		assert_true(time_parse(str_of(text), &us));
		assert_true(us == d * day + INT64_C(3723004000));
		date_print(d * day, date);
		assert_true(date_valid(str_of(date)) && strcmp(before, date) < 0);
		memcpy(before, date, sizeof(date));
	}
}

void test_clock_parse__forms(void **state)
{
	static const char *const bad[] = {"", "2026", "2026-02-29", "2026-13-01", "2026-00-10",
	    "2026-01-32", "2026-01-01T24:00Z", "2026-01-01T10:60Z", "2026-01-01T10:00", "26-01-01",
	    "2026-01-01T10:00:00.Z", "2026-01-01T10:00:00Zx", "2026-01-01T10:00:00+25:00",
	    "1900-02-29"};
	int64_t x, y;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (time_parse(str_of(bad[i]), &x))
			fail_msg("accepted \"%s\"", bad[i]);
	assert_true(time_parse(STR("2026-11-22T03:00:00+01:00"), &x) &&
	    time_parse(STR("2026-11-22T02:00Z"), &y) && x == y);
	assert_true(time_parse(STR("2000-02-29"), &x) && time_parse(STR("2000-03-01T00:00Z"), &y) &&
	    x == y - 1);	/* a bare date is its last moment */
}

/* SOURCE: RFC 8259, and what this program refuses beyond it. */
void test_json_parse__refusals(void **state)
{
	static const char *const bad[] = {"", "{", "[1,]", "{\"a\":1,\"a\":2}", "\"\\ud800\"",
	    "NaN", "1e999", "\"\\u0000\"", "[1] x", "{'a':1}", "\"\x01\"", "\"\xff\"", "01", "tru"};
	char deep[200];
	struct value *v;
	T_BEGIN;

	for (size_t i = 0; i < COUNT(bad); i++) {
		err_clear(e);
		if (json_parse(a, bad[i], strlen(bad[i]), &v, e) != E_USAGE)
			fail_msg("accepted %s", bad[i]);
	}
	memset(deep, '[', sizeof(deep));
	err_clear(e);
	assert_int_equal(json_parse(a, deep, sizeof(deep), &v, e), E_USAGE);
	T_END;
}

void test_json_print__parses_back(void **state)
{
	static const char text[] = "{\"b\":[1,-2,3.5,true,null],"
	    "\"a\":{\"x\":\"\\\"\\\\\\n\\u001f\xc3\xa4\"}}";
	struct value *v, *again;
	struct sbuf *b;
	T_BEGIN;

	assert_int_equal(json_parse(a, text, strlen(text), &v, e), E_OK);
	json_print(b = sbuf_new(a, 1000), v);
	assert_string_equal(b->p, text);
	assert_int_equal(json_parse(a, b->p, b->n, &again, e), E_OK);
	assert_true(val_same(v, again));
	T_END;
}

void test_sbuf_max__sticks(void **state)
{
	struct sbuf *b;
	T_BEGIN;

	(void)e;
	b = sbuf_new(a, 10);
	sbuf_text(b, "12345");
	sbuf_text(b, "678901");	/* one too many: nothing of it is added, and it stays failed */
	sbuf_text(b, "6");
	assert_false(sbuf_ok(b));
	assert_string_equal(b->p, "12345");
	T_END;
}

void test_value_set__replaces_in_place(void **state)
{
	struct value *o;
	T_BEGIN;

	(void)e;
	o = val_obj(a);
	val_set_int(a, o, "x", 1);
	val_set_int(a, o, "y", 2);
	val_set_int(a, o, "x", 3);
	assert_int_equal(o->u.list.n, 2);
	assert_int_equal(val_get_int(o, "x", 0), 3);
	assert_string_equal(o->u.list.first->key, "x");
	assert_string_equal(o->u.list.last->key, "y");
	T_END;
}
