/* record/last.c -- see last.h. */
#include <sys/stat.h>
#include "record/last.h"

const struct last_kind last_kinds[LAST_N] = {
	[LAST_BACKUP] = { "backup", 7, METRIC_last_backup_timestamp_seconds,
	    "none was made of this folder",
	    "run annexa backup, best every night, and keep the file elsewhere" },
	[LAST_DRILL] = { "drill", 35, METRIC_last_drill_timestamp_seconds,
	    "no backup of this folder was tried out yet",
	    "run annexa drill BACKUP --key FILE once a month: a backup is worth what it restores" },
};

static const char *path_of(struct arena *a, const char *dir, enum last_what what,
    const char *more)
{
	return arena_printf(a, "%s/%s.last%s", dir, last_kinds[what].name, more);
}

/* A moment at *at, of which it is moved behind; "" when there is none. */
static int64_t moment(const char **at, char ret[TIME_TEXT])
{
	size_t n = strcspn(*at, " \n");
	int64_t us = 0;

	ret[0] = '\0';
	if (n == TIME_TEXT - 1)
		(void)snprintf(ret, TIME_TEXT, "%.*s", (int)n, *at);
	if (!time_parse(str_of(ret), &us))
		ret[0] = '\0';
	*at += n + ((*at)[n] != '\0');
	return us;
}

void last_read(const char *dir, enum last_what what, struct last *ret)
{
	char text[512] = "";
	const char *at = text;
	struct arena a;
	size_t n;
	FILE *f;

	*ret = (struct last){ 0 };
	arena_init(&a, 64 << 10);
	f = fopen(path_of(&a, dir, what, ""), "re");
	arena_release(&a);
	n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	if (f)
		(void)fclose(f);	/* only read */
	text[n] = '\0';
	ret->at_us = moment(&at, ret->at);
	if (!text_starts(at, "failed "))
		return;
	at += strlen("failed ");
	(void)moment(&at, ret->failed_at);
	(void)snprintf(ret->why, sizeof(ret->why), "%.*s", (int)strcspn(at, "\n"), at);
}

/* Beside it first, and the owner's also when root wrote it: the server must be able to read it. */
static bool write_whole(const char *dir, const char *path, const char *text)
{
	FILE *f = fopen(path, "we");
	struct stat st;
	bool ok = f && fputs(text, f) >= 0 && fflush(f) == 0;

	if (ok && geteuid() == 0)
		ok = stat(dir, &st) == 0 && fchown(fileno(f), st.st_uid, st.st_gid) == 0;
	return f ? fclose(f) == 0 && ok : false;
}

int last_note(const char *dir, enum last_what what, int64_t now_us, const char *failure,
    struct err *e)
{
	const char *path = path_of(e->arena, dir, what, ""),
		   *part = path_of(e->arena, dir, what, ".part"), *text;
	char now[TIME_TEXT];
	struct last was;

	time_print(now_us, now);
	last_read(dir, what, &was);
	text = failure ? arena_printf(e->arena, "%s\nfailed %s %.*s\n", was.at[0] ? was.at : "-",
	    now, (int)strcspn(failure, "\n"), failure) : arena_printf(e->arena, "%s\n", now);
	if (write_whole(dir, part, text) && rename(part, path) == 0)
		return E_OK;
	(void)err_set(e, E_IO, "writing %s: %s", path, strerror(errno));
	(void)unlink(part);	/* may not be there */
	return E_IO;
}
