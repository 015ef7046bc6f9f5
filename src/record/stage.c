/* record/stage.c -- see stage.h. */
#include "db/schema.h"
#include "record/program.h"
#include "record/stage.h"

struct staging {
	const struct record *t;
	struct str plain;
	const char *id;
};

/* What nobody came back for within a day goes when the next table comes. */
static int forget_old(struct ctx *c)
{
	const int64_t day_us = INT64_C(86400) * 1000000;
	char before[TIME_TEXT];
	struct query *q;
	int rc;

	time_print(c->now_us - day_us, before);
	if ((rc = db_query(c, &q, SQL("DELETE FROM import_stage WHERE org = :org"
	    " AND at < :before"))) < 0)
		return rc;
	db_bind_text(q, ":before", before);
	return db_run(c, q);
}

static int put(struct ctx *c, void *arg)
{
	const struct staging *s = arg;
	char now[TIME_TEXT];
	struct query *q;
	int rc;

	if ((rc = forget_old(c)) < 0 || (rc = db_query(c, &q, SQL("INSERT INTO import_stage"
	    " (org, id, actor, type, at, plain) VALUES (:org, :id, :actor, :type, :at, :plain)"))) <
		0)
		return rc;
	time_print(c->now_us, now);
	db_bind_text(q, ":id", s->id);
	db_bind_text(q, ":actor", c->actor->subject);
	db_bind_text(q, ":type", s->t->name);
	db_bind_text(q, ":at", now);
	db_bind_str(q, ":plain", s->plain);
	return db_run(c, q);
}

int stage_put(struct ctx *c, const struct record *t, struct str plain, char id[STAGE_ID])
{
	struct staging s = { t, plain, id };
	uint8_t raw[16];

	random_bytes(raw, sizeof(raw));
	hex_encode(raw, sizeof(raw), id);
	return record_transaction(c, put, &s);
}

int stage_get(struct ctx *c, const struct record *t, const char *id, struct str *ret)
{
	struct query *q;
	int rc;

	if ((rc = ctx_reader(c)) < 0 || (rc = db_query(c, &q, SQL("SELECT plain FROM import_stage"
	    " WHERE org = :org AND id = :id AND actor = :actor AND type = :type"))) < 0)
		return rc;
	db_bind_text(q, ":id", id);
	db_bind_text(q, ":actor", c->actor->subject);
	db_bind_text(q, ":type", t->name);
	if ((rc = db_step(c, q)) > 0) {
		struct str s = db_str(q, 0);

		*ret = str_copy(c->arena, s.p, s.n);
	}
	db_done(q);
	return rc > 0 ? E_OK : rc < 0 ? rc : err_hint(&c->err, E_NOTFOUND,
	    "choose the file once more", "the table was imported already, or is a day old");
}

static int drop(struct ctx *c, void *arg)
{
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("DELETE FROM import_stage WHERE org = :org"
	    " AND id = :id"))) < 0)
		return rc;
	db_bind_text(q, ":id", arg);
	return db_run(c, q);
}

int stage_drop(struct ctx *c, const char *id)
{
	return record_transaction(c, drop, arena_text(c->arena, id));
}
