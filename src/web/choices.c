/*
 * web/choices.c -- what a form offers for a reference, kept until a record of the type changes.
 *
 * Every field that refers to people offers the same hundred. Kept is what who may read all of the
 * type sees; for others it is made each time.
 */
#include <pthread.h>
#include "record/access.h"
#include "record/counts.h"
#include "record/list.h"
#include "record/program.h"
#include "web/app.h"

enum { SLOTS = 64, KEPT_BYTES = 16 << 10, CHOICES = 100, HTML_MAX = 1 << 20 };

/* A cache, for all threads. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kept {
	uint64_t serial, generation;	/* of the program's counts; of the type */
	int64_t org;
	const struct record *t;
	char *html;			/* NULL = empty */
	size_t n;
} slots[SLOTS];

static struct kept *slot_of(struct ctx *c, const struct record *t)
{
	return &slots[((uint64_t)c->org.id * TYPES_MAX + (uint64_t)*t->place) % SLOTS];
}

static bool find(struct ctx *c, const struct record *t, struct str *ret)
{
	const struct kept *k = slot_of(c, t);
	bool found;

	pthread_mutex_lock(&lock);
	found = k->html && k->t == t && k->org == c->org.id &&
	    k->serial == counts_serial(c->program->counts) &&
	    k->generation == c->generations[*t->place];
	if (found)
		*ret = (struct str){ arena_text_n(c->arena, k->html, k->n), k->n };
	pthread_mutex_unlock(&lock);
	return found;
}

static void keep(struct ctx *c, const struct record *t, struct str html)
{
	struct kept *k = slot_of(c, t);
	char *copy;

	if (html.n > KEPT_BYTES)
		return;
	copy = mem_text(html.p);
	pthread_mutex_lock(&lock);
	mem_free(k->html);
	*k = (struct kept){ counts_serial(c->program->counts), c->generations[*t->place],
		c->org.id, t, copy, html.n };
	pthread_mutex_unlock(&lock);
}

static int make(struct ctx *c, const struct template_set *templates, const struct record *t,
    struct str *ret)
{
	struct sbuf *out = sbuf_new(c->arena, HTML_MAX);
	struct value *view = val_obj(c->arena), *list = val_arr(c->arena), *o;
	struct rec_name *l;
	size_t n;
	int rc;

	if ((rc = list_choices(c, t, CHOICES, &l, &n)) < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		o = val_obj(c->arena);
		val_add(o, "code", val_text(c->arena, l[i].code));
		val_add(o, "title", val_text(c->arena, l[i].title));
		val_push(list, o);
	}
	val_add(view, "choices", list);
	if ((rc = template_render(templates, "choices", view, out, &c->err)) == E_OK)
		*ret = sbuf_str(out);
	return rc;
}

struct value *choices_html(struct ctx *c, const struct req *r, const struct record *t)
{
	enum scope scope = access_scope(c, t, VERB_READ);
	bool cache = scope == SCOPE_ALL && counts_same(c, t);
	struct err before = c->err;
	struct str html = STR("");

	if (scope == SCOPE_NONE || (cache && find(c, t, &html)))
		return val_html(c->arena, html);
	if (make(c, r->templates, t, &html) < 0)
		c->err = before;	/* a form without them is a form still */
	else if (cache)
		keep(c, t, html);
	return val_html(c->arena, html);
}
