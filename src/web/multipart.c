/*
 * web/multipart.c -- see multipart.h.
 *
 *	START --first delimiter--> LINE --CR LF--> HEADERS --empty line--> BODY --delimiter--> LINE
 *	                           LINE --"--"--> END: what follows is not ours to read
 */
#include "web/http_priv.h"
#include "web/multipart.h"

enum { ROOM = 64 << 10 };
enum state { START, LINE, HEADERS, BODY, END };

struct multipart {
	struct arena *arena;
	struct multipart_events on;
	struct str mark;		/* CR LF, two dashes, boundary */
	enum state state;
	bool fresh;			/* in BODY: nothing of it has been told yet */
	size_t parts, n;
	char buf[ROOM];
};

struct multipart *multipart_new(struct arena *a, const char *content_type,
    const struct multipart_events *events)
{
	const char *mark = http_delimiter(a, content_type);
	struct multipart *m;

	if (!mark)
		return NULL;
	m = arena_zero(a, 1, sizeof(*m));
	m->arena = a;
	m->on = *events;
	m->mark = str_of(mark);
	return m;
}

bool multipart_complete(const struct multipart *m)
{
	return m->state == END;
}

static int malformed(struct err *e)
{
	return err_set(e, E_USAGE, "form is malformed or not UTF-8");
}

static void drop(struct multipart *m, size_t n)
{
	memmove(m->buf, m->buf + n, m->n - n);
	m->n -= n;
}

/* The steps return 1 to go on, 0 when more bytes are needed, negative to end. */

static int start(struct multipart *m, struct err *e)
{
	size_t n = m->mark.n - 2;	/* the first delimiter needs no line end before it */

	if (m->n < n)
		return memcmp(m->buf, m->mark.p + 2, m->n) == 0 ? 0 : malformed(e);
	if (memcmp(m->buf, m->mark.p + 2, n) != 0)
		return malformed(e);
	drop(m, n);
	m->state = LINE;
	return 1;
}

static int line(struct multipart *m, struct err *e)
{
	if (m->n < 2)
		return 0;
	m->state = memcmp(m->buf, "--", 2) == 0 ? END : HEADERS;
	if (m->state == HEADERS && memcmp(m->buf, "\r\n", 2) != 0)
		return malformed(e);
	drop(m, 2);
	return 1;
}

static int headers(struct multipart *m, struct err *e)
{
	struct http_field head;
	char *stop = memmem(m->buf, m->n, "\r\n\r\n", 4);
	size_t n = stop ? (size_t)(stop - m->buf) + 4 : 0;
	int rc;

	if (m->n >= 2 && memcmp(m->buf, "\r\n", 2) == 0)
		return malformed(e);	/* no header at all */
	if (!stop)
		return m->n > HTTP_FORM_PART_HEADER ? malformed(e) : 0;
	if (++m->parts > HTTP_FORM_PARTS)
		return err_set(e, E_TOOBIG, "form with more than %d fields", HTTP_FORM_PARTS);
	if (!http_part(m->arena, m->buf, n, &head))
		return malformed(e);
	drop(m, n);
	m->state = BODY;
	m->fresh = true;
	rc = m->on.part(m->on.arg, &head);
	return rc < 0 ? rc : 1;
}

/* A part without contents: the delimiter's line end is the headers' own. */
static bool empty_part(const struct multipart *m)
{
	return m->fresh && m->n >= m->mark.n - 2 &&
	    memcmp(m->buf, m->mark.p + 2, m->mark.n - 2) == 0;
}

static int body(struct multipart *m)
{
	bool none = empty_part(m);
	char *stop = none ? m->buf : memmem(m->buf, m->n, m->mark.p, m->mark.n);
	size_t n = stop ? (size_t)(stop - m->buf) : m->n < m->mark.n ? 0 : m->n - m->mark.n + 1;
	int rc;

	if (n && (rc = m->on.data(m->on.arg, m->buf, n)) < 0)
		return rc;
	m->fresh &= n == 0;
	if (!stop) {
		drop(m, n);
		return 0;
	}
	drop(m, n + m->mark.n - (none ? 2 : 0));
	m->state = LINE;
	rc = m->on.end(m->on.arg);
	return rc < 0 ? rc : 1;
}

static int step(struct multipart *m, struct err *e)
{
	switch (m->state) {
	case START:
		return start(m, e);
	case LINE:
		return line(m, e);
	case HEADERS:
		return headers(m, e);
	case BODY:
		return body(m);
	case END:
		m->n = 0;
		return 0;
	}
	BUG("state of a form");
}

int multipart_take(struct multipart *m, const char *p, size_t n, struct err *e)
{
	int rc;

	while (n) {
		size_t some = n < sizeof(m->buf) - m->n ? n : sizeof(m->buf) - m->n;

		memcpy(m->buf + m->n, p, some);
		m->n += some;
		p += some;
		n -= some;
		while ((rc = step(m, e)) > 0)
			continue;
		if (rc < 0)
			return rc;
	}
	return 0;
}
