/* cli/backup_test.c -- round trip; torn at any byte, changed at any byte, another key: refused. */
#include <sodium.h>
#include <sys/stat.h>
#include "base/test.h"
#include "cli/backup_priv.h"
#include "cli/tree.h"

enum { SIZE = 150000 };		/* more than two chunks */

struct box {
	char dir[64];
	uint8_t public[BACKUP_KEY], secret[BACKUP_KEY];
	uint8_t *file;
	size_t n;
};

static const char *at(const struct box *b, const char *name, char *room)
{
	(void)snprintf(room, 200, "%s/%s", b->dir, name);
	return room;
}

static void write_bytes(const char *path, size_t n, unsigned seed)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	for (size_t i = 0; i < n; i++)
		assert_int_not_equal(fputc((int)((i * 31 + seed) & 0xff), f), EOF);
	assert_int_equal(fclose(f), 0);
}

static struct box box_new(void)
{
	static const char blob[] = "blob/ab/"
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd";
	struct box b = { .dir = "/tmp/annexa-backup-XXXXXX" };
	struct backup_file files[3];
	struct backup_writer *w;
	char db[200], empty[200], one[200];
	ssize_t got;

	assert_true(sodium_init() >= 0);
	assert_non_null(mkdtemp(b.dir));
	write_bytes(at(&b, "db", db), SIZE, 1);
	write_bytes(at(&b, "empty", empty), 0, 0);
	write_bytes(at(&b, "one", one), 1, 7);
	files[0] = (struct backup_file){ "annexa.db", db, SIZE };
	files[1] = (struct backup_file){ "blob/key", empty, 0 };
	files[2] = (struct backup_file){ blob, one, 1 };
	(void)crypto_box_keypair(b.public, b.secret);
	b.file = mem_new(SIZE + 4096, 1);
	w = backup_writer_new(b.public, files, 3);
	while ((got = backup_next(w, b.file + b.n, 1000)) > 0)	/* in odd pieces */
		b.n += (size_t)got;
	assert_int_equal(got, 0);
	assert_string_equal(backup_failure(w), "");
	backup_writer_free(w);
	return b;
}

static void box_free(struct box *b)
{
	tree_remove(b->dir);
	mem_free(b->file);
}

/* What reading n bytes gives; the folder is thrown away unless keep. */
static int reading(const struct box *b, const uint8_t *p, size_t n, const uint8_t *secret,
    bool keep)
{
	char out[200];
	struct backup_reader *r;
	struct arena a;
	struct err e;
	int rc = E_OK;

	arena_init(&a, 1 << 20);
	err_init(&e, &a);
	assert_int_equal(mkdir(at(b, "out", out), 0700), 0);
	r = backup_reader_new(out, secret, NULL);
	for (size_t i = 0; i < n && rc == E_OK; i += 777)
		rc = backup_take(r, p + i, n - i < 777 ? n - i : 777);
	if (rc == E_OK)
		rc = backup_end(r, &e);
	backup_reader_free(r);
	arena_release(&a);
	if (!keep)
		tree_remove(out);
	return rc;
}

void test_backup_stream__round_trip(void **state)
{
	struct box b = box_new();
	char path[200], out[200];
	struct stat st;
	FILE *f;

	(void)state;
	assert_int_equal(reading(&b, b.file, b.n, b.secret, true), E_OK);
	f = fopen(at(&b, "out/annexa.db", path), "re");
	assert_non_null(f);
	for (size_t i = 0; i < SIZE; i++)
		assert_int_equal(fgetc(f), (int)((i * 31 + 1) & 0xff));
	assert_int_equal(fgetc(f), EOF);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(stat(at(&b, "out/blob/key", path), &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	tree_remove(at(&b, "out", out));
	box_free(&b);
}

void test_backup_stream__torn_or_changed(void **state)
{
	struct box b = box_new();
	uint8_t other[BACKUP_KEY], public[BACKUP_KEY];

	(void)state;
	for (size_t n = 0; n < b.n; n += n < 200 || n > b.n - 200 ? 1 : 9973)
		if (reading(&b, b.file, n, b.secret, false) != E_REFUSED)
			fail_msg("torn at %zu of %zu", n, b.n);
	for (size_t i = 0; i < b.n; i += i < 200 || i > b.n - 200 ? 1 : 9973) {
		b.file[i] ^= 0x40;
		if (reading(&b, b.file, b.n, b.secret, false) != E_REFUSED)
			fail_msg("changed at %zu", i);
		b.file[i] ^= 0x40;
	}
	b.file[b.n] = 0;
	assert_int_equal(reading(&b, b.file, b.n + 1, b.secret, false), E_REFUSED);
	(void)crypto_box_keypair(public, other);
	assert_int_equal(reading(&b, b.file, b.n, other, false), E_REFUSED);
	box_free(&b);
}

void test_backup_names__only_ours(void **state)
{
	static const char *const bad[] = { "", "..", "../annexa.db", "/etc/passwd", "master.key",
		"signer/key", "blob/", "blob/../annexa.db", "blob/ab/../../x", "annexa.conf",
		"blob/AB/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd",
		"blob/ab/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde" };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (backup_name_ok(bad[i]))
			fail_msg("%s", bad[i]);
	assert_true(backup_name_ok("annexa.db"));
	assert_true(backup_name_ok(
	    "blob/ab/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd"));
}
