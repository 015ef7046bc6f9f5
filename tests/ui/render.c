/*
 * render.c -- print one page from a view in JSON, with the program's own template engine.
 *
 *	render web/templates list tests/ui/views/list.json > list.html
 *
 * Texts named "html" are Markdown in the JSON and become HTML as in the program.
 */
#include "base/base.h"
#include "base/str.h"
#include "base/value.h"
#include "web/markdown.h"
#include "web/template.h"

#include <dirent.h>

enum { TEMPLATES_MAX = 200, FILE_MAX = 4 << 20 };

static char *slurp(struct arena *a, const char *path, size_t *ret_n)
{
	char *text = arena_alloc(a, FILE_MAX);
	FILE *f = fopen(path, "rb");

	if (!f) {
		perror(path);
		exit(1);
	}
	*ret_n = fread(text, 1, FILE_MAX - 1, f);
	text[*ret_n] = '\0';
	fclose(f);
	return text;
}

static void html(struct arena *a, struct value *v)
{
	if (v->kind != V_OBJECT && v->kind != V_ARRAY)
		return;
	for (struct value *m = v->u.list.first; m; m = m->next) {
		if (v->kind == V_OBJECT && m->kind == V_TEXT && strcmp(m->key, "html") == 0) {
			struct value *made = markdown_html(a, m->u.s, 3);

			m->kind = made->kind;
			m->u = made->u;
		}
		html(a, m);
	}
}

int main(int argc, char **argv)
{
	static struct template_source src[TEMPLATES_MAX];
	struct template_set *set;
	struct value *view = NULL;
	struct arena a;
	struct sbuf out;
	struct err e = { 0 };
	struct dirent *d;
	size_t n = 0, len;
	DIR *dir;

	if (argc != 4) {
		fprintf(stderr, "usage: render TEMPLATES NAME VIEW.json\n");
		return 2;
	}
	arena_init(&a, (size_t)1 << 30);
	e.arena = &a;
	dir = opendir(argv[1]);
	if (!dir) {
		perror(argv[1]);
		return 1;
	}
	while ((d = readdir(dir)) && n < TEMPLATES_MAX) {
		char *dot = strrchr(d->d_name, '.');

		if (!dot || strcmp(dot, ".html") != 0)
			continue;
		src[n].name = arena_text_n(&a, d->d_name, (size_t)(dot - d->d_name));
		src[n].text = slurp(&a, arena_printf(&a, "%s/%s", argv[1], d->d_name), &src[n].n);
		n++;
	}
	closedir(dir);
	sbuf_init(&out, &a, 16 << 20);
	if (template_load(&set, src, n, &e) == 0) {
		const char *text = slurp(&a, argv[3], &len);

		if (json_parse(&a, text, len, &view, &e) == 0) {
			html(&a, view);
			if (template_render(set, argv[2], view, &out, &e) == 0 && sbuf_ok(&out)) {
				fwrite(out.p, 1, out.n, stdout);
				return 0;
			}
		}
	}
	fprintf(stderr, "%s\n", e.detail ? e.detail : "failed");
	return 1;
}
