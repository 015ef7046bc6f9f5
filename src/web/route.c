/* web/route.c -- which route a path belongs to, and whether an address leads where one may go. */
#include "web/app.h"

/* "6.1.2~c" stands for the key "6.1.2/c"; see rec_path. */
static void slashes(char *key)
{
	for (; *key; key++)
		if (*key == '~')
			*key = '/';
}

/* Do the parts of the pattern that are words stand in the path? Most routes end here. */
static bool words_match(const char *pattern, const char *path)
{
	while (*pattern) {
		bool word = pattern[1] != ':';

		if (*path++ != '/')
			return false;
		for (pattern++; *pattern && *pattern != '/'; pattern++)
			if (word && *path++ != *pattern)
				return false;
		if (word && *path && *path != '/')
			return false;
		while (*path && *path != '/')
			path++;
	}
	return *path == '\0';
}

bool route_match(struct arena *a, const char *pattern, const char *path,
    const struct record **ret_type, const char *ret_param[REQ_PARAMS])
{
	const struct record *type = NULL;
	char *param[REQ_PARAMS] = { 0 };
	int n = 0;

	if (!words_match(pattern, path))
		return false;
	while (*pattern) {
		size_t pn = 1 + strcspn(pattern + 1, "/"),
		       xn = 1 + strcspn(path + (*path != 0), "/");

		if (*path != '/')
			return false;
		if (pn == 6 && strncmp(pattern, "/:type", 6) == 0) {
			type = record_by_plural(arena_text_n(a, path + 1, xn - 1));
			if (!type)
				return false;
		} else if (pattern[1] == ':') {
			if (xn == 1 || n == REQ_PARAMS)
				return false;
			param[n] = arena_text_n(a, path + 1, xn - 1);
			if (type && type->key_is_code)
				slashes(param[n]);
			n++;
		} else if (pn != xn || strncmp(pattern, path, pn) != 0) {
			return false;
		}
		pattern += pn;
		path += xn;
	}
	if (*path)
		return false;
	*ret_type = type;
	for (int i = 0; i < REQ_PARAMS; i++)
		ret_param[i] = param[i];
	return true;
}

bool page_may_follow(struct ctx *c, const char *href)
{
	const char *path = arena_text_n(c->arena, href, strcspn(href, "?#"));
	const char *param[REQ_PARAMS];
	const struct record *t;

	for (size_t i = 0; page_index[i]; i++) {
		const struct page *p = page_index[i];

		if (strcmp(p->method, "GET") == 0 &&
		    route_match(c->arena, p->path, path, &t, param))
			return !p->type ||
			    access_scope(c, record_find(p->type), p->verb) != SCOPE_NONE;
	}
	for (const struct route *g = generic_routes; g->path; g++)
		if (strcmp(g->method, "GET") == 0 &&
		    route_match(c->arena, g->path, path, &t, param))
			return access_scope(c, t, g->verb) != SCOPE_NONE;
	return true;
}
