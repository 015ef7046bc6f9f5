/* ledger/leaf_test.c */
#include "base/test.h"
#include "base/clock.h"
#include "ledger/leaf.h"

static struct hmac_key key_of(const char *text)
{
	struct hmac_key k;

	hmac_key_init(&k, text, strlen(text));
	return k;
}

static struct leaf example(const struct hash *ev, size_t nev)
{
	return (struct leaf){ .log = "annexa.example/3f/1", .i = 17, .t_us = 1795575845678901,
		.act = "u-7f3a", .auth = "webauthn", .op = "update", .obj = "risk/12", .rev = 3,
		.prev = 9, .doc = sha256("d", 1), .ev = ev, .nev = nev };
}

static struct sbuf *printed(struct arena *a, struct leaf *l, const struct hmac_key *k,
    struct err *e)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, LEAF_MAX);
	assert_int_equal(leaf_print(b, l, k, e), 0);
	return b;
}

static void same_leaf(const struct leaf *x, const struct leaf *y)
{
	assert_int_equal(x->v, y->v);
	assert_string_equal(x->log, y->log);
	assert_int_equal(x->i, y->i);
	assert_int_equal(x->t_us / 1000, y->t_us / 1000);
	assert_string_equal(x->act, y->act);
	assert_string_equal(x->auth, y->auth);
	assert_string_equal(x->op, y->op);
	assert_string_equal(x->obj, y->obj);
	assert_int_equal(x->rev, y->rev);
	assert_int_equal(x->prev, y->prev);
	assert_true(hash_eq(&x->doc, &y->doc));
	assert_int_equal(x->nev, y->nev);
	for (size_t i = 0; i < x->nev; i++)
		assert_true(hash_eq(&x->ev[i], &y->ev[i]));
	assert_true(hash_eq(&x->mac, &y->mac));
	assert_int_equal(x->mac_at, y->mac_at);
}

/* The bytes are what every later version must still read. */
void test_leaf_print__exact_bytes(void **state)
{
	struct hmac_key k = key_of("key");
	struct hash ev = sha256("", 0);
	struct leaf l = example(&ev, 1);
	T_BEGIN;

	struct sbuf *b = printed(a, &l, &k, e);
	char hex[HASH_HEX];
	hash_hex(&l.mac, hex);
	assert_string_equal(b->p,
	    arena_printf(a,
		"{\"act\":\"u-7f3a\",\"auth\":\"webauthn\",\"doc\":"
		"\"18ac3e7343f016890c510e93f935261169d9e3f565436429830faf0934f4f8e4\",\"ev\":"
		"[\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"],\"i\":17,"
		"\"log\":\"annexa.example/3f/1\",\"mac\":\"%s\",\"obj\":\"risk/"
		"12\",\"op\":\"update\","
		"\"prev\":9,\"rev\":3,\"t\":\"2026-11-25T03:04:05.678Z\",\"v\":1}",
		hex));
	T_END;
}

void test_leaf_print__is_canonical_and_mac_is_of_the_rest(void **state)
{
	struct hmac_key k = key_of("key");
	struct hash ev[3] = { sha256("1", 1), sha256("2", 1), sha256("3", 1) }, mac;
	T_BEGIN;

	for (int i = 0; i < 16; i++) {
		struct leaf l = example(ev, (size_t)i % 4);
		struct value *v, *without;
		struct sbuf *b, again;

		if (i & 4)
			l.prev = LEAF_NO_PREV;
		if (i & 8)
			l.act = l.auth = l.obj = NULL;
		b = printed(a, &l, &k, e);
		assert_int_equal(json_parse(a, b->p, b->n, &v, e), 0);
		sbuf_init_free(&again, LEAF_MAX);
		jcs_print(&again, v);
		assert_string_equal(b->p, again.p);
		/* The mac, the slow way. */
		again.n = 0;
		without = val_obj(a);
		for (const struct value *m = v->u.list.first; m; m = m->next)
			if (strcmp(m->key, "mac") != 0)
				val_add(without, m->key, val_copy(a, m));
		jcs_print(&again, without);
		mac = hmac_sha256(&k, again.p, again.n);
		assert_true(hash_eq(&mac, &l.mac));
		sbuf_release(&again);
	}
	T_END;
}

void test_leaf_parse__round_trip(void **state)
{
	struct hmac_key k = key_of("key"), other = key_of("kez");
	struct hash ev[2] = { sha256("1", 1), sha256("2", 1) };
	struct leaf l, m;
	struct sbuf *b;
	T_BEGIN;

	for (size_t i = 0; i < 6; i++) {
		l = example(ev, i % 3);
		if (i > 2)
			l.prev = LEAF_NO_PREV;
		b = printed(a, &l, &k, e);
		assert_int_equal(leaf_parse(a, b->p, b->n, &m, e), 0);
		same_leaf(&l, &m);
		assert_true(leaf_mac_ok(&k, b->p, b->n, &m));
		assert_false(leaf_mac_ok(&other, b->p, b->n, &m));
	}
	T_END;
}

/* Whatever one bit, a cut or an insertion makes of a body, it is unreadable or its mac is wrong. */
void test_leaf_parse__every_change_shows(void **state)
{
	struct hmac_key k = key_of("key");
	struct hash ev = sha256("1", 1);
	struct leaf l = example(&ev, 1), m;
	struct sbuf *b;
	char *copy;
	size_t n;
	T_BEGIN;

	b = printed(a, &l, &k, e);
	n = b->n;
	for (size_t i = 0; i < 8 * n; i++) {
		copy = arena_text_n(a, b->p, n);
		copy[i / 8] = (char)(copy[i / 8] ^ 1 << i % 8);
		assert_true(leaf_parse(a, copy, n, &m, e) != 0 || !leaf_mac_ok(&k, copy, n, &m));
		err_clear(e);
	}
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(leaf_parse(a, b->p, i, &m, e), E_INVALID);
		err_clear(e);
		copy = arena_printf(a, "%.*s %s", (int)i, b->p, b->p + i);
		assert_int_equal(leaf_parse(a, copy, n + 1, &m, e), E_INVALID);
		err_clear(e);
	}
	assert_int_equal(leaf_parse(a, arena_printf(a, "%s ", b->p), n + 1, &m, e), E_INVALID);
	T_END;
}

/* Good JSON that says the same in other words is refused: one meaning, one body. */
void test_leaf_parse__one_spelling(void **state)
{
	static const char *const other[][2] = { { "\"i\":17", "\"i\":017" },
		{ "\"i\":17", "\"i\":17.0" },
		{ "\"i\":17", "\"i\":-17" }, { "\"i\":17", "\"i\":9007199254740992" },
		{ "\"i\":17", "\"i\":" },
		{ "\"i\":17", "\"i\":170141183460469231731687303715884" },
		{ "u-7f3a", "u-7f\\u0033a" }, { "u-7f3a", "u 7f3a" },
		{ "18ac", "18AC" }, { "03:04:05.678Z", "03:04:05.67Z" },
		{ "2026-11-25T", "2026-11-25 " }, { "2026-11-25", "2026-11-31" },
		{ ":05.678Z", ":60.678Z" }, { "\"v\":1", "\"v\":2" }, { "\"v\":1", "\"v\":0" },
		{ "\"prev\":9", "\"prev\":17" }, { "\"rev\":3,", "" },
		{ "\"op\":\"update\"", "\"op\":\"\"" },
		{ "\"ev\":[]", "\"ev\":[,]" }, { "\"ev\":[]", "\"ev\":[\"00\"]" },
		{ "\"i\":17", "\"i\" :17" } };
	struct hmac_key k = key_of("key");
	struct leaf l = example(NULL, 0), m;
	struct sbuf *b;
	T_BEGIN;

	b = printed(a, &l, &k, e);
	for (size_t i = 0; i < COUNT(other); i++) {
		const char *at = strstr(b->p, other[i][0]);

		assert_non_null(at);
		const char *changed = arena_printf(
		    a, "%.*s%s%s", (int)(at - b->p), b->p, other[i][1], at + strlen(other[i][0]));
		assert_int_equal(leaf_parse(a, changed, strlen(changed), &m, e), E_INVALID);
		err_clear(e);
	}
	T_END;
}

void test_leaf_print__limits(void **state)
{
	struct hmac_key k = key_of("key");
	char text[LEAF_TEXT_MAX + 2];
	struct hash *ev;
	struct leaf l, m;
	struct sbuf *b;
	T_BEGIN;

	memset(text, 'x', sizeof(text));
	text[LEAF_TEXT_MAX] = '\0';
	ev = arena_zero(a, 951, sizeof(*ev));
	l = example(ev, 950);
	l.log = l.act = l.auth = l.op = l.obj = text;
	l.i = l.rev = (INT64_C(1) << 53) - 1;
	l.prev = l.i - 1;
	b = printed(a, &l, &k, e);
	assert_true(b->n <= LEAF_MAX);
	assert_int_equal(leaf_parse(a, b->p, b->n, &m, e), 0);
	same_leaf(&l, &m);
	l.nev = 951;
	struct sbuf wide;
	sbuf_init_free(&wide, 1 << 20);
	assert_int_equal(leaf_print(&wide, &l, &k, e), E_TOOBIG);
	assert_int_equal(wide.n, 0);
	err_clear(e);
	for (int i = 0; i < 10; i++) {
		l = example(NULL, 0);
		text[LEAF_TEXT_MAX] = i == 0 ? 'x' : '\0';
		text[LEAF_TEXT_MAX + 1] = '\0';
		if (i == 0)
			l.obj = text;
		if (i == 1)
			l.op = "";
		if (i == 2)
			l.log = NULL;
		if (i == 3)
			l.act = "a\"b";
		if (i == 4)
			l.act = "Jos\xc3\xa9";
		if (i == 5)
			l.i = -1;
		if (i == 6)
			l.rev = INT64_C(1) << 53;
		if (i == 7)
			l.prev = l.i;
		if (i == 8)
			l.t_us = -1;
		if (i == 9)
			l.v = 2;
		size_t before = b->n;
		assert_int_equal(leaf_print(b, &l, &k, e), E_INVALID);
		assert_int_equal(b->n, before);
		err_clear(e);
	}
	T_END;
}

static const uint8_t seed[DOC_SEED] = { 1, 2, 3 };

static struct value *document(struct arena *a, const char *text, struct err *e)
{
	struct value *v;

	assert_int_equal(json_parse(a, text, strlen(text), &v, e), 0);
	return v;
}

static const char person[] = "{\"title\":\"Phishing\",\"email\":\"j@example.org\",\"level\":2.5,"
    "\"tags\":[\"b\",\"a\"],\"x\\u00e9\\\"\":null}";

/* The definition of leaf.h, step by step with the general printers. */
static struct hash slow_digest(struct arena *a, const struct value *o)
{
	const char *hex_d[64];
	char hex[HASH_HEX];
	struct hmac_key k;
	struct value *list;
	struct sbuf b;
	struct hash h;
	size_t n = 0;

	hmac_key_init(&k, seed, sizeof(seed));
	for (const struct value *m = o->u.list.first; m; m = m->next) {
		h = hmac_sha256(&k, m->key, strlen(m->key));
		hash_hex(&h, hex);
		list = val_arr(a);
		val_push(list, val_text(a, arena_text(a, hex)));
		val_push(list, val_text(a, m->key));
		val_push(list, val_copy(a, m));
		sbuf_init_free(&b, 10000);
		sbuf_char(&b, 0x10);
		jcs_print(&b, list);
		h = sha256(b.p, b.n);
		hash_hex(&h, hex);
		size_t at = n++;
		for (; at && strcmp(hex_d[at - 1], hex) > 0; at--)
			hex_d[at] = hex_d[at - 1];
		hex_d[at] = arena_text(a, hex);
		sbuf_release(&b);
	}
	list = val_arr(a);
	for (size_t i = 0; i < n; i++)
		val_push(list, val_text(a, hex_d[i]));
	sbuf_init_free(&b, 10000);
	sbuf_char(&b, 0x11);
	jcs_print(&b, list);
	h = sha256(b.p, b.n);
	sbuf_release(&b);
	return h;
}

void test_leaf_doc__by_definition(void **state)
{
	struct hash x, y;
	T_BEGIN;

	struct value *o = document(a, person, e);
	assert_int_equal(doc_digest(seed, o, NULL, &x, e), 0);
	y = slow_digest(a, o);
	assert_true(hash_eq(&x, &y));
	o = document(a, "{}", e);
	assert_int_equal(doc_digest(seed, o, NULL, &x, e), 0);
	y = sha256("\x11[]", 3);
	assert_true(hash_eq(&x, &y));
	/* The order of members does not matter, every value, name and the seed do. */
	assert_int_equal(doc_digest(seed, document(a, "{\"a\":1,\"b\":2}", e), NULL, &x, e), 0);
	assert_int_equal(doc_digest(seed, document(a, "{\"b\":2,\"a\":1}", e), NULL, &y, e), 0);
	assert_true(hash_eq(&x, &y));
	assert_int_equal(doc_digest(seed, document(a, "{\"b\":1,\"a\":2}", e), NULL, &y, e), 0);
	assert_false(hash_eq(&x, &y));
	assert_int_equal(doc_digest(seed, document(a, "{\"a\":1}", e), NULL, &y, e), 0);
	assert_false(hash_eq(&x, &y));
	uint8_t other[DOC_SEED] = { 1, 2, 4 };
	assert_int_equal(doc_digest(other, document(a, "{\"a\":1,\"b\":2}", e), NULL, &y, e), 0);
	assert_false(hash_eq(&x, &y));
	T_END;
}

void test_leaf_doc__many_members(void **state)
{
	struct hash x, y;
	T_BEGIN;

	struct value *o = val_obj(a);
	for (int i = 0; i < 200; i++)
		val_set_int(a, o, arena_printf(a, "f%d", i), i);
	assert_int_equal(doc_digest(seed, o, NULL, &x, e), 0);
	assert_int_equal(doc_digest(seed, val_copy(a, o), NULL, &y, e), 0);
	assert_true(hash_eq(&x, &y));
	T_END;
}

void test_leaf_doc__erase_keeps_the_digest(void **state)
{
	static const char *const first[] = { "email" }, *const second[] = { "tags", "email" };
	struct value *o, *once, *kept, *twice, *kept2;
	struct hash x, y;
	struct sbuf b;
	int64_t leaf;
	T_BEGIN;

	o = document(a, person, e);
	assert_int_equal(doc_digest(seed, o, NULL, &x, e), 0);
	assert_int_equal(doc_erase(a, seed, o, NULL, first, 1, 812, &once, &kept, e), 0);
	assert_true(doc_redacted(val_get(once, "email"), &leaf));
	assert_int_equal(leaf, 812);
	assert_non_null(val_get(val_get(kept, "email"), "digest"));
	assert_null(val_get(val_get(kept, "email"), "salt"));
	assert_int_equal(doc_digest(NULL, once, kept, &y, e), 0);
	assert_true(hash_eq(&x, &y));
	/* Again, without the seed, on top of the first time. */
	assert_int_equal(doc_erase(a, NULL, once, kept, second, 2, 900, &twice, &kept2, e), 0);
	assert_true(doc_redacted(val_get(twice, "email"), &leaf));
	assert_int_equal(leaf, 812);
	assert_true(doc_redacted(val_get(twice, "tags"), &leaf));
	assert_int_equal(leaf, 900);
	assert_int_equal(doc_digest(NULL, twice, kept2, &y, e), 0);
	assert_true(hash_eq(&x, &y));
	/* Neither value nor salt of what was erased is left. */
	char salt[HASH_HEX];
	struct hmac_key k;
	hmac_key_init(&k, seed, sizeof(seed));
	y = doc_field_salt(&k, "email");
	hash_hex(&y, salt);
	sbuf_init_free(&b, 100000);
	json_print(&b, once);
	json_print(&b, kept);
	assert_null(strstr(b.p, "j@example"));
	assert_null(strstr(b.p, salt));
	sbuf_release(&b);
	T_END;
}

void test_leaf_doc__disclosed_salts_verify(void **state)
{
	struct value *o, *kept;
	struct hash x, y;
	T_BEGIN;

	o = document(a, person, e);
	assert_int_equal(doc_digest(seed, o, NULL, &x, e), 0);
	assert_int_equal(doc_disclose(a, seed, o, NULL, &kept, e), 0);
	assert_int_equal(doc_digest(NULL, o, kept, &y, e), 0);
	assert_true(hash_eq(&x, &y));
	val_set_text(a, o, "title", "Changed");
	assert_int_equal(doc_digest(NULL, o, kept, &y, e), 0);
	assert_false(hash_eq(&x, &y));
	T_END;
}

void test_leaf_doc__refusals(void **state)
{
	static const char *const none[] = { "none" };
	static const char hex[] =
	    "00000000000000000000000000000000000000000000000000000000000000aa";
	struct value *o, *k, *out, *out2;
	struct hash x;
	T_BEGIN;

	o = document(a, "{\"a\":1}", e);
	assert_int_equal(doc_digest(NULL, o, NULL, &x, e), E_INVALID);		/* no salt at all */
	err_clear(e);
	const char *const bad[] = { "{\"b\":{\"salt\":\"%s\"}}", "{\"a\":{\"digest\":\"%s\"}}",
		"{\"a\":{\"other\":\"%s\"}}", "{\"a\":\"%s\"}", "{\"a\":{\"salt\":\"%.63s\"}}",
		"{\"a\":{\"salt\":\"%sa\"}}", "{\"a\":{\"salt\":\"%.63sA\"}}", "[\"%s\"]",
		"{\"a\":{\"salt\":\"%s\"},\"c\":{\"salt\":\"00\"}}" };
	for (size_t i = 0; i < COUNT(bad); i++) {
		const char *mark = strchr(bad[i], '%');
		size_t from = (size_t)(mark - bad[i]);
		bool cut = mark[1] == '.';
		const char *text = arena_printf(
		    a, "%.*s%.*s%s", (int)from, bad[i], cut ? 63 : 64, hex, mark + (cut ? 5 : 2));

		k = document(a, text, e);
		assert_int_equal(doc_digest(seed, o, k, &x, e), E_INVALID);
		err_clear(e);
	}
	o = document(a, "{\"a\":[1,{\"b\":9007199254740993}]}", e);
	assert_int_equal(doc_digest(seed, o, NULL, &x, e), E_INVALID);
	err_clear(e);
	assert_int_equal(doc_digest(seed, document(a, "[1]", e), NULL, &x, e), E_INVALID);
	err_clear(e);
	assert_int_equal(doc_erase(a, seed, o, NULL, none, 1, 1, &out, &out2, e), E_NOTFOUND);
	T_END;
}

/* The text of a document gives what its values give, or nothing at all. */
void test_leaf_doc__digest_of_text(void **state)
{
	static const char good[] =
	    "{\"a\":[1,{\"x\":\"]},\\\"\"}],\"ab\":\"\xc3\xa4,}\",\"b\":{},\"c\":null}";
	static const char *const bad[] = {"", "{", "{}", "[1]", "{\"a\":1", "{\"a\":1,}",
	    "{\"a\":1}}", "{\"a\":1} ", "{ \"a\":1}", "{\"a\" :1}", "{\"b\":1,\"a\":2}",
	    "{\"a\":1,\"a\":2}", "{\"a\":}", "{\"a\\u0062\":1}", "{\"a\":\"1}", "{\"a\":\"1\\\"}",
	    "{\"a\":[1}", "{\"\":1}", "{\"a\":1]"};
	struct value *more, *all;
	struct hash x, y;
	T_BEGIN;

	more = document(a, "{\"request\":\"17\",\"reason\":\"a \\\"b\\\"\"}", e);
	all = document(a, good, e);
	val_add(all, "request", val_text(a, "17"));
	val_add(all, "reason", val_text(a, "a \"b\""));
	assert_int_equal(doc_digest(seed, all, NULL, &x, e), 0);
	assert_true(doc_digest_text(seed, str_of(good), more, &y));
	assert_true(hash_eq(&x, &y));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(doc_digest_text(seed, str_of(bad[i]), more, &y));
	/* Blanks inside a value are not looked for: they give another digest. */
	assert_true(doc_digest_text(seed, STR("{\"a\":[1, 2]}"), more, &x));
	assert_true(doc_digest_text(seed, STR("{\"a\":[1,2]}"), more, &y));
	assert_false(hash_eq(&x, &y));
	T_END;
}
