/* isms/document/clock.c -- when a document is looked at again, and the tasks that remind of it. */
#include "isms/document/document_priv.h"
#include "record/program.h"
#include "record/rec.h"

/* ---- days, pure ---- */

static bool leap(int64_t y)
{
	return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

static int64_t month_days(int64_t y, int64_t m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[m - 1] + (m == 2 && leap(y));
}

static void date_of(int64_t y, int64_t m, int64_t d, char out[DATE_TEXT])
{
	(void)snprintf(out, DATE_TEXT, "%04u-%02u-%02u", (unsigned)y % 10000, (unsigned)m % 100,
	    (unsigned)d % 100);
}

/* n digits of a date that was checked. */
static int64_t digits(const char *p, size_t n)
{
	int64_t v = 0;

	REQUIRE(str_int((struct str){ p, n }, &v));
	return v;
}

void date_add_months(const char *date, int64_t months, char out[DATE_TEXT])
{
	int64_t y, m, d;

	REQUIRE(date_valid(str_of(date)));
	y = digits(date, 4);
	m = digits(date + 5, 2) - 1 + months;
	d = digits(date + 8, 2);
	y += m / 12;
	m = m % 12 + 1;
	date_of(y, m, d > month_days(y, m) ? month_days(y, m) : d, out);
}

void date_add_days(const char *date, int64_t days, char out[DATE_TEXT])
{
	int64_t us;

	REQUIRE(time_parse(str_of(date), &us));
	date_print(us + days * INT64_C(86400000000), out);
}

const char *today_of(struct ctx *c)
{
	char *today = arena_alloc(c->arena, DATE_TEXT);

	date_print(c->as_of_us ? c->as_of_us : c->now_us, today);
	return today;
}

void clock_derive(struct ctx *c, struct rec *r)
{
	const char *published = rec_text(r, "published_on"), *from = rec_text(r, "reviewed_on");
	char *next = arena_alloc(c->arena, DATE_TEXT);

	from = strcmp(published, from) > 0 ? published : from;
	if (!from[0] || !rec_has(r, "in_force") || !rec_int(r, "review_months") ||
	    strcmp(r->state, "withdrawn") == 0) {
		rec_set(r, "next_review", NULL);
		return;
	}
	date_add_months(from, rec_int(r, "review_months"), next);
	rec_set_text(c, r, "next_review", next);
}

/* ---- tasks ---- */

static bool open_task(const struct rec *t, const char *kind)
{
	return !t->archived && rec_is(t, "kind", kind) &&
	    (strcmp(t->state, "open") == 0 || strcmp(t->state, "doing") == 0);
}

enum { TASKS_MAX = 200 };

static int open_tasks(struct ctx *c, const char *type, int64_t id, const char *kind,
    struct rec **ret, size_t *ret_n)
{
	const struct rec about = { .type = record_find(type), .id = id };
	int64_t ids[TASKS_MAX];
	size_t n;
	int rc = referring(c, "task", "about", &about, ids, COUNT(ids), &n);

	*ret_n = 0;
	for (size_t i = 0; rc == E_OK && i < n; i++) {
		struct rec *t;

		if ((rc = record_load(c, record_find("task"), ids[i], &t)) == E_OK &&
		    open_task(t, kind))
			ret[(*ret_n)++] = t;
	}
	return rc;
}

int task_open(struct ctx *c, const struct rec *about, const char *kind, bool *ret)
{
	struct rec *tasks[TASKS_MAX];
	size_t n;
	int rc = open_tasks(c, about->type->name, about->id, kind, tasks, &n);

	*ret = n > 0;
	return rc;
}

int tasks_end(struct ctx *c, const char *about_type, int64_t id, const char *kind,
    const char *result)
{
	struct rec *tasks[TASKS_MAX];
	size_t n;
	int rc = open_tasks(c, about_type, id, kind, tasks, &n);

	for (size_t i = 0; rc == E_OK && i < n; i++) {
		struct rec *t = rec_copy(c, tasks[i]);

		t->state = "done";
		if (!rec_has(t, "result"))
			rec_set_text(c, t, "result", result);
		rec_set_text(c, t, "done_on", today_of(c));
		rc = record_save(c, tasks[i], t, "state");
	}
	return rc;
}

int task_make(struct ctx *c, const struct rec *about, const char *kind, const char *title,
    int64_t owner, const char *due)
{
	struct rec *t = rec_new(c, record_find("task"));

	rec_set_text(c, t, "title", title);
	rec_set_text(c, t, "kind", kind);
	rec_set_text(c, t, "priority", "normal");
	rec_set_text(c, t, "about", any_text(c->arena, about->type, about->id));
	if (owner)
		rec_set_int(c, t, "owner", owner);
	if (due && due[0])
		rec_set_text(c, t, "due", due);
	return record_save(c, NULL, t, "create");
}

int clock_task(struct ctx *c, const struct rec *doc, const char *result)
{
	int rc = tasks_end(c, "document", doc->id, "review", result);

	if (rc < 0 || !rec_has(doc, "next_review"))
		return rc;
	return task_make(c, doc, "review", arena_printf(c->arena, "Review %s \"%s\"",
	    rec_code(c->arena, doc), rec_title(doc)), rec_int(doc, "owner"),
	    rec_text(doc, "next_review"));
}

/* ---- reviewed, no change ---- */

int document_reviewed(struct ctx *c, const char *code, struct rec **ret)
{
	struct rec *doc, *r;
	int rc;

	if ((rc = record_get(c, record_find("document"), code, VERB_STATE, &doc)) < 0)
		return rc;
	if (!rec_has(doc, "in_force") || doc->archived || strcmp(doc->state, "withdrawn") == 0)
		return err_hint(&c->err, E_CONFLICT, "publish it first",
		    "%s has no version in force that could be reviewed", code);
	r = rec_copy(c, doc);
	r->drafted = false;
	rec_set_text(c, r, "reviewed_on", today_of(c));
	clock_derive(c, r);
	if ((rc = record_save(c, doc, r, "confirm")) < 0 ||
	    (rc = clock_task(c, r, c->reason ? c->reason : N_("Reviewed, no change."))) < 0)
		return rc;
	*ret = r;
	return E_OK;
}
