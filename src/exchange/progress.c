/* exchange/progress.c -- how far an import is: for whoever waits for it. See import.h. */
#include <pthread.h>
#include "exchange/import_priv.h"

enum { TRACKS = 16, TRACK_NAME = 64 };
static struct track {
	char name[TRACK_NAME];		/* "" = free */
	int64_t done, all;
} tracks[TRACKS];
static pthread_mutex_t tracks_lock = PTHREAD_MUTEX_INITIALIZER;

static struct track *track_find(const char *name)
{
	for (size_t i = 0; i < TRACKS; i++)
		if (strcmp(tracks[i].name, name) == 0)
			return &tracks[i];
	return NULL;
}

void progress_begin(const char *name, int64_t rows)
{
	struct track *t;

	if (!name || !name[0] || strlen(name) >= TRACK_NAME)
		return;
	pthread_mutex_lock(&tracks_lock);
	if (!track_find(name) && (t = track_find(""))) {	/* else it is not told */
		(void)snprintf(t->name, sizeof(t->name), "%s", name);
		t->done = 0;
		t->all = rows;
	}
	pthread_mutex_unlock(&tracks_lock);
}

void progress_add(const char *name)
{
	struct track *t;

	if (!name || !name[0])
		return;
	pthread_mutex_lock(&tracks_lock);
	if ((t = track_find(name)))
		t->done++;
	pthread_mutex_unlock(&tracks_lock);
}

void progress_end(const char *name)
{
	struct track *t;

	if (!name || !name[0])
		return;
	pthread_mutex_lock(&tracks_lock);
	if ((t = track_find(name)))
		t->name[0] = '\0';
	pthread_mutex_unlock(&tracks_lock);
}

bool import_progress(const char *name, int64_t *ret_done, int64_t *ret_all)
{
	const struct track *t;
	bool there;

	pthread_mutex_lock(&tracks_lock);
	if ((there = name[0] && (t = track_find(name)))) {
		*ret_done = t->done;
		*ret_all = t->all;
	}
	pthread_mutex_unlock(&tracks_lock);
	return there;
}
