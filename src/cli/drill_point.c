/* cli/drill_point.c -- see drill.h: what is in a backup, and what would be lost with it. */
#include "cli/drill.h"
#include "db/db.h"

int drill_holds(struct ctx *c, struct value **ret)
{
	struct value *list = val_arr(c->arena);
	struct query *q;
	int rc;

	if ((rc = db_query_instance(c, &q, SQL("SELECT o.code, o.uuid, (SELECT sum(h.size)"
	    " FROM ledger_head AS h WHERE h.org = o.id), (SELECT count(*) FROM revision AS r"
	    " WHERE r.org = o.id), (SELECT max(r.at) FROM revision AS r WHERE r.org = o.id)"
	    " FROM org AS o ORDER BY o.id"))) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		struct value *o = val_obj(c->arena);

		val_add(o, "org", val_text(c->arena, arena_text(c->arena, db_text(q, 0))));
		val_add(o, "uuid", val_text(c->arena, arena_text(c->arena, db_text(q, 1))));
		val_add(o, "leaves", val_int(c->arena, db_int(q, 2)));
		val_add(o, "changes", val_int(c->arena, db_int(q, 3)));
		val_add(o, "last_change", val_text(c->arena, arena_text(c->arena, db_text(q, 4))));
		val_push(list, o);
	}
	db_done(q);
	*ret = list;
	return rc;
}

/* ---- beside the running data ---- */

static int first_since(struct ctx *c, const char *uuid, const char *last, const char **ret)
{
	struct query *q;
	int rc;

	*ret = NULL;
	if ((rc = db_query_instance(c, &q, SQL("SELECT min(r.at) FROM revision AS r JOIN org AS o"
	    " ON o.id = r.org WHERE o.uuid = :uuid AND r.at > :last"))) < 0)
		return rc;
	db_bind_text(q, ":uuid", uuid);
	db_bind_text(q, ":last", last ? last : "");
	if ((rc = db_step(c, q)) > 0)
		*ret = arena_text(c->arena, db_text(q, 0));
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static struct value *same_org(const struct value *list, const struct value *org)
{
	for (struct value *o = list->u.list.first; o; o = o->next)
		if (strcmp(val_get_text(o, "uuid"), val_get_text(org, "uuid")) == 0)
			return o;
	return NULL;
}

/* One that is younger than the backup: all of it is beyond. */
static struct value *absent(struct arena *a, struct value *held, const struct value *live)
{
	struct value *o = val_copy(a, live);

	val_set_int(a, o, "leaves", 0);
	val_set_int(a, o, "changes", 0);
	val_set(o, "last_change", val_null(a));
	val_push(held, o);
	return o;
}

static int compare(struct ctx *c, struct value *held, int64_t *ret_same)
{
	struct value *live, *h;
	const char *first;
	int rc;

	if ((rc = drill_holds(c, &live)) < 0)
		return rc;
	for (const struct value *l = live->u.list.first; l; l = l->next)
		*ret_same += same_org(held, l) != NULL;
	for (const struct value *l = *ret_same ? live->u.list.first : NULL; l; l = l->next) {
		if (!(h = same_org(held, l)))
			h = absent(c->arena, held, l);
		if ((rc = first_since(c, val_get_text(h, "uuid"), val_get_text(h, "last_change"),
		    &first)) < 0)
			return rc;
		val_set_int(c->arena, h, "changes_since", val_get_int(l, "changes", 0) -
		    val_get_int(h, "changes", 0));
		val_set_text(c->arena, h, "first_since", first);
	}
	return E_OK;
}

int drill_beyond(struct ctx *c, const char *dir, struct value *held, int64_t *ret_same)
{
	struct ctx live = { .arena = c->arena, .now_us = c->now_us };
	struct db *db;
	int rc;

	*ret_same = 0;
	err_init(&live.err, c->arena);
	if ((rc = db_open(dir, DB_READ, &db, &c->err)) < 0)
		return rc;
	if ((rc = db_reader_take(db, &live.db, &c->err)) == E_OK) {
		if ((rc = db_begin(live.db, &c->err)) == E_OK &&
		    (rc = compare(&live, held, ret_same)) < 0)
			c->err = live.err;
		db_reader_give(live.db);
	}
	db_close(db);
	return rc;
}

/* ---- the figures ---- */

static const char *earlier(const char *x, const char *y)
{
	return !x || (y && strcmp(y, x) < 0) ? y : x;
}

static struct value *seconds_since(struct arena *a, const char *moment, int64_t now_us)
{
	int64_t at;

	if (!moment || !time_parse(str_of(moment), &at))
		return val_null(a);
	return val_int(a, now_us > at ? (now_us - at) / 1000000 : 0);
}

struct value *drill_point(struct arena *a, const struct value *held, int64_t now_us)
{
	const char *last = NULL, *first = NULL;
	struct value *o = val_obj(a);
	bool known = false;
	int64_t since = 0;

	for (const struct value *h = held->u.list.first; h; h = h->next) {
		const char *at = val_get_text(h, "last_change");

		last = at && (!last || strcmp(at, last) > 0) ? at : last;
		known |= val_get(h, "changes_since") != NULL;
		since += val_get_int(h, "changes_since", 0);
		first = earlier(first, val_get_text(h, "first_since"));
	}
	val_add(o, "last_change", val_text(a, last));
	val_add(o, "age_s", seconds_since(a, last, now_us));
	val_add(o, "changes_since", known ? val_int(a, since) : val_null(a));
	val_add(o, "first_since", val_text(a, first));
	val_add(o, "lost_s", !known ? val_null(a) : first ? seconds_since(a, first, now_us) :
	    val_int(a, 0));
	return o;
}

const char *drill_span(struct arena *a, int64_t seconds)
{
	int64_t m = seconds / 60, h = m / 60, d = h / 24;

	if (d)
		return arena_printf(a, "%s %" PRId64 " h", text_counted(a, d, "day", "days"),
		    h % 24);
	if (h)
		return arena_printf(a, "%" PRId64 " h %" PRId64 " min", h, m % 60);
	return m ? arena_printf(a, "%" PRId64 " min", m) :
	    arena_printf(a, "%" PRId64 " s", seconds);
}
