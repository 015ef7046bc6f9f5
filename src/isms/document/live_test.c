/* isms/document/live_test.c -- placeholders: the pure half, the kit's texts, and live data. */
#include "base/asset.h"
#include "base/test.h"
#include "isms/document/document.h"
#include "isms/document/kit.h"
#include "isms/document/live.h"
#include "record/program.h"

static const char *problem(struct arena *a, const char *source)
{
	struct err e;

	err_init(&e, a);
	if (live_check(str_of(source), "body", &e) == E_OK)
		return "";
	return e.fields->detail;
}

void test_live_check__place_and_reason(void **state)
{
	T_BEGIN;
	assert_string_equal(problem(a, "no placeholder, { one brace } and \\{{ two"), "");
	assert_string_equal(problem(a, "x {{org.name}}\n{{table.assets}}\n{{scope}}"), "");
	assert_non_null(strstr(problem(a, "a\nb {{nothing.here}}"), "line 2: there is no"));
	assert_non_null(strstr(problem(a, "see {{table.assets}}"), "alone"));
	assert_non_null(strstr(problem(a, "{{org.name"), "not closed"));
	assert_non_null(strstr(problem(a, "{{7*7}}"), "{{7*7}}"));
	assert_non_null(strstr(problem(a, "{{#if has.cloud}}\nx"), "line 1: the condition"));
	assert_non_null(strstr(problem(a, "{{/if}}"), "not open"));
	assert_non_null(strstr(problem(a, "{{#if has.moon}}\n{{/if}}"), "no condition"));
	assert_non_null(strstr(problem(a, "{{#if has.cloud}}\n{{#if is.nis2}}\n{{/if}}"),
	    "line 2: the condition of line 1"));
	assert_non_null(strstr(problem(a, "a {{#if has.cloud}} b"), "alone"));
	assert_non_null(strstr(problem(a, "{{has.cloud}}"), "no placeholder"));
	T_END;
}

void test_live_words__placeholders_as_what_they_stand_for(void **state)
{
	T_BEGIN;
	assert_string_equal(live_words(a, STR("Ask {{role.isms_manager}} of {{ org.name }}.")).p,
	    "Ask ‹ISMS manager› of ‹Name of the organisation›.\n");
	assert_string_equal(live_words(a, STR("{{#if uses.ai}}\nx {{no.such}}\n{{/if}}")).p,
	    "‹Only if: AI tools or AI functions are used or built›\nx ‹no.such›\n"
	    "‹end of the condition›\n");
	assert_string_equal(live_words(a, STR("")).p, "");
	T_END;
}

/* All of them at once, but not thousands. */
void test_live_check__collects(void **state)
{
	struct sbuf *b;

	T_BEGIN;
	b = sbuf_new(a, 1 << 20);
	for (int i = 0; i < 50; i++)
		sbuf_printf(b, "{{x%d}}\n", i);
	assert_int_equal(live_check(sbuf_str(b), "body", e), E_INVALID);
	assert_int_equal(e->nfields, 21);
	T_END;
}

static const char *escaped(struct arena *a, const char *text)
{
	struct sbuf *b = sbuf_new(a, 4096);

	live_escape(b, text);
	return sbuf_str(b).p;
}

void test_live_escape__is_text(void **state)
{
	T_BEGIN;
	assert_string_equal(escaped(a, "Mail | <b>*x*</b>"), "Mail \\| \\<b\\>\\*x\\*\\</b\\>");
	assert_string_equal(escaped(a, "{{table.risks}}"), "\\{\\{table.risks\\}\\}");
	assert_string_equal(escaped(a, "- item"), "\\- item");
	assert_string_equal(escaped(a, "12. March"), "12\\. March");
	assert_string_equal(escaped(a, "# head\nsecond"), "\\# head second");
	T_END;
}

/* Whatever the kit says can be saved, and stays within what a document holds. */
void test_live_check__every_kit_document(void **state)
{
	size_t n = 0;

	T_BEGIN;
	for (const struct library_entry *k = library_entries(library()); k; k = k->next) {
		const char *body, *at = library_key(k, "when");
		struct str part;

		if (strcmp(k->kind, "document") != 0)
			continue;
		body = kit_body(a, k);
		if (live_check(str_of(body), k->ref, e) < 0)
			fail_msg("%s: %s", k->ref, e->fields->detail);
		assert_true(strlen(body) > 500 && strlen(body) < DOCUMENT_BODY_MAX);
		while (library_part(&at, &part))
			assert_int_equal(live_find(part)->kind, LIVE_IF);
		n++;
	}
	assert_int_equal(n, 95);
	T_END;
}

/* A column or filter that names a field which its type has not: seen here, not by a reader. */
void test_live_names__fields_exist(void **state)
{
	T_BEGIN;
	for (const struct live_name *n = live_names; n->name; n++) {
		const struct record *t = n->type ? record_find(n->type) : NULL;
		bool table = n->kind == LIVE_TABLE;

		assert_ptr_equal(live_find(str_of(n->name)), n);
		assert_true(!n->alias || live_find(str_of(n->alias)) == n);
		assert_true(!n->type || t);
		for (const char *at = n->get == live_records ? n->columns : ""; at && *at;) {
			size_t len = strcspn(at, "|"), eq = strcspn(at, "=");
			const char *f = arena_text_n(a, eq < len ? at + eq + 1 : at,
			    eq < len ? len - eq - 1 : len);

			if (t && (!table || eq < len) && strcmp(f, "code") && strcmp(f, "state") &&
			    !field_find(t, f))
				fail_msg("%s: %s has no field %s", n->name, n->type, f);
			at += len + (at[len] == '|');
		}
	}
	T_END;
}

/* content/documents/README.md is where authors look names up: both know the same ones. */
void test_live_names__readme(void **state)
{
	const struct asset *f = asset_find("content/documents/README.md");
	const char *p;

	T_BEGIN;
	assert_non_null(f);
	for (const struct live_name *n = live_names; n->name; n++)
		if (!strstr(f->p, arena_printf(a, n->kind == LIVE_IF ? "`%s`" : "`{{%s}}`",
		    n->name)))
			fail_msg("the README does not name %s", n->name);
	for (p = f->p; (p = strstr(p, "`{{")); p++) {
		struct str name = { p + 3, strcspn(p + 3, "}") };

		if (name.p[0] != '#' && name.p[0] != '/' && !str_is(name, "name") &&
		    !live_find(name))
			fail_msg("there is no %.*s", (int)name.n, name.p);
	}
	T_END;
}

/* ---- with data ---- */

struct make {
	const char *type, *fields[9];
};

static int make_org(struct ctx *c, void *arg)
{
	(void)arg;
	return org_create(c, "acme", "Acme", &c->org);
}

static int make(struct ctx *c, void *arg)
{
	const struct make *m = arg;
	struct value *in = val_obj(c->arena);
	struct rec *r;

	for (size_t i = 0; m->fields[i]; i += 2)
		val_set_text(c->arena, in, m->fields[i], m->fields[i + 1]);
	return record_create(c, record_find(m->type), in, IN_TEXT, &r);
}

struct text {
	const char *source, *ret;
	size_t gaps;
};

static int render(struct ctx *c, void *arg)
{
	struct text *t = arg;
	struct live_text out;
	int rc = live_render(c, str_of(t->source), NULL, &out);

	if (rc == E_OK) {
		t->ret = out.text.p;
		t->gaps = out.gaps->u.list.n;
	}
	return rc;
}

static const char *rendered(struct ctx *c, const char *source)
{
	struct text t = { source, NULL, 0 };

	err_clear(&c->err);
	if (record_transaction(c, render, &t) < 0)
		fail_msg("%s", c->err.detail);
	return t.ret;
}

static struct ctx *fresh(struct arena *a, struct program **ret)
{
	static struct make makes[] = {
		{ "profile", { "name", "Acme Ltd", "circumstances", "has-cloud", NULL } },
		{ "asset", { "name", "Mail | {{today}}", "type", "service", NULL } },
		{ "asset", { "name", "Lyon", "type", "site", NULL } },
		{ "asset", { "name", "Kiel", "type", "site", NULL } },
	};
	struct err e;
	struct ctx *c;

	err_init(&e, a);
	assert_int_equal(program_open("", PROGRAM_MEMORY, ret, &e), E_OK);
	c = ctx_new(*ret, a);
	c->actor = actor_program();
	assert_int_equal(record_transaction(c, make_org, NULL), E_OK);
	for (size_t i = 0; i < COUNT(makes); i++)
		if (record_transaction(c, make, &makes[i]) < 0)
			fail_msg("%s", c->err.fields ? c->err.fields->detail : c->err.detail);
	return c;
}

void test_live_render__values_lists_tables(void **state)
{
	struct text gap = { "{{org.address}}", NULL, 0 };
	struct program *p;
	struct ctx *c;
	const char *t;

	T_BEGIN;
	c = fresh(a, &p);
	assert_string_equal(rendered(c, "We are {{ organisation }}.\n"), "We are Acme Ltd.\n");
	assert_string_equal(rendered(c, "{{org.sites}}"), "Lyon, Kiel\n");
	assert_string_equal(rendered(c, "{{assets:count}} and {{count.people}}"), "3 and 0\n");
	assert_string_equal(rendered(c, "{{list.assets}}"), "- Service (1)\n- Site (2)\n");
	assert_string_equal(rendered(c, "x {{list.assets}}"), "x Service, Site\n");
	t = rendered(c, "{{table.assets}}");
	assert_non_null(strstr(t, "| Mail \\| \\{\\{today\\}\\} | Service |"));	/* not again */
	assert_non_null(strstr(rendered(c, "{{table.risks}}"), "*no entries yet*"));
	assert_int_equal(record_transaction(c, render, &gap), E_OK);
	assert_int_equal(gap.gaps, 1);
	assert_non_null(strstr(gap.ret, "missing: Address of the seat"));
	arena_reset(a);
	program_close(p);
	T_END;
}

void test_live_render__conditions(void **state)
{
	struct program *p;
	struct ctx *c;

	T_BEGIN;
	c = fresh(a, &p);
	assert_string_equal(rendered(c, "1. a\n{{#if is.nis2}}\n2. b\n{{/if}}\n"
	    "{{#if has.cloud}}\n3. c\n{{/if}}\n\ntext\n7. d"), "1. a\n2. c\n\ntext\n7. d\n");
	assert_string_equal(rendered(c, "a \\{{b}}"), "a \\{{b}}\n");
	arena_reset(a);
	program_close(p);
	T_END;
}
