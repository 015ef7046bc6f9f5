/* isms/control/soa_test.c -- SOURCE: ISO/IEC 27001:2022, 6.1.3 d): reasons, exclusions, status. */
#include "base/test.h"
#include "isms/asset/asset.h"
#include "isms/control/soa.h"
#include "record/program.h"

static int make_org(struct ctx *c, void *arg)
{
	(void)arg;
	return org_create(c, "acme", "Acme", &c->org);
}

/* A record, or a move "type code -> state". Fields as name, value, ..., NULL. */
struct wish {
	const char *type, *move, *to, *fields[13];
};

static int make(struct ctx *c, void *arg)
{
	const struct wish *w = arg;
	struct value *input = val_obj(c->arena);
	struct rec *r;

	if (w->move)
		return record_move(c, record_find(w->type), w->move, w->to, ANY_REV, &r);
	for (size_t i = 0; w->fields[i]; i += 2)
		val_set_text(c->arena, input, w->fields[i], w->fields[i + 1]);
	return record_create(c, record_find(w->type), input, IN_TEXT, &r);
}

static struct ctx *fresh(struct arena *a, const struct wish *wishes, size_t n, struct program **ret)
{
	struct err e;
	struct ctx *c;

	err_init(&e, a);
	assert_int_equal(program_open("", PROGRAM_MEMORY, ret, &e), E_OK);
	c = ctx_new(*ret, a);
	c->actor = actor_program();
	assert_int_equal(record_transaction(c, make_org, NULL), E_OK);
	for (size_t i = 0; i < n; i++) {
		struct wish w = wishes[i];

		if (record_transaction(c, make, &w) < 0)
			fail_msg("wish %zu: %s", i,
			    c->err.fields ? c->err.fields->detail : c->err.detail);
	}
	assert_int_equal(ctx_reader(c), E_OK);
	return c;
}

#define FRAMEWORK { "framework", NULL, NULL, { "ref", "iso27001-2022", "title", "ISO" } }
#define CONTROL(r, t)                                                                              \
	{                                                                                          \
		"control", NULL, NULL,                                                             \
		{                                                                                  \
			"ref", r, "title", t, "framework", "iso27001-2022"                         \
		}                                                                                  \
	}

static const struct value *row(const struct value *rows, const char *ref)
{
	for (const struct value *r = rows->u.list.first; r; r = r->next)
		if (strcmp(val_get_text(r, "control"), ref) == 0)
			return r;
	fail_msg("no row %s", ref);
	return NULL;
}

static const char *status(const struct value *rows, const char *ref)
{
	return val_get_text(val_get(row(rows, ref), "status"), "label");
}

static const char *decision(const struct value *rows, const char *ref)
{
	return val_get_text(val_get(row(rows, ref), "decision"), "name");
}

static size_t reasons(const struct value *rows, const char *ref)
{
	return val_get(row(rows, ref), "reasons")->u.list.n;
}

void test_soa_rows__reasons(void **state)
{
	static const struct wish wishes[] = {
		FRAMEWORK,
		CONTROL("A.5.1", "Policies"),
		CONTROL("A.5.2", "Roles"),
		CONTROL("A.5.10", "Use"),
		CONTROL("A.8.13", "Information backup"),
		{ "risk", NULL, NULL, { "title", "Idea", "controls", "A.5.1" } },
		{ "risk", NULL, NULL,
		    { "title", "Fire", "treatment", "modify", "controls", "A.8.13" } },
		{ "obligation", NULL, NULL,
		    { "title", "GDPR", "kind", "legal", "controls", "A.5.2,A.8.13" } },
		{ "soa_entry", NULL, NULL,
		    { "control", "A.5.10", "business_reason", "Good practice" } },
	};
	const struct value *r;
	struct program *p;
	struct value *rows;
	struct ctx *c;

	T_BEGIN;
	c = fresh(a, wishes, COUNT(wishes), &p);
	assert_int_equal(soa_rows(c, "iso27001-2022", &rows), E_OK);
	assert_int_equal(rows->u.list.n, 4);
	assert_string_equal(val_get_text(rows->u.list.first->next, "control"), "A.5.2");
	assert_string_equal(decision(rows, "A.5.1"), "undecided"); /* a draft without treatment */
	assert_string_equal(decision(rows, "A.5.2"), "applicable");
	assert_string_equal(decision(rows, "A.5.10"), "applicable");
	assert_int_equal(reasons(rows, "A.8.13"), 2);
	r = val_get(row(rows, "A.8.13"), "reasons")->u.list.first;
	assert_string_equal(val_get_text(r, "kind"), "risk");
	assert_string_equal(val_get_text(r, "code"), "R-2");
	assert_string_equal(val_get_text(r, "href"), "/risks/R-2");
	assert_string_equal(val_get_text(r->next, "kind"), "legal");
	assert_string_equal(
	    val_get_text(val_get(row(rows, "A.5.10"), "reasons")->u.list.first, "kind"),
	    "business");
	assert_string_equal(val_get_text(soa_summary(a, rows), "text"),
	    "4 controls: 3 applicable, 0 excluded, 1 undecided");
	assert_int_equal(soa_rows(c, "nothing", &rows), E_OK);
	assert_int_equal(rows->u.list.n, 0);
	arena_release(a);
	program_close(p);
	(void)e;
}

void test_soa_rows__decisions(void **state)
{
	static const struct wish wishes[] = {
		FRAMEWORK,
		CONTROL("A.5.1", "Policies"),
		CONTROL("A.5.2", "Roles"),
		{ "soa_entry", NULL, NULL,
		    { "control", "A.5.1", "decision", "excluded", "justification",
			"No such thing" } },
		{ "soa_entry", NULL, NULL,
		    { "control", "A.5.2", "decision", "inherited", "provider", "Cloud" } },
		{ "risk", NULL, NULL,
		    { "title", "Fire", "treatment", "modify", "controls", "A.5.1" } },
	};
	struct program *p;
	struct value *rows;
	struct rec *entry;
	struct ctx *c;

	T_BEGIN;
	c = fresh(a, wishes, COUNT(wishes), &p);
	assert_int_equal(soa_rows(c, "iso27001-2022", &rows), E_OK);
	assert_false(val_truthy(val_get(row(rows, "A.5.1"), "applicable")));
	assert_true(val_truthy(val_get(row(rows, "A.5.1"), "excluded")));
	assert_int_equal(reasons(rows, "A.5.1"), 1); /* shown, so that the contradiction is seen */
	assert_true(val_truthy(val_get(row(rows, "A.5.2"), "inherited")));
	assert_true(val_truthy(val_get(row(rows, "A.5.2"), "applicable")));
	assert_string_equal(status(rows, "A.5.2"), "Done by the provider");
	assert_int_equal(record_get(c, record_find("soa_entry"), "SOA-1", VERB_READ, &entry), E_OK);
	assert_string_equal(rec_title(entry), "A.5.1 Policies: Not applicable");
	arena_release(a);
	program_close(p);
	(void)e;
}

void test_soa_rows__status(void **state)
{
	static const struct wish wishes[] = {
		FRAMEWORK,
		CONTROL("A.5.1", "One"),
		CONTROL("A.5.2", "Two"),
		CONTROL("A.5.3", "Three"),
		CONTROL("A.5.4", "Four"),
		{ "measure", NULL, NULL, { "title", "M1", "controls", "A.5.1,A.5.2" } },
		{ "measure", NULL, NULL, { "title", "M2", "controls", "A.5.2,A.5.3" } },
		{ "measure", NULL, NULL, { "title", "M3", "controls", "A.5.1,A.5.4" } },
		{ "measure", "M-1", "in-place", { NULL } },
		{ "measure", "M-3", "retired", { NULL } },
	};
	struct program *p;
	struct value *rows;
	struct ctx *c;

	T_BEGIN;
	c = fresh(a, wishes, COUNT(wishes), &p);
	assert_int_equal(soa_rows(c, "iso27001-2022", &rows), E_OK);
	assert_string_equal(status(rows, "A.5.1"), "In place");	/* the retired one does not count */
	assert_string_equal(status(rows, "A.5.2"), "Partly");
	assert_string_equal(status(rows, "A.5.3"), "Planned");
	assert_string_equal(status(rows, "A.5.4"), "Not implemented");
	assert_string_equal(val_get_text(row(rows, "A.5.2"), "derivation"),
	    "of 2 measures 1 in place, 0 partly, 1 planned");
	arena_release(a);
	program_close(p);
	(void)e;
}

/* Somebody who reads controls but no risks sees that there is a reason, not which. */
void test_soa_rows__hidden(void **state)
{
	static const struct wish wishes[] = {
		FRAMEWORK,
		CONTROL("A.5.1", "One"),
		{ "risk", NULL, NULL,
		    { "title", "Secret", "treatment", "modify", "controls", "A.5.1" } },
	};
	struct actor reader = { .pseudonym = "x", .label = "x", .auth = "local" };
	struct program *p;
	struct value *rows, *r;
	struct ctx *c;

	T_BEGIN;
	c = fresh(a, wishes, COUNT(wishes), &p);
	assert_int_equal(grants_parse(a, STR("control: read all"), reader.scope, e), E_OK);
	c->actor = &reader;
	assert_int_equal(soa_rows(c, "iso27001-2022", &rows), E_OK);
	r = val_get(row(rows, "A.5.1"), "reasons")->u.list.first;
	assert_string_equal(val_get_text(r, "label"), "not shown to you");
	assert_null(val_get_text(r, "code"));
	assert_true(val_truthy(val_get(row(rows, "A.5.1"), "applicable")));
	assert_int_equal(grants_parse(a, STR("risk: read all"), reader.scope, e), E_OK);
	assert_int_equal(soa_rows(c, "iso27001-2022", &rows), E_DENIED);
	arena_release(a);
	program_close(p);
}
