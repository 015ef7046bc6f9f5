/*
 * isms/control/calendar_page.c -- the control calendar: which measures and tests are due when, over
 * the next twelve months, and the button that says one of them is done.
 */
#include "isms/control/recur.h"
#include "record/store.h"
#include "web/page.h"

enum { MONTHS = 12, EACH_MAX = 60 };

struct calendar {
	struct ctx *c;
	char today[DATE_TEXT], end[DATE_TEXT];	/* end: the first day that is not shown */
	struct value *overdue, *months;
	bool can_do;
	int64_t due, late;
};

static const char *const month_names[] = { "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December" };

static int two(const char *p)
{
	return (p[0] - '0') * 10 + p[1] - '0';
}

/* "2026-11-30" to "2027-11-01". */
static void year_later(const char *from, char out[DATE_TEXT])
{
	int at = 3;

	memcpy(out, from, DATE_TEXT);
	memcpy(out + 8, "01", 3);
	while (out[at] == '9' && at > 0)
		out[at--] = '0';
	out[at]++;
}

static struct value *month_for(struct calendar *k, const char *day)
{
	struct arena *a = k->c->arena;
	const char *key = arena_text_n(a, day, 7);
	struct value *o;

	for (o = k->months->u.list.first; o; o = o->next)
		if (strcmp(val_get_text(o, "month"), key) == 0)
			return val_get(o, "items");
	o = val_obj(a);
	val_add(o, "month", val_text(a, key));
	val_add(o, "label", val_text(a, arena_printf(a, "%s %.4s",
	    month_names[(two(day + 5) + 11) % 12], day)));
	val_add(o, "items", val_arr(a));
	val_push(k->months, o);
	return val_get(o, "items");
}

struct due {
	const char *day, *kind, *code, *label, *href, *owner, *rhythm;
	const char *done_href;	/* where "done" goes, or NULL */
};

static void put(struct calendar *k, const struct due *d)
{
	struct arena *a = k->c->arena;
	struct value *o = val_obj(a);
	bool late = strcmp(d->day, k->today) < 0;

	val_add(o, "day", val_text(a, d->day));
	val_add(o, "kind", val_text(a, d->kind));
	val_add(o, "code", val_text(a, d->code));
	val_add(o, "label", val_text(a, d->label));
	val_add(o, "href", val_text(a, d->href));
	val_add(o, "owner", val_text(a, d->owner));
	val_add(o, "rhythm", val_text(a, d->rhythm));
	val_add(o, "late", val_bool(a, late));
	val_add(o, "done_href", val_text(a, d->done_href));
	val_push(late ? k->overdue : month_for(k, d->day), o);
	k->due++;
	k->late += late;
}

/* A measure is due on its next day, and then again by its rhythm. */
static void put_series(struct calendar *k, struct query *q)
{
	struct arena *a = k->c->arena;
	const char *code = code_text(a, record_find("measure"), db_int(q, 0));
	struct due d = { .kind = N_("Carry out"), .code = code,
		.label = arena_text(a, db_text(q, 1)), .owner = arena_text(a, db_text(q, 5)),
		.href = arena_printf(a, "/measures/%s", code),
		.rhythm = arena_text(a, db_text(q, 2)), .done_href = k->can_do ?
		    arena_printf(a, "/measures/%s/done", code) : NULL };
	const char *start = arena_text(a, db_text(q, 3));
	char *day = arena_text(a, db_text(q, 4));

	for (int n = 0; n < EACH_MAX && strcmp(day, k->end) < 0; n++) {
		char *next = arena_alloc(a, DATE_TEXT);

		d.day = day;
		if (n == 0 || strcmp(day, k->today) >= 0)
			put(k, &d);	/* of what is late, the first is enough */
		d.done_href = NULL;
		if (!recur_next(recur_of(d.rhythm), start, day, next))
			break;
		day = next;
	}
}

static int read_measures(struct calendar *k)
{
	struct sqlb *b = sqlb_new(k->c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT t.id, t.title, t.recurrence, t.starts_on, t.next_on, p.name"
	    " FROM measure AS t LEFT JOIN person AS p ON p.org = t.org AND p.id = t.owner_id"
	    " WHERE t.org = :org AND t.archived = FALSE AND t.recurrence IS NOT NULL"
	    " AND t.starts_on IS NOT NULL AND t.next_on < "));
	(void)sqlb_param_str(b, str_of(k->end));
	access_filter(k->c, b, record_find("measure"), VERB_READ, "t");
	sqlb_add(b, SQL(" ORDER BY t.next_on, t.id"));
	if ((rc = sqlb_query(k->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(k->c, q)) > 0)
		put_series(k, q);
	db_done(q);
	return rc;
}

static int read_tests(struct calendar *k)
{
	struct sqlb *b = sqlb_new(k->c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT t.id, t.title, t.planned_on, p.name FROM measure_test AS t"
	    " LEFT JOIN person AS p ON p.org = t.org AND p.id = t.tester_id WHERE t.org = :org"
	    " AND t.archived = FALSE AND t.performed_on IS NULL AND t.planned_on < "));
	(void)sqlb_param_str(b, str_of(k->end));
	access_filter(k->c, b, record_find("measure_test"), VERB_READ, "t");
	sqlb_add(b, SQL(" ORDER BY t.planned_on, t.id"));
	if ((rc = sqlb_query(k->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(k->c, q)) > 0) {
		struct arena *a = k->c->arena;
		const char *code = code_text(a, record_find("measure_test"), db_int(q, 0));
		struct due d = { .day = arena_text(a, db_text(q, 2)), .kind = N_("Test"),
			.code = code, .label = arena_text(a, db_text(q, 1)),
			.href = arena_printf(a, "/measure_tests/%s", code),
			.owner = arena_text(a, db_text(q, 3)) };

		put(k, &d);
	}
	db_done(q);
	return rc;
}

static struct value *by_key(struct arena *a, struct value *list, const char *key)
{
	struct value **items = arena_alloc(a, (list->u.list.n + 1) * sizeof(*items));
	struct value *sorted = val_arr(a);
	size_t n = 0;

	for (struct value *o = list->u.list.first, *next; o; o = next) {
		size_t at = n++;

		next = o->next;
		for (; at && strcmp(val_get_text(items[at - 1], key), val_get_text(o, key)) > 0;
		     at--)
			items[at] = items[at - 1];
		items[at] = o;
	}
	for (size_t i = 0; i < n; i++)
		val_push(sorted, items[i]);
	return sorted;
}

static struct value *group(struct arena *a, struct value *items)
{
	struct value *o = val_obj(a);

	val_add(o, "label", val_text(a, N_("Overdue")));
	val_add(o, "items", items);
	return o;
}

static int calendar(struct ctx *c, struct req *r, struct value *view)
{
	struct calendar k = { .c = c, .overdue = val_arr(c->arena), .months = val_arr(c->arena) };
	int rc;

	(void)r;
	date_print(c->as_of_us ? c->as_of_us : c->now_us, k.today);
	year_later(k.today, k.end);
	k.can_do = !c->as_of_us && access_scope(c, record_find("occurrence"), VERB_CREATE) !=
	    SCOPE_NONE;
	if ((rc = read_measures(&k)) < 0 || (rc = read_tests(&k)) < 0)
		return rc;
	k.months = by_key(c->arena, k.months, "month");
	for (struct value *m = k.months->u.list.first; m; m = m->next)
		val_set(m, "items", by_key(c->arena, val_get(m, "items"), "day"));
	val_add(view, "today", val_text(c->arena, arena_text(c->arena, k.today)));
	val_add(view, "none", val_bool(c->arena, k.due == 0));
	k.overdue = by_key(c->arena, k.overdue, "day");
	val_add(view, "late_group", k.late ? group(c->arena, k.overdue) : val_null(c->arena));
	val_add(view, "months", k.months);
	val_add(view, "may_done", val_bool(c->arena, page_may_follow(c, "/occurrences")));
	val_add(view, "may_tests", val_bool(c->arena, page_may_follow(c, "/measure_tests")));
	val_add(view, "summary", val_text(c->arena, arena_printf(c->arena, "%" PRId64
	    " due until %s, %" PRId64 " of them overdue", k.due, k.end, k.late)));
	return E_OK;
}

PAGE(measure_calendar, .method = "GET", .path = "/measures/calendar", .run = calendar,
    .type = "measure", .verb = VERB_READ, .template = "calendar", .title = N_("Control calendar"),
    .nav = "control|Control calendar|calendar", .api = true,
    .help = "What recurring measures and planned tests are due, by month, for twelve months.");

static int done(struct ctx *c, struct req *r, struct value *view)
{
	static const char *const fields[] = { "done_on", "result" };
	struct value *input = val_obj(c->arena);
	struct rec *rec;
	int rc;

	val_add(input, "measure", val_text(c->arena, r->param[0]));
	for (size_t i = 0; i < COUNT(fields); i++)
		if (req_field(r, fields[i]))
			val_add(input, fields[i], val_text(c->arena, req_field(r, fields[i])));
	if ((rc = record_create(c, record_find("occurrence"), input, IN_TEXT, &rec)) < 0)
		return rc;
	val_add(view, "code", val_text(c->arena, rec_code(c->arena, rec)));
	val_add(view, "due_on", val_text(c->arena, rec_text(rec, "due_on")));
	val_add(view, "done_on", val_text(c->arena, rec_text(rec, "done_on")));
	r->redirect = "/measures/calendar";
	r->flash = arena_printf(c->arena, "%s was recorded.", rec_code(c->arena, rec));
	return E_OK;
}

PAGE(measure_done, .method = "POST", .path = "/measures/:code/done", .run = done,
    .type = "occurrence", .verb = VERB_CREATE, .title = N_("Carried out"), .api = true,
    .help = "Record that a recurring measure was carried out: done_on (today), result.");
