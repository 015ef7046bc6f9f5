/* isms/improvement/summary_test.c -- ends of months, and risks month by month. */
#include "base/test.h"
#include "isms/improvement/summary.h"
#include "record/program.h"
#include "record/store.h"

static int64_t moment(const char *text)
{
	int64_t us;

	assert_true(time_parse(str_of(text), &us));
	return us;
}

void test_summary_months__ends(void **state)
{
	T_BEGIN;
	char ends[TREND_MONTHS][DATE_TEXT];

	month_ends(moment("2028-03-15T10:00:00Z"), ends);
	assert_string_equal(ends[11], "2028-03-15");
	assert_string_equal(ends[10], "2028-02-29");
	assert_string_equal(ends[9], "2028-01-31");
	assert_string_equal(ends[8], "2027-12-31");
	assert_string_equal(ends[0], "2027-04-30");
	month_ends(moment("2027-12-31T23:59:59Z"), ends);
	assert_string_equal(ends[11], "2027-12-31");
	assert_string_equal(ends[1], "2027-02-28");
	assert_string_equal(ends[0], "2027-01-31");
	(void)e;
	T_END;
}

static int make_org(struct ctx *c, void *arg)
{
	(void)arg;
	return org_create(c, "acme", "Acme", &c->org);
}

static int make_risk(struct ctx *c, void *arg)
{
	struct value *input = val_obj(c->arena);
	struct rec *r;

	val_set_text(c->arena, input, "title", arg);
	val_set_text(c->arena, input, "likelihood", "5");
	val_set_text(c->arena, input, "consequence", "5");
	return record_create(c, record_find("risk"), input, IN_TEXT, &r);
}

static int lower(struct ctx *c, void *arg)
{
	struct value *input = val_obj(c->arena);
	struct rec *r;

	val_set_text(c->arena, input, "likelihood", "1");
	val_set_text(c->arena, input, "consequence", "1");
	return record_update(c, record_find("risk"), arg, input, IN_TEXT, ANY_REV, &r);
}

static int put_away(struct ctx *c, void *arg)
{
	struct rec *r;

	return record_archive(c, record_find("risk"), arg, true, ANY_REV, &r);
}

static int64_t now_us;

static int64_t told(void *arg)
{
	(void)arg;
	return now_us;
}

static void at(struct ctx *c, const char *when, int (*what)(struct ctx *c, void *arg), void *arg)
{
	now_us = c->now_us = moment(when);
	assert_int_equal(record_transaction(c, what, arg), E_OK);
}

static void assert_point(const struct report_item *it, const char *label, double live, double above)
{
	assert_string_equal(it->label, label);
	assert_true(it->values[0] == live);
	assert_true(it->values[1] == above);
}

void test_summary_trend__follows_the_revisions(void **state)
{
	const struct report_item *it;
	struct report_doc *doc;
	struct program *p;
	struct ctx *c;
	bool added;

	T_BEGIN;
	assert_int_equal(program_open("", PROGRAM_MEMORY, &p, e), E_OK);
	p->clock = (struct clock){ told, NULL };
	c = ctx_new(p, a);
	c->actor = actor_program();
	at(c, "2026-01-05T00:00:00Z", make_org, NULL);
	at(c, "2026-02-10T08:00:00Z", make_risk, (char[]){ "first" });
	at(c, "2026-04-01T08:00:00Z", make_risk, (char[]){ "second" });
	at(c, "2026-04-20T08:00:00Z", lower, (char[]){ "R-1" });
	at(c, "2026-05-31T08:00:00Z", put_away, (char[]){ "R-2" });
	c->now_us = moment("2026-06-15T08:00:00Z");
	doc = report_doc_new(a, "T");
	assert_int_equal(ctx_reader(c), E_OK);
	assert_int_equal(summary_trend(c, doc, &added), E_OK);
	assert_true(added);
	it = doc->first->first;
	assert_point(it, "2026-02", 1, 1);	/* months before the first risk are left out */
	assert_point(it->next, "2026-03", 1, 1);
	assert_point(it->next->next, "2026-04", 2, 1);
	assert_point(it->next->next->next, "2026-05", 1, 0);
	assert_point(it->next->next->next->next, "2026-06-15", 1, 0);
	arena_release(a);
	program_close(p);
}
