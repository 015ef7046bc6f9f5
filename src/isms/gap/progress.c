/* isms/gap/progress.c -- see progress.h: the pure part, and reading the history. */
#include "isms/gap/progress.h"
#include "record/subject.h"

struct gap_tally *gap_progress(struct arena *a, const struct gap_event *events, size_t nevents,
    size_t rows, const int64_t *moments_us, size_t n)
{
	struct gap_tally *tallies = arena_zero(a, n + 1, sizeof(*tallies));
	const struct gap_event **now = arena_zero(a, rows + 1, sizeof(*now));
	size_t at = 0;

	for (size_t m = 0; m < n; m++) {
		for (; at < nevents && events[at].at_us <= moments_us[m]; at++)
			now[events[at].row] = &events[at];
		for (size_t i = 0; i < rows; i++)
			if (now[i] && now[i]->counts)
				gap_tally_add(&tallies[m], now[i]->judged, now[i]->target,
				    now[i]->inferred);
	}
	return tallies;
}

/* The first day of the month after that of us. */
static int64_t next_month(int64_t us)
{
	char day[DATE_TEXT], text[DATE_TEXT + 16];
	int64_t ret = us;
	int y, m;

	date_print(us, day);
	y = (day[0] - '0') * 1000 + (day[1] - '0') * 100 + (day[2] - '0') * 10 + day[3] - '0';
	m = (day[5] - '0') * 10 + day[6] - '0' + 1;
	(void)snprintf(text, sizeof(text), "%04d-%02d-01T00:00:00Z", m > 12 ? y + 1 : y,
	    m > 12 ? 1 : m);
	REQUIRE(time_parse(str_of(text), &ret));
	return ret;
}

size_t gap_months(int64_t from_us, int64_t now_us, int64_t ret[GAP_MONTHS_MAX])
{
	size_t n = 0;

	for (int64_t next = next_month(from_us); next <= now_us; next = next_month(next)) {
		if (n == GAP_MONTHS_MAX - 1) {
			memmove(ret, ret + 1, (n - 1) * sizeof(*ret));
			n--;
		}
		ret[n++] = next - 1;	/* the last moment of the month before */
	}
	ret[n++] = now_us;
	return n;
}

/* ---- reading ---- */

static int64_t row_index(const struct gap_history *h, int64_t id)
{
	for (size_t i = 0; i < h->nrows; i++)
		if (h->rows[i]->id == id)
			return (int64_t)i;
	return -1;
}

static int add_event(struct ctx *c, struct gap_history *h, size_t *room, struct query *q)
{
	int64_t row = row_index(h, db_int(q, 0)), at;
	const uint8_t *seed;
	struct value *doc;
	struct rec *r;
	int rc;

	if (row < 0 || !time_parse(db_str(q, 2), &at))
		return E_OK;	/* a row the actor may not read */
	if ((rc = subject_open(c, &record_gap_row, db_int(q, 0), db_str(q, 3), STR(""), &doc,
	    &seed)) < 0 || (rc = rec_from_doc(c, &record_gap_row, db_int(q, 0), db_int(q, 1), doc,
	    &r)) < 0)
		return rc;
	if (h->n == *room) {
		struct gap_event *more = arena_zero(c->arena, *room * 2 + 256, sizeof(*more));

		if (h->n)
			memcpy(more, h->events, h->n * sizeof(*more));
		h->events = more;
		*room = *room * 2 + 256;
	}
	h->events[h->n++] = (struct gap_event){ row, at, gap_judged(r), gap_target(r), !r->archived,
		r->drafted };
	return E_OK;
}

/* An as-of view has no revisions of its own: those of today's database, up to its moment. */
static int read_events(struct ctx *c, int64_t analysis, struct gap_history *h)
{
	struct dbc *here = c->db;
	char until[TIME_TEXT];
	struct query *q;
	size_t room = 0;
	int rc;

	time_print(c->as_of_us ? c->as_of_us : c->now_us, until);
	c->db = c->live ? c->live : c->db;
	rc = db_query(c, &q, SQL("SELECT v.id, v.rev, v.at, v.doc FROM gap_row AS t"
	    " JOIN revision AS v ON v.org = t.org AND v.type = 'gap_row' AND v.id = t.id"
	    " WHERE t.org = :org AND t.analysis_id = :analysis AND v.at <= :until"
	    " ORDER BY v.at, v.id, v.rev"));
	if (rc == E_OK) {
		db_bind_int(q, ":analysis", analysis);
		db_bind_text(q, ":until", until);
		while ((rc = db_step(c, q)) > 0 && (rc = add_event(c, h, &room, q)) == E_OK)
			continue;
		db_done(q);
	}
	c->db = here;
	return rc < 0 ? rc : E_OK;
}

int gap_history_read(struct ctx *c, int64_t analysis, struct gap_history *ret)
{
	struct gap_rows rows;
	int rc;

	*ret = (struct gap_history){ 0 };
	if ((rc = gap_rows_read(c, analysis, VERB_READ, &rows)) < 0)
		return rc;
	ret->rows = rows.recs;
	ret->nrows = rows.n;
	return read_events(c, analysis, ret);
}

const struct gap_event **gap_state_at(struct arena *a, const struct gap_history *h, int64_t us)
{
	const struct gap_event **now = arena_zero(a, h->nrows + 1, sizeof(*now));

	for (size_t i = 0; i < h->n && h->events[i].at_us <= us; i++)
		now[h->events[i].row] = &h->events[i];
	return now;
}
