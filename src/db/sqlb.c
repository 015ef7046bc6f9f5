/* db/sqlb.c -- see sqlb.h. */
#include "db/sqlb.h"

struct sqlb *sqlb_new(struct arena *a)
{
	struct sqlb *b = arena_alloc(a, sizeof(*b));

	b->nparams = 0;
	sbuf_init(&b->b, a, 256 << 10);
	return b;
}

void sqlb_add(struct sqlb *b, struct sqltext piece)
{
	sbuf_text(&b->b, piece.text);
}

static void checked(struct sqlb *b, const char *word, const char *more)
{
	const char *p = word;

	REQUIRE(word && word[0]);
	for (; *p; p++)
		REQUIRE((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '_' ||
		    (*more && strchr(more, *p)));
	sbuf_add(&b->b, word, (size_t)(p - word));
}

void sqlb_name(struct sqlb *b, const char *identifier)
{
	checked(b, identifier, "");
}

void sqlb_quoted(struct sqlb *b, const char *word)
{
	sbuf_char(&b->b, '\'');
	checked(b, word, "-.");
	sbuf_char(&b->b, '\'');
}

void sqlb_int(struct sqlb *b, int64_t v)
{
	sbuf_int(&b->b, v);
}

/* ":p7" */
static void number(char name[8], int i)
{
	char *p = name;

	*p++ = ':';
	*p++ = 'p';
	if (i >= 100)
		*p++ = (char)('0' + i / 100);
	if (i >= 10)
		*p++ = (char)('0' + i / 10 % 10);
	*p++ = (char)('0' + i % 10);
	*p = '\0';
}

static bool param(struct sqlb *b, bool is_int, int64_t i, struct str s)
{
	char name[8];

	if (b->nparams == SQLB_PARAMS)
		return false;
	number(name, b->nparams);
	sbuf_text(&b->b, name);
	b->param[b->nparams].is_int = is_int;
	b->param[b->nparams].i = i;
	b->param[b->nparams++].s = s;
	return true;
}

bool sqlb_param_int(struct sqlb *b, int64_t v)
{
	return param(b, true, v, STR(""));
}

bool sqlb_param_str(struct sqlb *b, struct str v)
{
	return param(b, false, 0, v);
}

struct sqltext sqlb_text(struct sqlb *b)
{
	REQUIRE(sbuf_ok(&b->b));
	return (struct sqltext){ b->b.p };
}

static int place_of(struct query *q, int i)
{
	char name[8];

	number(name, i);
	return db_place(q, name);
}

/*
 * Names are looked for one after the other, so only the first and the last are: where they are as
 * far apart as they should be, the others stand between them in order.
 */
int sqlb_query(struct ctx *c, struct query **ret, struct sqlb *b)
{
	int rc, first, n = b->nparams;
	bool in_order;

	if ((rc = db_query(c, ret, sqlb_text(b))) < 0 || !n)
		return rc;
	first = place_of(*ret, 0);
	in_order = place_of(*ret, n - 1) == first + n - 1;
	for (int i = 0; i < n; i++) {
		int at = in_order ? first + i : place_of(*ret, i);

		if (b->param[i].is_int)
			db_bind_int_at(*ret, at, b->param[i].i);
		else
			db_bind_str_at(*ret, at, b->param[i].s);
	}
	return E_OK;
}
