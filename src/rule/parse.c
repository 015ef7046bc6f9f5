/* rule/parse.c -- rule files to rules: the header says everything. See rule.h for its form. */
#include <pthread.h>
#include "base/asset.h"
#include "rule/rule_priv.h"

enum { TESTS_MAX = 40, RULES_MAX = 500, RULES_BYTES = 16 << 20 };

static const char *const severities[] = { NULL, "major", "minor", "opportunity" };

const char *severity_name(enum severity s)
{
	REQUIRE(s >= SEVERITY_MAJOR && s <= SEVERITY_OPPORTUNITY);
	return severities[s];
}

bool severity_parse(const char *text, enum severity *ret)
{
	for (enum severity s = SEVERITY_MAJOR; s <= SEVERITY_OPPORTUNITY; s++)
		if (strcmp(text, severities[s]) == 0) {
			*ret = s;
			return true;
		}
	return false;
}

/* ---- clauses ---- */

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

int clause_order(const char *x, const char *y)
{
	while (*x && *y) {
		if (digit(*x) && digit(*y)) {
			int64_t p = 0, q = 0;

			for (; digit(*x); x++)
				p = p * 10 + (*x - '0');
			for (; digit(*y); y++)
				q = q * 10 + (*y - '0');
			if (p != q)
				return p < q ? -1 : 1;
		} else if (*x != *y) {
			return *x < *y ? -1 : 1;	/* digits stand before letters */
		} else {
			x++, y++;
		}
	}
	return (*x != '\0') - (*y != '\0');
}

bool clause_within(const char *clause, const char *under)
{
	size_t n = under ? strlen(under) : 0;

	return !n || (strncmp(clause, under, n) == 0 && (clause[n] == '\0' || clause[n] == '.'));
}

/* ---- one file ---- */

struct parse {
	struct arena *a;
	struct err *e;
	const char *file;
	int line;
	struct rule *r;
	const char *severity, *subject, *action;
	size_t ntests;
	const char **last;	/* where the value read last stands, for lines that go on */
};

static int wrong(struct parse *p, const char *what, const char *about)
{
	return err_set(p->e, E_INVALID, "%s:%d: %s%s%s", p->file, p->line, what, about ? ": " : "",
	    about ? about : "");
}

static const char **place(struct parse *p, struct str key)
{
	const struct {
		const char *name;
		const char **at;
	} places[] = {
		{ "rule", &p->r->name },
		{ "title", &p->r->title },
		{ "source", &p->r->source },
		{ "clause", &p->r->clause },
		{ "severity", &p->severity },
		{ "subject", &p->subject },
		{ "fix", &p->r->fix },
		{ "action", &p->action },
	};

	if (str_is(key, "test"))
		return p->ntests < TESTS_MAX ? &p->r->tests[p->ntests++] : NULL;
	for (size_t i = 0; i < COUNT(places); i++)
		if (str_is(key, places[i].name))
			return places[i].at;
	return NULL;
}

/* "-- key: value", or "--      more of it". Everything else between is prose or SQL. */
static int header_line(struct parse *p, struct str line)
{
	size_t n = 3;
	struct str value;

	if (line.n < 4 || strncmp(line.p, "-- ", 3) != 0) {
		p->last = NULL;
		return E_OK;
	}
	if (strncmp(line.p, "--      ", 8) == 0) {
		value = str_trim(p->a, str_copy(p->a, line.p + 2, line.n - 2));
		if (p->last)
			*p->last = arena_printf(p->a, "%s %s", *p->last, value.p);
		return E_OK;
	}
	p->last = NULL;
	while (n < line.n && line.p[n] >= 'a' && line.p[n] <= 'z')
		n++;
	if (n == 3 || n == line.n || line.p[n] != ':')
		return E_OK;
	if (!(p->last = place(p, str_copy(p->a, line.p + 3, n - 3))))
		return wrong(p, "unknown or too many", arena_text_n(p->a, line.p + 3, n - 3));
	if (*p->last)
		return wrong(p, "given twice", arena_text_n(p->a, line.p + 3, n - 3));
	value = str_trim(p->a, str_copy(p->a, line.p + n + 1, line.n - n - 1));
	*p->last = value.p;
	return value.n ? E_OK : wrong(p, "is empty", arena_text_n(p->a, line.p + 3, n - 3));
}

static bool has_test(const struct rule *r, const char *word)
{
	size_t n = strlen(word);

	for (const char **t = r->tests; *t; t++)
		if (text_starts(*t, word) && ((*t)[n] == ' ' || (*t)[n] == '\0'))
			return true;
	return false;
}

static const char *after_blanks(const char *p)
{
	return p + strspn(p, " \t\r\n");
}

/* A common table called v_something would pass for a view in the eyes of the authorizer. */
static bool names_own_view(const char *sql)
{
	for (const char *p = sql; (p = strstr(p, "v_")); p++) {
		const char *q = p;

		if (p != sql && (isalnum((unsigned char)p[-1]) || p[-1] == '_'))
			continue;
		while (isalnum((unsigned char)*q) || *q == '_')
			q++;
		q = after_blanks(q);
		if (strncasecmp(q, "as", 2) == 0 && !isalnum((unsigned char)q[2]))
			q = after_blanks(q + 2);
		if (*q == '(' || strncasecmp(q, "materialized", 12) == 0 ||
		    strncasecmp(q, "not ", 4) == 0)
			return true;
	}
	return false;
}

static int complete(struct parse *p)
{
	struct rule *r = p->r;
	const char *wrong_action;
	const char *base = strrchr(p->file, '/') ? strrchr(p->file, '/') + 1 : p->file;

	if (!r->name || !r->title || !r->source || !r->clause || !r->fix || !p->severity)
		return wrong(
		    p, "the header needs rule, title, source, clause, severity and fix", NULL);
	if (strcmp(base, arena_printf(p->a, "%s.sql", r->name)) != 0)
		return wrong(p, "the file is not called as the rule", r->name);
	if (!severity_parse(p->severity, &r->severity))
		return wrong(p, "severity is major, minor or opportunity", p->severity);
	if (p->subject && strcmp(p->subject, "none") != 0 &&
	    !(r->subject = record_find(p->subject)))
		return wrong(p, "no such record type", p->subject);
	if ((wrong_action = action_parse(p->a, r, p->action)))
		return wrong(p, wrong_action, p->action);
	if (!has_test(r, "meets") || !has_test(r, "breaks"))
		return wrong(p, "a rule needs a test that meets and one that breaks it", NULL);
	if (names_own_view(r->sql))
		return wrong(p, "a common table may not be called v_*", NULL);
	return E_OK;
}

int rule_parse(struct arena *a, const char *file, const char *text, struct rule *ret, struct err *e)
{
	struct parse p = { .a = a, .e = e, .file = file, .r = ret };
	int rc;

	*ret = (struct rule){ .file = file, .sql = text,
	    .tests = arena_zero(a, TESTS_MAX + 1, sizeof(*ret->tests)) };
	while (*text) {
		size_t n = strcspn(text, "\n");

		p.line++;
		if ((rc = header_line(&p, (struct str){ text, n })) < 0)
			return rc;
		text += n + (text[n] == '\n');
	}
	return complete(&p);
}

/* ---- all of them, once ---- */

static struct {
	struct arena arena;
	struct err err;
	int rc;
	struct rule *rules[RULES_MAX];
	size_t n;
} all;

static int order(const void *x, const void *y)
{
	const struct rule *p = *(struct rule *const *)x, *q = *(struct rule *const *)y;
	int d = clause_order(p->clause, q->clause);

	return d ? d : strcmp(p->name, q->name);
}

static bool is_rule(const char *name)
{
	const char *dot = strrchr(name, '.');

	return text_starts(name, "src/isms/") && strstr(name, "/rules/") && dot &&
	    strcmp(dot, ".sql") == 0;
}

static void load_all(void)
{
	arena_init(&all.arena, RULES_BYTES);	/* for the life of the process */
	err_init(&all.err, &all.arena);
	for (const struct asset *f = asset_first(); f->name && all.rc == E_OK; f++) {
		struct rule *r;

		if (!is_rule(f->name))
			continue;
		REQUIRE(all.n < RULES_MAX);
		r = arena_zero(&all.arena, 1, sizeof(*r));
		all.rc = rule_parse(&all.arena, f->name, f->p, r, &all.err);
		all.rules[all.n++] = r;
	}
	if (all.rc < 0)
		return;
	qsort(all.rules, all.n, sizeof(all.rules[0]), order);
	for (size_t i = 0; i < all.n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(all.rules[i]->name, all.rules[k]->name) == 0)
				all.rc = err_set(&all.err, E_INVALID,
				    "%s: there is a rule of this name in %s", all.rules[i]->file,
				    all.rules[k]->file);
}

int rules_load(const struct rule *const **ret, size_t *ret_n, struct err *e)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	if (pthread_once(&once, load_all) != 0)
		BUG("pthread_once");
	if (all.rc < 0)
		return err_set(e, all.rc, "%s", all.err.detail);
	*ret = (const struct rule *const *)all.rules;
	*ret_n = all.n;
	return E_OK;
}
