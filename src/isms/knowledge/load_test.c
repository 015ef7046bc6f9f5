/* isms/knowledge/load_test.c -- frameworks as records: once, again, and after people's edits. */
#include "base/test.h"
#include "isms/knowledge/knowledge.h"
#include "record/list.h"
#include "record/program.h"
#include "record/rec.h"

extern const struct record record_framework, record_requirement, record_control;

/* A program in memory with one organisation. */
#define P_BEGIN T_BEGIN; struct program *p = NULL; struct ctx *c; \
	if (program_open("", PROGRAM_MEMORY, &p, e) < 0) \
		fail_msg("%s", e->detail ? e->detail : "program_open"); \
	c = ctx_new(p, a); c->actor = actor_program(); \
	assert_int_equal(record_transaction(c, make_org, NULL), E_OK)
#define P_END program_close(p); T_END

static int make_org(struct ctx *c, void *arg)
{
	struct org org;

	(void)arg;
	return org_create(c, "test", "Test", &org);
}

struct job {
	const char *key;
	struct value *ret;
};

static int load(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return knowledge_load(c, j->key, &j->ret);
}

static void loads(struct ctx *c, const char *key, int64_t created, int64_t updated, int64_t kept)
{
	struct job j = { key, NULL };

	if (record_transaction(c, load, &j) < 0)
		fail_msg("%s: %s", key, c->err.detail ? c->err.detail : "?");
	assert_string_equal(val_get_text(j.ret, "framework"), key);
	assert_int_equal(val_get_int(j.ret, "created", -1), created);
	assert_int_equal(val_get_int(j.ret, "updated", -1), updated);
	assert_int_equal(val_get_int(j.ret, "kept", -1), kept);
}

static int64_t count(struct ctx *c, const struct record *t, const char *field, const char *value)
{
	struct list_query lq = { .t = t, .limit = 1 };
	struct list l = { 0 };

	c->db = db_memory(c->program->db);
	if (field)
		assert_int_equal(list_filter(c, &lq, field, OP_EQ, str_of(value)), E_OK);
	assert_int_equal(list_run(c, &lq, &l), E_OK);
	return l.total;
}

static struct rec *get(struct ctx *c, const struct record *t, const char *ref)
{
	struct rec *r = NULL;

	c->db = db_memory(c->program->db);
	if (record_get(c, t, ref, VERB_READ, &r) < 0)
		fail_msg("%s is not there", ref);
	return r;
}

struct edit {
	const struct record *t;
	const char *ref, *field, *text;
};

static int edit(struct ctx *c, void *arg)
{
	struct edit *d = arg;
	struct value *input = val_obj(c->arena);
	struct rec *r;

	val_set_text(c->arena, input, d->field, d->text);
	return record_update(c, d->t, d->ref, input, IN_TEXT, ANY_REV, &r);
}

static void edits(struct ctx *c, const struct record *t, const char *ref, const char *field,
    const char *text)
{
	assert_int_equal(record_transaction(c, edit, &(struct edit){ t, ref, field, text }), E_OK);
}

/* What an older program would have written: a revision of the load with another text. */
static int older(struct ctx *c, void *arg)
{
	struct edit *d = arg;
	struct rec *old, *r;
	int rc;

	if ((rc = record_get(c, d->t, d->ref, VERB_READ, &old)) < 0)
		return rc;
	r = rec_copy(c, old);
	rec_set_text(c, r, d->field, d->text);
	return record_save(c, old, r, "knowledge");
}

static void older_content(struct ctx *c, const struct record *t, const char *ref, const char *field,
    const char *text)
{
	assert_int_equal(record_transaction(c, older, &(struct edit){ t, ref, field, text }), E_OK);
}

void test_knowledge_load__iso27001(void **state)
{
	P_BEGIN;
	struct rec *r;
	const struct value *types;

	loads(c, "iso27001-2022", 242, 0, 0);
	assert_int_equal(count(c, &record_control, NULL, NULL), 93);
	assert_int_equal(count(c, &record_requirement, "kind", "item"), 104);
	assert_int_equal(count(c, &record_requirement, "kind", "requirement"), 30);
	assert_int_equal(count(c, &record_requirement, "kind", "section"), 15);
	assert_int_equal(count(c, &record_control, "control_type", "Detective"), 13);
	r = get(c, &record_control, "A.8.8");
	assert_string_equal(rec_title(r), "Management of technical vulnerabilities");
	assert_string_equal(rec_text(r, "theme"), "Technological");
	types = rec_value(get(c, &record_control, "A.5.7"), "control_type");
	assert_int_equal(types->u.list.n, 3);
	assert_string_equal(types->u.list.first->u.s.p, "Corrective");	/* sorted */
	r = get(c, &record_requirement, "6.1.2/c");
	assert_string_equal(rec_text(r, "parent"), "6.1.2");
	assert_string_equal(rec_text(r, "kind"), "item");
	r = get(c, &record_framework, "iso27001-2022");
	assert_string_equal(rec_text(r, "content_version"),
	    library_framework(library(), "iso27001-2022")->version);
	P_END;
}

void test_knowledge_load__every_framework(void **state)
{
	P_BEGIN;
	size_t n;
	const struct library_framework *f = library_frameworks(library(), &n);

	for (size_t i = 0; i < n; i++) {
		struct job j = { f[i].key, NULL };

		if (record_transaction(c, load, &j) < 0)
			fail_msg("%s: %s", f[i].key, c->err.detail ? c->err.detail : "?");
		assert_true(val_get_int(j.ret, "created", 0) > 20);
	}
	assert_int_equal(count(c, &record_framework, NULL, NULL), 11);
	assert_string_equal(rec_text(get(c, &record_control, "42001:A.6.2.3"), "theme"),
	    "AI system life cycle");
	assert_string_equal(rec_text(get(c, &record_requirement, "CSF2:PR.DS-11"), "parent"),
	    "CSF2:PR.DS");
	assert_string_equal(rec_text(get(c, &record_requirement, "NIS2:21(2)(a)"), "kind"), "item");
	for (size_t i = 0; i < n; i++)
		loads(c, f[i].key, 0, 0, 0);
	P_END;
}

void test_knowledge_load__again_changes_nothing(void **state)
{
	P_BEGIN;

	loads(c, "iso27001-2022", 242, 0, 0);
	loads(c, "iso27001-2022", 0, 0, 0);
	assert_int_equal(get(c, &record_control, "A.8.13")->rev, 1);
	assert_int_equal(get(c, &record_framework, "iso27001-2022")->rev, 1);
	P_END;
}

void test_knowledge_load__keeps_edits(void **state)
{
	P_BEGIN;

	loads(c, "iso42001-annexa", 48, 0, 0);
	edits(c, &record_control, "42001:A.2.2", "title", "Our AI policy");
	edits(c, &record_control, "42001:A.2.3", "own_note", "See the wiki.");
	loads(c, "iso42001-annexa", 0, 0, 1);
	loads(c, "iso42001-annexa", 0, 0, 1);
	assert_string_equal(rec_title(get(c, &record_control, "42001:A.2.2")), "Our AI policy");
	assert_string_equal(rec_text(get(c, &record_control, "42001:A.2.3"), "own_note"),
	    "See the wiki.");
	assert_int_equal(get(c, &record_control, "42001:A.2.2")->rev, 2);
	/* Taken back by hand: the content's again. */
	edits(c, &record_control, "42001:A.2.2", "title", "AI policy");
	loads(c, "iso42001-annexa", 0, 0, 0);
	P_END;
}

void test_knowledge_load__new_content(void **state)
{
	P_BEGIN;
	struct rec *r;

	loads(c, "iso42001-annexa", 48, 0, 0);
	older_content(c, &record_control, "42001:A.2.2", "title", "AI directive");
	older_content(c, &record_control, "42001:A.2.3", "title", "Old title");
	edits(c, &record_control, "42001:A.2.3", "text", "Ours.");
	edits(c, &record_control, "42001:A.2.4", "text", "Ours as well.");
	older_content(c, &record_control, "42001:A.2.4", "title", "Old");
	/* Titles follow the content, texts stay the organisation's, also next time. */
	loads(c, "iso42001-annexa", 0, 3, 2);
	r = get(c, &record_control, "42001:A.2.3");
	assert_string_equal(rec_title(r), "Alignment with other organizational policies");
	assert_string_equal(rec_text(r, "text"), "Ours.");
	assert_string_equal(rec_title(get(c, &record_control, "42001:A.2.2")), "AI policy");
	older_content(c, &record_control, "42001:A.2.4", "title", "Old once more");
	loads(c, "iso42001-annexa", 0, 1, 2);
	assert_string_equal(
	    rec_text(get(c, &record_control, "42001:A.2.4"), "text"), "Ours as well.");
	P_END;
}

/* What would happen is told without happening, and then happens. */
void test_knowledge_changes__told_before(void **state)
{
	P_BEGIN;
	struct value *told;
	const struct value *o, *f;

	loads(c, "iso42001-annexa", 48, 0, 0);
	older_content(c, &record_control, "42001:A.2.2", "title", "AI directive");
	edits(c, &record_control, "42001:A.2.3", "text", "Ours.");
	c->db = db_memory(c->program->db);
	assert_int_equal(knowledge_changes(c, "iso42001-annexa", &told), E_OK);
	assert_int_equal(val_get_int(told, "updated", -1), 1);
	assert_int_equal(val_get_int(told, "kept", -1), 1);
	assert_int_equal(val_get(told, "changes")->u.list.n, 2);
	o = val_get(told, "changes")->u.list.first;
	assert_string_equal(val_get_text(o, "ref"), "42001:A.2.2");
	assert_string_equal(val_get_text(o, "what"), "updated");
	f = val_get(o, "fields")->u.list.first;
	assert_string_equal(val_get_text(f, "was"), "AI directive");
	assert_string_equal(val_get_text(f, "now"), "AI policy");
	assert_string_equal(val_get_text(o->next, "what"), "kept");
	assert_string_equal(rec_title(get(c, &record_control, "42001:A.2.2")), "AI directive");
	loads(c, "iso42001-annexa", 0, 1, 1);
	P_END;
}

static int put_away(struct ctx *c, void *arg)
{
	struct rec *r;

	return record_archive(c, &record_control, arg, true, ANY_REV, &r);
}

void test_knowledge_load__archived_stays_away(void **state)
{
	P_BEGIN;

	loads(c, "iso42001-annexa", 48, 0, 0);
	assert_int_equal(record_transaction(c, put_away, (void *)(uintptr_t)"42001:A.2.2"), E_OK);
	loads(c, "iso42001-annexa", 0, 0, 0);
	assert_int_equal(count(c, &record_control, NULL, NULL), 37);
	P_END;
}

void test_knowledge_load__unknown(void **state)
{
	P_BEGIN;
	struct job j = { "iso27001-2035", NULL };

	assert_int_equal(record_transaction(c, load, &j), E_NOTFOUND);
	assert_non_null(strstr(c->err.hint, "iso27001-2022, iso27001-2013"));
	P_END;
}

void test_knowledge_sort_key__order(void **state)
{
	static const char *const sorted[] = {"4", "4.1", "6.1.2", "6.1.2/a", "6.1.2/c", "9.3",
	    "10.1", "10.2/a", "800-53:AC-2", "800-53:AC-2(1)", "800-53:AC-2(12)", "800-53:AC-10",
	    "A.5.1", "A.5.9", "A.5.10", "A.8.8", "CSF2:PR.DS-02", "CSF2:PR.DS-11"};
	P_BEGIN;
	struct rec *r = rec_new(c, &record_requirement);
	const char *before = "";

	for (size_t i = 0; i < COUNT(sorted); i++) {
		rec_set_text(c, r, "ref", sorted[i]);
		assert_int_equal(knowledge_sort_key(c, r), E_OK);
		if (strcmp(before, rec_text(r, "sort_key")) >= 0)
			fail_msg(
			    "%s (%s) sorts before %s", sorted[i], rec_text(r, "sort_key"), before);
		before = rec_text(r, "sort_key");
	}
	rec_set_text(c, r, "ref", "1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1"
	    ".1.1.1.1.1");
	assert_int_equal(knowledge_sort_key(c, r), E_OK);
	assert_int_equal(strlen(rec_text(r, "sort_key")), 200);
	rec_set(r, "ref", NULL);
	assert_int_equal(knowledge_sort_key(c, r), E_OK);
	assert_false(rec_has(r, "sort_key"));
	P_END;
}
