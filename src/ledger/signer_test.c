/* ledger/signer_test.c -- the signer's logic without fork, then the process. */
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "base/test.h"
#include "base/clock.h"
#include "base/log.h"
#include "ledger/signer_priv.h"

static const char origin[] = "annexa.example/3f2a/1";

struct place {
	char dir[40];
	int fd;
	struct signer_core *c;
	struct hmac_key mac;
};

static void place_open(struct place *p, struct err *e)
{
	uint8_t key[SIGNER_MAC_KEY];

	assert_int_equal(signer_dir_open(p->dir, &p->fd, e), 0);
	p->c = mem_new(1, sizeof(*p->c));
	assert_int_equal(signer_core_init(p->c, p->fd, e), 0);
	assert_int_equal(signer_mac_key(p->dir, key, e), 0);
	hmac_key_init(&p->mac, key, sizeof(key));
}

static void place_init(struct place *p, struct err *e)
{
	memcpy(p->dir, "/tmp/annexa-signer-XXXXXX", 26);
	assert_non_null(mkdtemp(p->dir));
	place_open(p, e);
}

static void place_close(struct place *p)
{
	signer_core_release(p->c);
	mem_free(p->c);
	close(p->fd);
}

/* As after a crash: what is on disk is all there is. */
static void place_again(struct place *p, struct err *e)
{
	place_close(p);
	place_open(p, e);
}

static void remove_all(const char *dir)
{
	char path[400];
	DIR *d = opendir(dir);
	struct dirent *entry;

	while (d && (entry = readdir(d))) {
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		if (unlink(path) != 0)
			remove_all(path);
	}
	if (d)
		closedir(d);
	(void)rmdir(dir);
}

static struct str body_at(struct arena *a, const struct hmac_key *mac, const char *log, int64_t i,
    int64_t t_us, const char *op)
{
	struct leaf l = { .log = log, .i = i, .t_us = t_us, .act = "u-1", .auth = "password",
		.op = op, .obj = "risk/1", .rev = 1, .prev = LEAF_NO_PREV };
	struct sbuf *b = arena_alloc(a, sizeof(*b));
	struct err e;

	err_init(&e, a);
	sbuf_init(b, a, LEAF_MAX);
	assert_int_equal(leaf_print(b, &l, mac, &e), 0);
	return sbuf_str(b);
}

static struct str body(struct arena *a, const struct place *p, int64_t i)
{
	return body_at(a, &p->mac, origin, i, i * 1000000, "create");
}

static struct hash root_of(struct arena *a, const struct place *p, int64_t n)
{
	struct tree t;

	tree_init(&t);
	for (int64_t i = 0; i < n; i++) {
		struct str s = body(a, p, i);
		struct hash h = tree_leaf_hash(s.p, s.n);

		tree_append(&t, &h);
	}
	return tree_root(&t);
}

static void grow(struct arena *a, struct place *p, int64_t from, int64_t to, struct err *e)
{
	for (int64_t i = from; i < to; i++) {
		struct str s = body(a, p, i);

		assert_int_equal(signer_core_append(p->c, origin, &s, 1, e), 0);
	}
}

static void sign(struct arena *a, struct place *p, int64_t n, struct err *e)
{
	struct hash root = root_of(a, p, n);
	struct str note;

	assert_int_equal(signer_core_sign(p->c, origin, (uint64_t)n, &root, &note, e), 0);
}

#define REFUSED(call, text) do { \
	assert_int_equal((call), E_REFUSED); \
	assert_int_equal(e->code, E_REFUSED); \
	if (!strstr(e->detail, (text))) \
		fail_msg("reason is: %s", e->detail); \
	err_clear(e); } while (0)

void test_signer_sign__note_verifies(void **state)
{
	struct place p;
	struct signer_mark m;
	struct checkpoint head;
	struct note_key key;
	struct str note, again, text;
	struct hash root;
	T_BEGIN;

	place_init(&p, e);
	assert_int_equal(signer_core_mark(p.c, origin, &m, e), E_NOTFOUND);
	err_clear(e);
	assert_int_equal(signer_core_open(p.c, origin, &m, e), 0);
	assert_int_equal(m.size, 0);
	grow(a, &p, 0, 5, e);
	root = root_of(a, &p, 5);
	assert_int_equal(signer_core_sign(p.c, origin, 5, &root, &note, e), 0);
	assert_int_equal(note_key_init(&key, origin, p.c->key.public, e), 0);
	assert_int_equal(note_open(note, &key, 1, &text, e), 0);
	assert_int_equal(checkpoint_parse(text, &head, e), 0);
	assert_string_equal(head.origin, origin);
	assert_int_equal(head.size, 5);
	assert_true(hash_eq(&head.root, &root));
	assert_int_equal(signer_core_sign(p.c, origin, 5, &root, &again, e), 0);
	assert_true(str_eq(note, again));
	assert_int_equal(signer_core_mark(p.c, origin, &m, e), 0);
	assert_int_equal(m.size, 5);
	assert_int_equal(m.grown, 5);
	assert_int_equal(m.t_us, 4000000);
	assert_true(hash_eq(&m.root, &root));
	place_close(&p);
	remove_all(p.dir);
	T_END;
}

void test_signer_sign__empty_log(void **state)
{
	struct place p;
	struct signer_mark m;
	struct hash root = sha256("", 0);
	struct str note;
	T_BEGIN;

	place_init(&p, e);
	assert_int_equal(signer_core_open(p.c, origin, &m, e), 0);
	assert_int_equal(signer_core_sign(p.c, origin, 0, &root, &note, e), 0);
	place_again(&p, e);
	assert_int_equal(signer_core_mark(p.c, origin, &m, e), 0);
	assert_int_equal(m.size, 0);
	place_close(&p);
	remove_all(p.dir);
	T_END;
}

/* The database comes back older than what was signed. */
void test_signer_sign__rollback_refused(void **state)
{
	struct place p;
	struct signer_mark m;
	struct hash root;
	struct str note, old;
	T_BEGIN;

	place_init(&p, e);
	assert_int_equal(signer_core_open(p.c, origin, &m, e), 0);
	grow(a, &p, 0, 7, e);
	sign(a, &p, 7, e);
	root = root_of(a, &p, 4);
	REFUSED(signer_core_sign(p.c, origin, 4, &root, &note, e), "entries are missing");
	place_again(&p, e);
	REFUSED(signer_core_sign(p.c, origin, 4, &root, &note, e), "entries are missing");
	assert_int_equal(signer_core_open(p.c, origin, &m, e), 0); /* known: not from nothing */
	assert_int_equal(m.size, 7);
	old = body(a, &p, 4);
	REFUSED(signer_core_append(p.c, origin, &old, 1, e), "leaf 7 is next");
	place_close(&p);
	remove_all(p.dir);
	T_END;
}

/* Another history of the same length, or one that leaves the signed part. */
void test_signer_sign__fork_refused(void **state)
{
	struct place p;
	struct signer_mark m;
	struct hash root, h;
	struct str note, other;
	struct tree t;
	T_BEGIN;

	place_init(&p, e);
	assert_int_equal(signer_core_open(p.c, origin, &m, e), 0);
	grow(a, &p, 0, 3, e);
	sign(a, &p, 3, e);
	tree_init(&t);
	for (int64_t i = 0; i < 4; i++) {
		other = body_at(a, &p.mac, origin, i, i * 1000000, i == 1 ? "delete" : "create");
		h = tree_leaf_hash(other.p, other.n);
		tree_append(&t, &h);
		if (i == 2) {
			root = tree_root(&t);
			REFUSED(signer_core_sign(p.c, origin, 3, &root, &note, e), "differs");
		}
	}
	root = tree_root(&t);
	assert_int_equal(signer_core_append(p.c, origin, &other, 1, e), 0);
	REFUSED(signer_core_sign(p.c, origin, 4, &root, &note, e), "differs");
	root = root_of(a, &p, 5);
	REFUSED(signer_core_sign(p.c, origin, 5, &root, &note, e), "were shown");
	sign(a, &p, 4, e);		/* the true one still goes */
	place_close(&p);
	remove_all(p.dir);
	T_END;
}

void test_signer_append__forged_refused(void **state)
{
	struct hmac_key wrong;
	struct place p;
	struct signer_mark m;
	struct str some[3];
	struct hash root;
	struct str note;
	char *changed;
	T_BEGIN;

	place_init(&p, e);
	hmac_key_init(&wrong, "x", 1);
	assert_int_equal(signer_core_open(p.c, origin, &m, e), 0);
	some[0] = body_at(a, &wrong, origin, 0, 0, "create");
	REFUSED(signer_core_append(p.c, origin, some, 1, e), "not written by this program");
	some[0] = body(a, &p, 0);
	changed = arena_text_n(a, some[0].p, some[0].n);
	*strchr(strstr(changed, "\"op\":\"create") + 7, 'e') = 'f';
	some[0].p = changed;
	REFUSED(signer_core_append(p.c, origin, some, 1, e), "not written by this program");
	some[0] = STR("{\"op\":\"create\"}");
	REFUSED(signer_core_append(p.c, origin, some, 1, e), "not in the form");
	some[0] = body_at(a, &p.mac, "annexa.example/other/1", 0, 0, "create");
	REFUSED(signer_core_append(p.c, origin, some, 1, e), "belongs to the log");
	some[0] = body(a, &p, 1);
	REFUSED(signer_core_append(p.c, origin, some, 1, e), "leaf 0 is next");
	/* One bad leaf of several: none of them is taken. */
	some[0] = body(a, &p, 0);
	some[1] = body_at(a, &wrong, origin, 1, 0, "create");
	REFUSED(signer_core_append(p.c, origin, some, 2, e), "not written by this program");
	root = sha256("", 0);
	assert_int_equal(signer_core_sign(p.c, origin, 0, &root, &note, e), 0);
	place_close(&p);
	remove_all(p.dir);
	T_END;
}

void test_signer_append__time_back_refused(void **state)
{
	struct place p;
	struct signer_mark m;
	struct str s;
	T_BEGIN;

	place_init(&p, e);
	assert_int_equal(signer_core_open(p.c, origin, &m, e), 0);
	grow(a, &p, 0, 3, e);
	s = body_at(a, &p.mac, origin, 3, 1999999, "create");
	REFUSED(signer_core_append(p.c, origin, &s, 1, e), "older");
	sign(a, &p, 3, e);
	place_again(&p, e);		/* the time is part of the mark */
	REFUSED(signer_core_append(p.c, origin, &s, 1, e), "older");
	s = body_at(a, &p.mac, origin, 3, 2000000, "create"); /* the same moment is fine */
	assert_int_equal(signer_core_append(p.c, origin, &s, 1, e), 0);
	place_close(&p);
	remove_all(p.dir);
	T_END;
}

void test_signer_mark__survives_and_goes_on(void **state)
{
	struct place p;
	struct signer_mark m;
	struct hash root;
	T_BEGIN;

	place_init(&p, e);
	assert_int_equal(signer_core_open(p.c, origin, &m, e), 0);
	for (int64_t n = 1; n < 20; n += 3) {
		grow(a, &p, n == 1 ? 0 : n - 3, n, e);
		sign(a, &p, n, e);
		grow(a, &p, n, n + 1, e);		/* shown, never signed: lost, and free */
		place_again(&p, e);
		root = root_of(a, &p, n);
		assert_int_equal(signer_core_mark(p.c, origin, &m, e), 0);
		assert_int_equal(m.size, n);
		assert_int_equal(m.grown, n);
		assert_true(hash_eq(&m.root, &root));
	}
	place_close(&p);
	remove_all(p.dir);
	T_END;
}

/* Leaves of a commit that failed go away; what was signed does not. */
void test_signer_open__forgets_unsigned_only(void **state)
{
	struct place p;
	struct signer_mark m;
	T_BEGIN;

	place_init(&p, e);
	assert_int_equal(signer_core_open(p.c, origin, &m, e), 0);
	grow(a, &p, 0, 3, e);
	sign(a, &p, 3, e);
	grow(a, &p, 3, 6, e);
	assert_int_equal(signer_core_mark(p.c, origin, &m, e), 0);
	assert_int_equal(m.grown, 6);
	assert_int_equal(signer_core_open(p.c, origin, &m, e), 0);
	assert_int_equal(m.size, 3);
	assert_int_equal(m.grown, 3);
	grow(a, &p, 3, 5, e);
	sign(a, &p, 5, e);
	place_close(&p);
	remove_all(p.dir);
	T_END;
}

static void mark_path(const struct place *p, char out[200])
{
	struct hash h = sha256(origin, strlen(origin));
	char hex[HASH_HEX];

	hash_hex(&h, hex);
	(void)snprintf(out, 200, "%s/signer/%s.mark", p->dir, hex);
}

static size_t slurp(const char *path, uint8_t *p, size_t room)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	assert_non_null(f);
	n = fread(p, 1, room, f);
	assert_int_equal(fclose(f), 0);
	return n;
}

static void spill(const char *path, const void *p, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* A damaged mark is a refusal, for open as well: else the log could start from nothing. */
void test_signer_mark__damage_refused(void **state)
{
	uint8_t file[4096];
	struct place p;
	struct signer_mark m;
	char path[200];
	size_t n;
	T_BEGIN;

	place_init(&p, e);
	assert_int_equal(signer_core_open(p.c, origin, &m, e), 0);
	grow(a, &p, 0, 3, e);
	sign(a, &p, 3, e);
	mark_path(&p, path);
	n = slurp(path, file, sizeof(file));
	for (size_t i = 0; i < n; i += 5) {
		file[i] ^= 1;
		spill(path, file, n);
		place_again(&p, e);
		REFUSED(signer_core_open(p.c, origin, &m, e), "damaged");
		file[i] ^= 1;
	}
	for (size_t i = 0; i < n; i += 11) {
		spill(path, file, i);
		place_again(&p, e);
		REFUSED(signer_core_open(p.c, origin, &m, e), "damaged");
	}
	/* Changed with its checksum: the frontier, root and note still contradict it. */
	for (size_t i = 21 + 4; i < n - 32; i += 9) {
		struct hash sum;

		if (i >= 21 + 4 + strlen(origin) && i < 21 + 4 + strlen(origin) + 8)
			continue;	/* the time is all that nothing else says */
		file[i] ^= 4;
		sum = sha256(file, n - 32);
		spill(path, file, n - 32);
		FILE *f = fopen(path, "ab");
		assert_int_equal(fwrite(sum.b, 1, 32, f), 32);
		assert_int_equal(fclose(f), 0);
		place_again(&p, e);
		REFUSED(signer_core_open(p.c, origin, &m, e), "damaged");
		file[i] ^= 4;
	}
	spill(path, file, n);
	place_again(&p, e);
	assert_int_equal(signer_core_open(p.c, origin, &m, e), 0);
	assert_int_equal(m.size, 3);
	place_close(&p);
	remove_all(p.dir);
	T_END;
}

/* No signature leaves when the mark cannot be written, and the next try is not confused by it. */
void test_signer_sign__mark_first(void **state)
{
	struct place p;
	struct signer_mark m;
	struct hash root;
	struct str note;
	char path[200], temp[210];
	T_BEGIN;

	place_init(&p, e);
	assert_int_equal(signer_core_open(p.c, origin, &m, e), 0);
	grow(a, &p, 0, 2, e);
	root = root_of(a, &p, 2);
	mark_path(&p, path);
	(void)snprintf(temp, sizeof(temp), "%s.tmp", path);
	assert_int_equal(mkdir(temp, 0700), 0);		/* the temporary file cannot be made */
	assert_int_equal(signer_core_sign(p.c, origin, 2, &root, &note, e), E_IO);
	err_clear(e);
	assert_int_equal(signer_core_mark(p.c, origin, &m, e), 0);
	assert_int_equal(m.size, 0);
	assert_int_equal(rmdir(temp), 0);
	assert_int_equal(signer_core_sign(p.c, origin, 2, &root, &note, e), 0);
	/* At the moment the note is in our hands the disk knows of it. */
	uint8_t file[4096];
	size_t n = slurp(path, file, sizeof(file));
	assert_non_null(memmem(file, n, note.p, note.n));
	place_close(&p);
	remove_all(p.dir);
	T_END;
}

void test_signer_key__kept_closed_and_not_replaced(void **state)
{
	uint8_t first[32], mac[SIGNER_MAC_KEY], mac2[SIGNER_MAC_KEY];
	struct place p;
	struct signer_mark m;
	struct signer_core *c;
	struct stat st;
	char path[200];
	int lock, second;
	T_BEGIN;

	place_init(&p, e);
	memcpy(first, p.c->key.public, 32);
	assert_int_equal(signer_mac_key(p.dir, mac, e), 0);
	(void)snprintf(path, sizeof(path), "%s/signer", p.dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	(void)snprintf(path, sizeof(path), "%s/signer/key", p.dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	place_again(&p, e);
	assert_memory_equal(first, p.c->key.public, 32);
	assert_int_equal(signer_mac_key(p.dir, mac2, e), 0);
	assert_memory_equal(mac, mac2, sizeof(mac));
	/* Readable by others, cut off, gone after a signature: no start. */
	c = mem_new(1, sizeof(*c));
	assert_int_equal(chmod(path, 0640), 0);
	REFUSED(signer_core_init(c, p.fd, e), "open to other users");
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(truncate(path, 31), 0);
	REFUSED(signer_core_init(c, p.fd, e), "damaged");
	assert_int_equal(signer_core_open(p.c, origin, &m, e), 0);
	assert_int_equal(unlink(path), 0);
	REFUSED(signer_core_init(c, p.fd, e), "missing");
	signer_core_release(c);
	mem_free(c);
	/* One signer at a time. */
	assert_int_equal(signer_dir_lock(p.fd, &lock, e), 0);
	REFUSED(signer_dir_lock(p.fd, &second, e), "another signer");
	close(lock);
	place_close(&p);
	remove_all(p.dir);
	T_END;
}

static int answer_code(struct place *p, uint32_t op, const uint8_t *in, size_t n)
{
	uint8_t out[WIRE_ANSWER_MAX];
	struct wire_out w = { out, 0, sizeof(out), false };
	struct wire_in r;

	signer_answer(p->c, op, in, n, &w);
	r = (struct wire_in){ out, w.n, false };
	return (int)wire_get_u32(&r);
}

/* Any bytes as a message give an answer, none a fault (the sanitizers watch). */
void test_signer_wire__hostile_messages(void **state)
{
	uint8_t in[300], out[WIRE_ANSWER_MAX];
	struct wire_out w = { out, 0, sizeof(out), false };
	struct signer_mark m;
	struct place p;
	uint32_t seed = 1;
	T_BEGIN;

	place_init(&p, e);
	assert_int_equal(signer_core_open(p.c, origin, &m, e), 0);
	for (int round = 0; round < 20000; round++) {
		size_t n = 0;

		for (size_t i = 0; i < sizeof(in); i++) {
			seed = seed * 1664525 + 1013904223;
			in[i] = (uint8_t)(seed >> 24);
		}
		if (round & 1) {		/* a true origin, then noise with small lengths */
			struct wire_out o = { in, 0, sizeof(in), false };

			wire_bytes(&o, origin, strlen(origin));
			wire_u32(&o, in[40] & 3);
			wire_u32(&o, in[41]);
			n = o.n;
		}
		n += in[99] % (sizeof(in) - n);
		w.n = 0;
		signer_answer(p.c, (uint32_t)round % 7, in, n, &w);
		assert_false(w.bad);
		assert_true(w.n >= 4);
	}
	assert_int_equal(signer_core_mark(p.c, origin, &m, e), 0);
	assert_int_equal(m.grown, 0);
	/* More bodies than the message can hold; an origin that only begins like one we know. */
	struct wire_out o = { in, 0, sizeof(in), false };
	wire_bytes(&o, origin, strlen(origin));
	wire_u32(&o, UINT32_MAX);
	assert_int_equal(answer_code(&p, WIRE_APPEND, in, o.n), E_INVALID);
	o.n = 0;
	wire_bytes(&o, origin, sizeof(origin));
	assert_int_equal(answer_code(&p, WIRE_MARK, in, o.n), E_INVALID);
	place_close(&p);
	remove_all(p.dir);
	T_END;
}

/* The process. */

struct process {
	char dir[40];
	struct signer *s;
	struct place p;		/* mac for body() */
};

static void process_start(struct process *x, struct err *e)
{
	uint8_t key[SIGNER_MAC_KEY];

	log_level(4);
	memcpy(x->dir, "/tmp/annexa-signer-XXXXXX", 26);
	assert_non_null(mkdtemp(x->dir));
	if (signer_start(x->dir, &x->s, e))
		fail_msg("%s", e->detail);
	assert_int_equal(signer_mac_key(x->dir, key, e), 0);
	hmac_key_init(&x->p.mac, key, sizeof(key));
}

static void process_stop(struct process *x)
{
	signer_stop(x->s);
	log_level(1);
	remove_all(x->dir);
}

void test_signer_process__signs(void **state)
{
	struct process x;
	struct signer_mark m;
	struct note_key key;
	struct checkpoint head;
	struct str *bodies, note, text;
	struct hash root;
	enum { MANY = 5000 };		/* more than one message holds */
	T_BEGIN;

	process_start(&x, e);
	assert_int_equal(signer_mark(x.s, origin, &m, e), E_NOTFOUND);
	err_clear(e);
	assert_int_equal(signer_open(x.s, origin, &m, e), 0);
	bodies = arena_alloc(a, MANY * sizeof(*bodies));
	for (int i = 0; i < MANY; i++)
		bodies[i] = body(a, &x.p, i);
	assert_int_equal(signer_append(x.s, origin, bodies, MANY, e), 0);
	root = root_of(a, &x.p, MANY);
	assert_int_equal(signer_sign(x.s, origin, MANY, &root, a, &note, e), 0);
	assert_int_equal(signer_vkey(x.s, origin, &key, e), 0);
	assert_int_equal(note_open(note, &key, 1, &text, e), 0);
	assert_int_equal(checkpoint_parse(text, &head, e), 0);
	assert_int_equal(head.size, MANY);
	assert_true(hash_eq(&head.root, &root));
	/* A refusal comes across with its reason, and the signer goes on. */
	root.b[0] ^= 1;
	REFUSED(signer_sign(x.s, origin, MANY, &root, a, &note, e), "differs");
	REFUSED(signer_append(x.s, origin, bodies, 1, e), "leaf 5000 is next");
	assert_int_equal(signer_open(x.s, "bad origin", &m, e), E_INVALID);
	err_clear(e);
	/* Started again it still knows. */
	signer_stop(x.s);
	assert_int_equal(signer_start(x.dir, &x.s, e), 0);
	assert_int_equal(signer_mark(x.s, origin, &m, e), 0);
	assert_int_equal(m.size, MANY);
	process_stop(&x);
	T_END;
}

static pid_t child_of(void)
{
	char path[64], text[64] = "";
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	f = fopen(path, "r");
	if (!f)
		return 0;
	if (!fgets(text, sizeof(text), f))
		text[0] = '\0';
	(void)fclose(f);
	return (pid_t)strtoll(text, NULL, 10);
}

void test_signer_process__death_is_told(void **state)
{
	struct process x;
	struct signer_mark m;
	pid_t pid;
	T_BEGIN;

	process_start(&x, e);
	pid = child_of();
	if (pid > 0) {
		assert_int_equal(kill(pid, SIGTERM), 0);	/* not by a signal to the group */
		assert_int_equal(signer_open(x.s, origin, &m, e), 0);
		assert_int_equal(kill(pid, SIGKILL), 0);
		REFUSED(signer_mark(x.s, origin, &m, e), "has ended");
		REFUSED(signer_mark(x.s, origin, &m, e), "has ended");
	}
	process_stop(&x);
	T_END;
}

void test_signer_process__start_refused_with_reason(void **state)
{
	struct signer *s = NULL, *second = NULL;
	char path[200];
	struct process x;
	T_BEGIN;

	assert_int_equal(signer_start("/nonexistent-annexa", &s, e), E_IO);
	assert_null(s);
	err_clear(e);
	process_start(&x, e);
	REFUSED(signer_start(x.dir, &second, e), "another signer");
	signer_stop(x.s);
	(void)snprintf(path, sizeof(path), "%s/signer/key", x.dir);
	assert_int_equal(chmod(path, 0644), 0);
	REFUSED(signer_start(x.dir, &x.s, e), "open to other users");
	x.s = NULL;
	process_stop(&x);
	T_END;
}

struct caller {
	struct signer *s;
	int failures;
};

static void *call_often(void *arg)
{
	struct caller *c = arg;
	struct signer_mark m;
	struct arena a;
	struct err e;

	arena_init(&a, 1 << 20);
	err_init(&e, &a);
	for (int i = 0; i < 300; i++)
		c->failures += signer_mark(c->s, origin, &m, &e) != 0;
	arena_release(&a);
	return NULL;
}

void test_signer_process__many_threads(void **state)
{
	pthread_t t[4];
	struct caller c[4];
	struct process x;
	struct signer_mark m;
	T_BEGIN;

	process_start(&x, e);
	assert_int_equal(signer_open(x.s, origin, &m, e), 0);
	for (int i = 0; i < 4; i++) {
		c[i] = (struct caller){ x.s, 0 };
		assert_int_equal(pthread_create(&t[i], NULL, call_often, &c[i]), 0);
	}
	for (int i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(t[i], NULL), 0);
		assert_int_equal(c[i].failures, 0);
	}
	process_stop(&x);
	T_END;
}

/* What the kernel says of the child: no new privileges, a filter, no memory image, few files. */
void test_signer_process__sandboxed(void **state)
{
	char path[64], line[200];
	int found = 0, fds = 0;
	struct process x;
	pid_t pid;
	FILE *f;
	T_BEGIN;

	process_start(&x, e);
	pid = child_of();
	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = pid > 0 ? fopen(path, "r") : NULL;
	while (f && fgets(line, sizeof(line), f))
		found += strcmp(line, "NoNewPrivs:\t1\n") == 0 ||
			 strcmp(line, "Seccomp:\t2\n") == 0 ||
			 strcmp(line, "CapEff:\t0000000000000000\n") == 0;
	if (f) {
		(void)fclose(f);
		assert_int_equal(found, 3);
		(void)snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
		DIR *d = opendir(path);
		struct dirent *entry;
		while (d && (entry = readdir(d)))
			fds += entry->d_name[0] != '.';
		if (d) {
			closedir(d);
			assert_in_range(fds, 5, 7);	/* 0-2, socket, directory, lock */
		}
	}
	process_stop(&x);
	T_END;
}

/* As an ordinary user: what owns /proc/PID of a signer is root, for it is not dumpable. */
NORETURN static void start_as_nobody(void)
{
	struct signer *s;
	char dir[] = "/tmp/annexa-signer-XXXXXX", path[64];
	struct stat st;
	struct arena a;
	struct err e;
	bool ok;

	log_level(4);
	arena_init(&a, 1 << 20);
	err_init(&e, &a);
	if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
		_exit(2);
	if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0 || !mkdtemp(dir))	/* setuid has cleared it */
		_exit(3);
	if (signer_start(dir, &s, &e))
		_exit(4);
	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)child_of());
	ok = stat("/proc/self/status", &st) == 0 && st.st_uid != 0 && stat(path, &st) == 0 &&
	    st.st_uid == 0;
	signer_stop(s);
	remove_all(dir);
	_exit(ok ? 0 : 5);
}

void test_signer_process__not_dumpable(void **state)
{
	int status;
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		start_as_nobody();
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

NORETURN static void confined(int what, const char *dir)
{
	struct arena a;
	struct err e;
	bool landlock = syscall(444, NULL, 0, 1) > 0;	/* landlock_create_ruleset: its version */
	int fd;

	log_level(4);
	arena_init(&a, 1 << 20);
	err_init(&e, &a);
	if (signer_dir_open(dir, &fd, &e) || signer_confine(fd, &e))
		_exit(100);
	switch (what) {
	case 0:
		_exit(signer_file_write(fd, "some.file", "x", 1, &e) ? 101 : 0);
	case 1:
		(void)execl("/bin/true", "true", (char *)NULL);
		break;
	case 2:
		(void)socket(AF_INET, SOCK_STREAM, 0);
		break;
	case 3:
		(void)syscall(SYS_ptrace, 0, 0, 0, 0);
		break;
	case 4:
		(void)syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0);
		break;
	case 5:
		(void)syscall(SYS_io_uring_setup, 1, NULL);
		break;
	case 6:
		(void)fork();
		break;
	case 7:		/* by Landlock, or where the kernel lacks it, nothing to see */
		fd = open("/etc/passwd", O_RDONLY);
		_exit(fd < 0 || !landlock ? 7 : 102);
	case 8:
		_exit(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
		    MAP_FAILED ? 8 : 103);
	}
	_exit(104);
}

/* The filter itself, in a process of our own: what has no business there ends it. */
static int forbidden(int what, const char *dir)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		confined(what, dir);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

void test_signer_sandbox__kills(void **state)
{
	struct place p;
	T_BEGIN;

	place_init(&p, e);
	for (int what = 1; what <= 6; what++)
		assert_int_equal(forbidden(what, p.dir), SIGSYS);
	assert_int_equal(forbidden(7, p.dir), -7); /* a file elsewhere: not opened, not killed */
	assert_int_equal(forbidden(8, p.dir), -8);	/* executable memory: refused */
	assert_int_equal(forbidden(0, p.dir), 0);	/* its own work goes */
	place_close(&p);
	remove_all(p.dir);
	T_END;
}
