/*
 * isms/transition/plan_test.c -- SOURCE: ISO/IEC 27002:2022, Annex B: 114 controls of 2013, 93 of
 * 2022, of which 58 come from one, 24 from several and 11 are new.
 */
#include "base/test.h"
#include "isms/transition/transition.h"

static struct ctx *ctx_for(struct arena *a)
{
	struct ctx *c;

	arena_init(a, 32 << 20);
	c = arena_zero(a, 1, sizeof(*c));
	c->arena = a;
	err_init(&c->err, a);
	return c;
}

static struct old_statement parsed(struct ctx *c, const char *csv)
{
	struct old_statement old = { 0 };

	if (old_statement_parse(c, str_of(csv), &old) < 0)
		fail_msg("%s", c->err.fields ? c->err.fields->detail : c->err.detail);
	return old;
}

/* Every control of 2013 with the word in its column. */
static const char *all_old(struct arena *a, const char *applicable, const char *why)
{
	const struct library_framework *f = library_framework(library(), "iso27001-2013");
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, 1 << 20);
	sbuf_text(b, "Control;Title;Applicable;Justification;Status\n");
	for (size_t i = 0; i < f->nnodes; i++)
		if (strcmp(library_role(&f->nodes[i]), "control") == 0)
			sbuf_printf(b, "%s;x;%s;%s;implemented\n", f->nodes[i].ref, applicable,
			    why);
	return sbuf_str(b).p;
}

static const struct carried *of(const struct carried *list, size_t n, const char *ref)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].node->ref, ref) == 0)
			return &list[i];
	fail_msg("%s is missing", ref);
	return NULL;
}

void test_transition_plan__all_of_2013(void **state)
{
	size_t n, kinds[CARRY_NEW + 1] = { 0 };
	struct old_statement old;
	struct carried *list;
	struct arena a;
	struct ctx *c = ctx_for(&a);

	(void)state;
	old = parsed(c, all_old(&a, "yes", "risk"));
	assert_int_equal(old.n, 114);
	list = transition_plan(&a, &old, &n);
	assert_int_equal(n, 93);
	for (size_t i = 0; i < n; i++) {
		kinds[list[i].kind]++;
		assert_int_equal(list[i].applies,
		    list[i].kind == CARRY_NEW ? OLD_UNKNOWN : OLD_APPLIES);
		assert_int_equal(list[i].nmissing, 0);
	}
	assert_int_equal(kinds[CARRY_ONE], 58);
	assert_int_equal(kinds[CARRY_MERGED], 24);
	assert_int_equal(kinds[CARRY_NEW], 11);
	assert_string_equal(of(list, n, "A.5.18")->justification,
	    "A.9.2.2, A.9.2.5, A.9.2.6: risk");
	old = parsed(c, all_old(&a, "no", ""));
	list = transition_plan(&a, &old, &n);
	for (size_t i = 0; i < n; i++)	/* an exclusion without a reason is no decision */
		assert_int_equal(list[i].applies, OLD_UNKNOWN);
	arena_release(&a);
}

void test_transition_plan__what_disagrees(void **state)
{
	static const char csv[] = "ref,included,reason,implemented\r\n"
		"A.9.2.2,yes,Access is a risk,in place\r\n"
		"9.2.5,YES,Reviews,partly\r\n"
		"A.12.6.1,yes,,implemented\r\n"
		"A.18.2.3,no,Nothing technical,planned\r\n"
		"A.6.1.2,no,Too small,\r\n"
		"A.6.1.3,,,planned\r\n";
	const struct carried *k;
	struct old_statement old;
	struct carried *list;
	struct arena a;
	struct ctx *c = ctx_for(&a);
	size_t n;

	(void)state;
	old = parsed(c, csv);
	assert_int_equal(old.n, 6);
	list = transition_plan(&a, &old, &n);
	k = of(list, n, "A.5.18");
	assert_int_equal(k->kind, CARRY_MERGED);
	assert_int_equal(k->status, OLD_PARTLY);	/* as far as the least of its parts */
	assert_string_equal(k->justification, "A.9.2.2: Access is a risk; A.9.2.5: Reviews");
	assert_int_equal(k->nmissing, 1);
	k = of(list, n, "A.8.8");
	assert_int_equal(k->kind, CARRY_CONFLICT);
	assert_int_equal(k->applies, OLD_UNKNOWN);
	assert_int_equal(k->status, OLD_IN_PLACE);	/* the excluded part does not count */
	assert_int_equal(of(list, n, "A.5.36")->applies, OLD_EXCLUDED);
	assert_int_equal(of(list, n, "A.5.3")->applies, OLD_EXCLUDED);
	assert_int_equal(of(list, n, "A.5.5")->kind, CARRY_OPEN);
	assert_int_equal(of(list, n, "A.8.1")->kind, CARRY_ABSENT);
	assert_int_equal(of(list, n, "A.5.7")->kind, CARRY_NEW);
	arena_release(&a);
}

void test_old_statement__all_mistakes_at_once(void **state)
{
	static const char csv[] = "control,applicable,status\nA.9.2.1,maybe,great\nA.99,yes,\n"
		",no,\nA.9.2.1,yes,done\n";
	struct old_statement old;
	struct arena a;
	struct ctx *c = ctx_for(&a);
	int n = 0;

	(void)state;
	assert_int_equal(old_statement_parse(c, str_of(csv), &old), E_INVALID);
	for (const struct fielderr *f = c->err.fields; f; f = f->next)
		n++;
	assert_int_equal(n, 5);
	err_clear(&c->err);
	assert_int_equal(old_statement_parse(c, str_of("title,status\nx,y\n"), &old), E_INVALID);
	err_clear(&c->err);
	assert_int_equal(old_statement_parse(c, str_of(""), &old), E_INVALID);
	err_clear(&c->err);
	assert_int_equal(old_statement_parse(c, str_of("control,applicable\n"), &old), E_INVALID);
	err_clear(&c->err);
	assert_true(old_statement_parse(c, (struct str){ "\xff\xfe", 2 }, &old) < 0);
	arena_release(&a);
}
