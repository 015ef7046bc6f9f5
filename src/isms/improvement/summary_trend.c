/* isms/improvement/summary_trend.c -- how many risks there were, month by month. See summary.h. */
#include "isms/improvement/summary.h"
#include "record/store.h"

static int days_of(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

void month_ends(int64_t now_us, char ret[TREND_MONTHS][DATE_TEXT])
{
	int64_t year, month;
	char today[DATE_TEXT];

	date_print(now_us, today);
	REQUIRE(str_int((struct str){ today, 4 }, &year));
	REQUIRE(str_int((struct str){ today + 5, 2 }, &month));
	memcpy(ret[TREND_MONTHS - 1], today, DATE_TEXT);
	for (int i = TREND_MONTHS - 2; i >= 0; i--) {
		if (--month == 0) {
			month = 12;
			year--;
		}
		(void)snprintf(ret[i], DATE_TEXT, "%04u-%02u-%02u", (unsigned)year % 10000,
		    (unsigned)month % 100, (unsigned)days_of((int)year, (int)month) % 100);
	}
}

struct trend {
	char ends[TREND_MONTHS][DATE_TEXT];
	double live[TREND_MONTHS], above[TREND_MONTHS];
	struct arena scratch;	/* for one document at a time */
};

static void release(void *thing)
{
	struct trend *t = thing;

	arena_release(&t->scratch);
}

/* What a revision's document says of the risk. */
struct standing {
	bool live, above;
};

static struct standing standing_of(struct ctx *c, struct arena *scratch, struct str doc)
{
	struct standing s = { false, false };
	struct value *v = NULL;
	const char *state, *verdict;

	arena_reset(scratch);
	if (json_parse(scratch, doc.p, doc.n, &v, &c->err) < 0) {
		err_clear(&c->err);
		return s;
	}
	state = val_get_text(v, "state");
	verdict = val_get_text(v, "verdict");
	s.live = !val_truthy(val_get(v, "archived")) && !(state && strcmp(state, "closed") == 0);
	s.above = s.live && verdict && strcmp(verdict, "acceptable") != 0;
	return s;
}

/* The revision holds from its day up to the one before the next revision's day. */
static void hold(struct trend *t, struct standing s, const char *from, const char *until)
{
	for (int i = 0; i < TREND_MONTHS; i++) {
		if (strcmp(t->ends[i], from) < 0 || (until && strcmp(t->ends[i], until) >= 0))
			continue;
		t->live[i] += s.live;
		t->above[i] += s.above;
	}
}

static int read_trend(struct ctx *c, struct trend *t, int64_t *ret_n)
{
	struct standing s = { false, false };
	char from[DATE_TEXT] = "", at[DATE_TEXT];
	struct dbc *here = c->db;
	int64_t id = 0;
	struct query *q;
	int rc;

	c->db = c->live ? c->live : c->db;	/* an as-of view has no revisions of its own */
	rc = db_query(c, &q, SQL("SELECT id, at, doc FROM revision WHERE org = :org"
	    " AND type = 'risk' AND at <= :until ORDER BY id, rev LIMIT :limit"));
	if (rc == E_OK) {
		char until[TIME_TEXT];

		time_print(c->as_of_us ? c->as_of_us : c->now_us + INT64_C(1000000), until);
		db_bind_text(q, ":until", until);
		db_bind_int(q, ":limit", TREND_REVISIONS + 1);
		for (*ret_n = 0; (rc = db_step(c, q)) > 0; ++*ret_n) {
			(void)snprintf(at, sizeof(at), "%.10s", db_text(q, 1));
			if (id)
				hold(t, s, from, db_int(q, 0) == id ? at : NULL);
			id = db_int(q, 0);
			memcpy(from, at, sizeof(from));
			s = standing_of(c, &t->scratch, db_str(q, 2));
		}
		if (id)
			hold(t, s, from, NULL);
		db_done(q);
	}
	c->db = here;
	return rc < 0 ? rc : E_OK;
}

int summary_trend(struct ctx *c, struct report_doc *doc, bool *ret)
{
	static const struct report_series series[] = {
		{ N_("live"), REPORT_INFO }, { N_("above acceptance"), REPORT_BAD },
	};
	struct trend *t = arena_zero(c->arena, 1, sizeof(*t));
	int first = 0, rc;
	int64_t n;

	*ret = false;
	arena_init(&t->scratch, 16 << 20);
	arena_defer(c->arena, release, t);
	month_ends(c->as_of_us ? c->as_of_us : c->now_us, t->ends);
	if ((rc = read_trend(c, t, &n)) < 0)
		return rc;
	while (first < TREND_MONTHS - 1 && t->live[first] < 1)
		first++;
	if (n > TREND_REVISIONS || first == TREND_MONTHS - 1)
		return E_OK;
	report_chart_series(doc, REPORT_LINES, N_("Risks over time"), series, COUNT(series));
	report_chart_note(doc, N_("Risks not closed at the end of each month, and those of them "
	    "whose current level is above the criteria for acceptance."), true);
	for (; first < TREND_MONTHS; first++)
		report_point(doc, arena_text(c->arena, first < TREND_MONTHS - 1 ?
		    arena_text_n(c->arena, t->ends[first], 7) : t->ends[first]),
		    (double[]){ t->live[first], t->above[first] }, COUNT(series));
	*ret = true;
	return E_OK;
}
