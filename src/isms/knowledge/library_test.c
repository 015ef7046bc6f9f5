/* isms/knowledge/library_test.c -- the content as it is, and files as they must not be. */
#include "base/clock.h"
#include "base/test.h"
#include "isms/knowledge/library_priv.h"

static void none_wrong(const struct library *l)
{
	const struct library_problem *p = library_problems(l);

	if (p)
		fail_msg("%s:%ld %s", p->file, p->line, p->text);
}

void test_knowledge_library__has_no_problems(void **state)
{
	(void)state;
	none_wrong(library());
}

static size_t nodes(const char *key, const char *kind)
{
	const struct library_framework *f = library_framework(library(), key);
	size_t n = 0;

	assert_non_null(f);
	for (size_t i = 0; i < f->nnodes; i++)
		n += strcmp(f->nodes[i].kind, kind) == 0;
	return n;
}

static size_t entries(const char *kind)
{
	size_t n = 0;

	for (const struct library_entry *e = library_entries(library()); e; e = e->next)
		n += strcmp(e->kind, kind) == 0;
	return n;
}

void test_knowledge_library__counts(void **state)
{
	size_t n;

	(void)state;
	assert_ptr_not_equal(library_frameworks(library(), &n), NULL);
	assert_int_equal(n, 11);
	assert_int_equal(nodes("iso27001-2022", "control"), 93);
	assert_int_equal(nodes("iso27001-2022", "requirement"), 30);
	assert_int_equal(nodes("iso27001-2022", "item"), 104);
	assert_int_equal(nodes("iso27001-2013", "control"), 114);
	assert_int_equal(nodes("nist-csf-2.0", "subcategory"), 106);
	assert_int_equal(nodes("nist-800-53-r5", "enhancement"), 872);
	assert_int_equal(nodes("gdpr", "article"), 99);
	assert_int_equal(entries("control"), 93);
	assert_int_equal(entries("requirement"), 30);
	assert_int_equal(entries("item"), 104);
	assert_true(entries("scenario") >= 80);
	assert_int_equal(entries("lesson"), 12);
	assert_true(entries("step") >= 60);
	assert_int_equal(library_table(library(), "catalogues/threats")->nrows, 60);
}

/* Every node is found by its name, hangs where its parent says, and has guidance if it is ours. */
void test_knowledge_library__every_reference_resolves(void **state)
{
	size_t n;
	const struct library_framework *f = library_frameworks(library(), &n);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < f[i].nnodes; j++) {
			const struct library_node *node = &f[i].nodes[j];

			assert_ptr_equal(library_find(library(), node->name).node, node);
			assert_ptr_equal(library_node(library(), &f[i], node->ref), node);
			assert_int_equal(
			    node->parent != NULL, library_cell(node->row, "parent")[0] != '\0');
			for (const struct library_pair *p = node->from; p; p = p->next_from)
				assert_true(p->from == node && p->to != NULL);
			for (const struct library_pair *p = node->to; p; p = p->next_to)
				assert_true(p->to == node && p->from != NULL);
			if (i == 0 && strcmp(library_role(node), "section") != 0)
				assert_non_null(node->entry);
		}
	for (const struct library_entry *e = library_entries(library()); e; e = e->next)
		assert_ptr_equal(library_entry(library(), e->kind, e->ref), e);
}

void test_knowledge_find__forms(void **state)
{
	static const struct { const char *ref, *kind, *name; } cases[] = {
		{ "A.8.8", "control", "A.8.8" }, { "a.8.8", "control", "A.8.8" },
		{ "6.1.2/c", "item", "6.1.2/c" }, { "800-53:AC-2", "control", "800-53:AC-2" },
		{ "AC-2(3)", "enhancement", "800-53:AC-2(3)" },
		{ "nist-csf-2.0:PR.DS-11", "subcategory", "CSF2:PR.DS-11" },
		{ "CSF2:PR.DS-11", "subcategory", "CSF2:PR.DS-11" },
		{ "A.5.1.1", "control", "2013:A.5.1.1" }, { "T07", "threats", "T07" },
		{ "threats/T07", "threats", "T07" }, { "S014", "scenario", "S014" },
		{ "scenario/S014", "scenario", "S014" }, { "D02", "document", "D02" },
		{ "V12", "vulnerabilities", "V12" }, { "GDPR:32", "article", "GDPR:32" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct library_thing t = library_find(library(), cases[i].ref);

		if (strcmp(library_kind(&t), cases[i].kind) != 0 ||
		    strcmp(library_ref(&t), cases[i].name) != 0)
			fail_msg("%s is %s %s", cases[i].ref, library_kind(&t), library_ref(&t));
	}
	assert_non_null(library_find(library(), "D02").row);	/* the line of the list as well */
}

void test_knowledge_find__odd_references(void **state)
{
	static const char *const odd[] = {"", " ", ":", "/", "::", "a:", ":a", "A.",
	    "iso27001-2022:", "%s%n", "\xff\xfe", "../../etc/passwd", "A.8.8/", "T7", "control/",
	    "A.7.2.1"};
	const char *near[5];
	char longer[5000];
	T_BEGIN;

	(void)e;
	memset(longer, '1', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	for (size_t i = 0; i <= COUNT(odd); i++) {
		const char *ref = i < COUNT(odd) ? odd[i] : longer;
		struct library_thing t = library_find(library(), ref);

		if (t.node || t.entry || t.row)
			fail_msg("\"%s\" is %s", ref, library_ref(&t));
		assert_true(library_near(library(), a, ref, near, COUNT(near)) <= COUNT(near));
		assert_null(library_entry(library(), ref, ref));
	}
	assert_true(library_near(library(), a, "AC.2", near, COUNT(near)) > 0);
	assert_int_equal(library_near(library(), a, "A.9.9", near, 0), 0);
	T_END;
}

void test_knowledge_search__ranks(void **state)
{
	struct library_hit hits[LIBRARY_HITS];
	size_t total;
	T_BEGIN;

	(void)e;
	assert_true(library_search(library(), a, "6.1.3", hits, &total) > 1);
	assert_string_equal(library_ref(&hits[0].thing), "6.1.3");
	assert_true(library_search(library(), a, "SUPPLIER Contract", hits, &total) > 1);
	assert_true(total >= 2 && hits[0].score >= hits[1].score && hits[0].score >= 100);
	assert_int_equal(library_search(library(), a, "backup zzzzqqqq", hits, &total), 0);
	assert_int_equal(library_search(library(), a, "", hits, &total), 0);
	assert_int_equal(library_search(library(), a, " \t ", hits, &total), 0);
	assert_int_equal(library_search(library(), a, "e", hits, &total), LIBRARY_HITS);
	assert_true(total > 1000);
	assert_int_equal(library_search(library(), a, "backup", hits, &total), LIBRARY_HITS);
	T_END;
}

/* ---- what the parsers refuse ---- */

#define HEAD "kind: lesson\norigin: o\nlicence: l\nedition: e\n---\n"

static void refused(const char *text, long line, const char *part)
{
	void **state = NULL;
	T_BEGIN;
	struct problems p = { .arena = a };
	bool found = false;

	(void)e;
	(void)entries_parse(&p, "f.md", text, strlen(text));
	for (const struct library_problem *one = p.first; one; one = one->next)
		found |= one->line == line && strstr(one->text, part) != NULL;
	if (!found)
		fail_msg("no \"%s\" at line %ld of \"%s\" but %s", part, line, text,
		    p.first ? p.first->text : "nothing");
	T_END;
}

void test_knowledge_entries__refused(void **state)
{
	static const struct { const char *text; long line; const char *part; } cases[] = {
		{ "", 1, "no \"---\"" }, { "kind: lesson\n", 1, "no \"---\"" },
		{ "---\n# A b\n", 1, "passport key kind" },
		{ "kind: lesson\nwhat is this\n---\n", 2, "passport line" },
		{ "kind: a\nkind: b\n---\n", 2, "stands twice" },
		{ "kind:\norigin: o\n---\n", 1, "passport line" },
		{ HEAD, 1, "no entries" }, { HEAD "text\n# A b\n", 6, "before the first entry" },
		{ HEAD "# A\n", 6, "reference and a title" },
		{ HEAD "# A b\nno key here\n", 7, "neither a key" },
		{ HEAD "# A b\nK: v\n", 7, "neither a key" },
		{ HEAD "# A b\nk: v\nk: w\n", 8, "key k stands twice" },
		{ HEAD "# A b\n\n## s\nx\n\n## s\ny\n", 11, "section s stands twice" },
		{ HEAD "# A b\n## s\n\n \n", 7, "is empty" },
		{ HEAD "# A b\n##  \nx\n", 7, "neither a key" },
		{ HEAD "# A b\n## s\nx\n#### deep\n", 9, "only ### headings" },
		{ HEAD "# A b\n## s\nsome <b>bold</b>\n", 8, "raw HTML" },
		{ HEAD "# A b\n## s\n```\nnever closed\n", 7, "never closes it" },
		{ HEAD "# A b\n## s\nbad \xff byte\n", 1, "UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		refused(cases[i].text, cases[i].line, cases[i].part);
}

void test_knowledge_entries__good(void **state)
{
	static const char text[] = HEAD "\n# L01 A title  \r\nminutes: 8\nserves:  7.3;A.5.1 \n\n"
					"## text\n\nOne `<b>` line\n\n### head\n- item\n  "
					"more\n\n## quiz\n```\n# no heading\n```\n"
					"# L02 Other\n## text\nx";
	T_BEGIN;
	struct problems p = { .arena = a };
	const struct library_entry *x = entries_parse(&p, "f.md", text, sizeof(text) - 1);
	const char *at = library_key(x, "serves");
	struct str part;

	(void)e;
	assert_null(p.first);
	assert_string_equal(x->ref, "L01");
	assert_string_equal(x->title, "A title");
	assert_string_equal(library_key(x, "minutes"), "8");
	assert_true(
	    library_part(&at, &part) && part.n == 3 && library_part(&at, &part) && part.n == 5);
	assert_false(library_part(&at, &part));
	assert_string_equal(
	    library_section(x, "text"), "One `<b>` line\n\n### head\n- item\n  more");
	assert_string_equal(library_section(x, "quiz"), "```\n# no heading\n```");
	assert_string_equal(library_section(x, "none"), "");
	assert_int_equal(x->line, 7);
	assert_string_equal(x->next->ref, "L02");
	assert_string_equal(library_section(x->next, "text"), "x");
	T_END;
}

#define TABLE "# origin: o\n# licence: l\n# edition: e\n"

void test_knowledge_tables__refused(void **state)
{
	static const struct { const char *text; long line; const char *part;
	} cases[] = {
	    {"id,b\n1,2\n", 1, "# origin:"},
	    {TABLE "#broken\nid\n1\n", 4, "passport line"},
	    {TABLE, 4, "no rows"},
	    {TABLE "id,b\n", 4, "no rows"},
	    {TABLE "id,b\n1,2,3\n", 5, "3 cells"},
	    {TABLE "id,b\n1,2\n1\n", 6, "1 cells"},
	    {TABLE "id,id\n1,2\n", 4, "column id stands twice"},
	    {TABLE "id,\n1,2\n", 4, "has no name"},
	    {TABLE "id\n\"open\n", 4, "never closed"},
	    {TABLE "id\n\xff\n", 1, "UTF-8"},
	};

	T_BEGIN;
	(void)e;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct problems p = { .arena = a };
		bool found = false;

		(void)table_parse(&p, "content/x.csv", cases[i].text, strlen(cases[i].text));
		for (const struct library_problem *one = p.first; one; one = one->next)
			found |=
			    one->line == cases[i].line && strstr(one->text, cases[i].part) != NULL;
		if (!found)
			fail_msg("case %zu: no \"%s\" but %s", i, cases[i].part,
			    p.first ? p.first->text : "nothing");
	}
	T_END;
}

/* ---- a small library with one mistake at a time ---- */

#define KINDS TABLE "kind,part,name,required,min_items,refs,note\ncontrol,key,plain,yes,,,\n" \
	"control,key,threats,yes,1,threat,\ncontrol,section,purpose,yes,,,\n" \
	"control,section,evidence,no,2,,\n"
#define FRAMEWORKS TABLE "key,title,edition,publisher,licence,note\none,One,1,P,L,\n" \
	"two,Two,1,P,L,prefix TW: in references\n"
#define ONE TABLE "ref,parent,kind,title,text\nA,,section,Part,\nA.1,A,control,First,Do it.\n"
#define TWO TABLE "ref,parent,kind,title\nX-1,,control,Ex\n"
#define MAP TABLE "# from: two\n# to: one\nfrom,to,relation,rationale,source\nX-1,A.1,equal,r,s\n"
#define THREATS TABLE "id,title,text\nT01,Fire,Hot.\n"
#define GUIDE "kind: control\norigin: o\nlicence: l\nedition: e\n---\n# A.1 First\nplain: p\n" \
	"threats: T01\n\n## purpose\nWhy.\n"

static void build(struct arena *a, const char *name, const char *text, const char *part)
{
	struct asset files[] = {
		{ "content/catalogues/threats.csv", THREATS, 0 },
		{ "content/frameworks/frameworks.csv", FRAMEWORKS, 0 },
		{ "content/frameworks/one.csv", ONE, 0 }, { "content/frameworks/two.csv", TWO, 0 },
		{ "content/guide.md", GUIDE, 0 }, { "content/kinds.csv", KINDS, 0 },
		{ "content/mappings/m.csv", MAP, 0 }, { "web/other.csv", "not ours", 0 }, { 0 },
	};
	const struct library *l;
	bool found = part == NULL;

	for (struct asset *f = files; f->name; f++) {
		if (name && strcmp(f->name, name) == 0)
			f->p = text;
		f->n = strlen(f->p);
	}
	l = library_build(a, files);
	if (!part)
		none_wrong(l);
	for (const struct library_problem *p = library_problems(l); p && part; p = p->next)
		found |= strstr(p->text, part) != NULL;
	if (!found)
		fail_msg("%s: no \"%s\" but %s", name, part,
		    library_problems(l) ? library_problems(l)->text : "nothing");
}

void test_knowledge_check__finds(void **state)
{
	static const struct { const char *file, *text, *part;
	} cases[] = {
	    {NULL, NULL, NULL},
	    {"frameworks/one.csv", TABLE "ref,parent,kind,title\nA.1,Q,control,First\n",
		"parent Q"},
	    {"frameworks/one.csv",
		TABLE "ref,parent,kind,title\nA.1,A,control,First\nA,,section,P\n",
		"stands behind"},
	    {"frameworks/one.csv",
		TABLE "ref,parent,kind,title\nA.1,,control,First\nA.1,,control,B\n",
		"A.1 stands twice"},
	    {"frameworks/one.csv", TABLE "ref,parent,kind,title\nA.1,,control,\n", "is empty"},
	    {"frameworks/one.csv", TABLE "ref,parent,kind,title\nA.1,,control,Other\n",
		"the framework says"},
	    {"frameworks/one.csv", TABLE "ref,parent,kind,title\nA.2,,control,First\n",
		"is no control"},
	    {"frameworks/frameworks.csv",
		TABLE "key,title,edition,publisher,licence,note\n"
		      "three,T,1,P,L,\n",
		"three.csv does not exist"},
	    {"mappings/m.csv", TABLE "from,to\nX-1,A.1\n", "\"# from:\" is missing"},
	    {"mappings/m.csv", TABLE "# from: two\n# to: no\nfrom,to\nX-1,A.1\n", "no framework"},
	    {"mappings/m.csv",
		TABLE "# from: two\n# to: one\nfrom,to,relation,rationale,source\n"
		      "X-1,A.9,equal,r,s\n",
		"A.9 is not in one"},
	    {"mappings/m.csv",
		TABLE "# from: two\n# to: one\nfrom,to,relation,rationale,source\n"
		      "X-1,A.1,like,r,s\n",
		"unknown relation like"},
	    {"mappings/m.csv",
		TABLE "# from: two\n# to: one\nfrom,to,relation,rationale,source\n"
		      "X-1,A.1,equal,,s\n",
		"rationale or source"},
	    {"catalogues/threats.csv", TABLE "id,title,control\nT01,Fire,A.7\n", "names A.7"},
	    {"catalogues/threats.csv", TABLE "id,title\nT01,Fire\nT01,Ice\n", "T01 stands twice"},
	    {"catalogues/threats.csv", TABLE "id,title\nT02,Fire\n",
		"names T01, which is no threat"},
	    {"guide.md", HEAD "# A.1 First\n", "kind \"lesson\" is not in kinds.csv"},
	    {"kinds.csv", KINDS "control,key,related,yes,,,\n", "key related is missing"},
	    {"kinds.csv", KINDS "control,section,more,yes,,,\n", "section more is missing"},
	    {"kinds.csv",
		TABLE "kind,part,name,required,min_items,refs\n"
		      "control,key,plain,yes,,\n",
		"threats is not in kinds.csv"},
	    {"guide.md", GUIDE "\n## evidence\n- one\n", "1 items, at least 2"},
	    {"guide.md", GUIDE GUIDE, "neither a key nor a section"},
	};
	T_BEGIN;

	(void)e;
	for (size_t i = 0; i < COUNT(cases); i++)
		build(a, cases[i].file ? arena_printf(a, "content/%s", cases[i].file) : NULL,
		    cases[i].text,
		    strstr(cases[i].part ? cases[i].part : "", "neither") ? "stands twice"
									  : cases[i].part);
	T_END;
}

/* ---- random damage ---- */

static uint32_t seed = 20261122;

static uint32_t next(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static void damage(char *p, size_t n)
{
	static const char bytes[] = "\n\n#:-,\"`;<>\xff\xc3\\ aA\t\r";

	for (uint32_t i = next(6) + 1; i; i--)
		p[next((uint32_t)n)] = next(4) ? bytes[next(sizeof(bytes) - 1)] : (char)next(256);
}

/* Parsers and joins survive anything: 20,000 damaged files, alone and as parts of a library. */
void test_knowledge_library__damaged_files(void **state)
{
	static const char *const names[] = { "content/guide.md", "content/kinds.csv",
		"content/frameworks/one.csv", "content/mappings/m.csv",
		"content/frameworks/frameworks.csv", "content/catalogues/threats.csv" };
	static const char *const texts[] = { GUIDE GUIDE, KINDS, ONE, MAP, FRAMEWORKS, THREATS };
	struct arena one;

	(void)state;
	arena_init(&one, 64u << 20);
	for (int round = 0; round < 20000; round++) {
		struct asset files[COUNT(names) + 1] = { 0 };
		size_t victim = next(COUNT(names));

		for (size_t i = 0; i < COUNT(names); i++) {
			size_t n = strlen(texts[i]);
			char *copy = arena_text_n(&one, texts[i], n);

			if (i == victim)
				damage(copy, n);
			files[i] = (struct asset){ names[i], copy, i == victim && next(8) == 0 ?
			    next((uint32_t)n) : n };
		}
		(void)library_problems(library_build(&one, files));
		arena_reset(&one);
	}
	arena_release(&one);
}
