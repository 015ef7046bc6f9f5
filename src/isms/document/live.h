/*
 * isms/document/live.h -- placeholders in documents: fixed names that stand for live data.
 *
 * {{name}} is replaced when a document is shown or published: a value, a list or a table of
 * records, as far as who looks may read them. Lines between {{#if NAME}} and {{/if}} stay only when
 * the condition holds. The names are the table in live_names.c; nothing is computed from what
 * people write, and nothing inside a value is looked at again. `\{{` is two braces.
 *
 *	MUST rc = live_render(c, str_of(rec_text(doc, "body")), &of, &text);
 *	markdown_html(c->arena, text.text, 2);
 */
#ifndef ANNEXA_LIVE_H
#define ANNEXA_LIVE_H

#include "record/list.h"

enum live_kind { LIVE_VALUE = 1, LIVE_LIST, LIVE_TABLE, LIVE_IF };

struct live;
struct live_thing {
	const char *text;	/* value: as it reads, not escaped; NULL = there is none: a gap */
	struct value *rows;	/* list, table: array of arrays of texts */
	const char *columns;	/* table: heads that depend on the data; NULL: the name's */
	bool hidden;		/* the reader may not see all of it */
	bool unconfirmed;	/* from a draft of the program: printed, and a gap all the same */
	const char *href;	/* where it is filled in, when that is more exact than the name's */
};

struct live_name {
	const char *name, *alias;	/* alias: a second spelling, or NULL */
	enum live_kind kind;
	const char *says;	/* what it prints, for people */
	const char *fill;	/* where a missing value is filled in; NULL: it is never missing */
	const char *href;	/* the page for that, or NULL */
	int (*get)(struct live *l, const struct live_name *n, struct live_thing *ret);
	const char *type;	/* record type its rows come from, or NULL */
	/*
	 * Table: "Head=field|Head=field"; a head alone has no register yet and stays empty.
	 * List: "field" or "field|note".
	 */
	const char *columns;
	const char *filter;	/* "type=site&state=in-use"; "field!=" has a value */
};

extern const struct live_name live_names[];		/* ended by a row without name */
const struct live_name *live_find(struct str name);	/* also by alias; NULL if unknown */

/* ---- pure: the source as text ---- */

struct live_piece {
	struct str before, name;	/* name: without braces, trimmed; n = 0: only `before` */
	bool closed;			/* false: {{ without }} on the line */
};
/* The next placeholder of a line; false when there is none, `before` is then the rest. */
bool live_next(struct str *line, struct live_piece *ret);
/* The next line of a text without its end; false at the end. */
bool live_line(struct str *text, struct str *ret);
struct str live_trim(struct str s);
bool live_alone(struct str line, struct str *ret_name);	/* nothing else stands on the line */
/* Every unknown name and misplaced tag as a problem of `field`, with its line; or E_OK. */
int live_check(struct str source, const char *field, struct err *e) MUST;
/*
 * The source for who only reads it: in place of each placeholder stands what it is for, as in
 * "‹ISMS manager›", also where it is unknown. Empty when it gets larger than a text may be.
 */
struct str live_words(struct arena *a, struct str source);
/* A text of a record so that Markdown shows it as it is, on one line. */
void live_escape(struct sbuf *b, const char *text);

/* ---- with data ---- */

struct live_doc {		/* what {{doc.*}} says; NULL = not yet */
	/*
	 * Its record, 0 = none: lists and tables of documents leave it out and figures count it as
	 * in force, or they would be outdated by its own publication.
	 */
	int64_t record;
	const char *id, *title, *version, *classification, *approved_on, *approved_by,
	    *next_review;
};
struct live_text {
	struct str text;		/* Markdown without placeholders */
	struct value *figures;		/* [{name, label, text, mark, hidden}], by first use */
	struct value *gaps;		/* [{name, line, why, href}]; why: half a sentence */
	int64_t hidden;			/* figures that the reader may not see in full */
};
/* Errors: E_TOOBIG when the result is larger than DOCUMENT_RENDERED_MAX; those of reading. */
int live_render(struct ctx *c, struct str source, const struct live_doc *doc,
    struct live_text *ret) MUST;
/* Every gap as a problem of the body, with the page where it is filled in. */
int live_gaps(const struct live_text *t, struct err *e) MUST;
/* One name by itself, as it reads today. */
int live_one(struct ctx *c, const struct live_name *n, const struct live_doc *doc,
    struct live_thing *ret) MUST;

/* "type=site&state!=closed" onto a list; records of the name as far as one may read them. */
int live_select(struct live *l, const struct live_name *n, struct list *ret) MUST;
bool live_readable(struct live *l, const struct record *t, struct live_thing *ret);

/* ---- resolvers, named in live_names.c ---- */

struct live {
	struct ctx *c;
	const struct live_doc *doc;
	struct rec *profile;		/* of the organisation, or NULL */
	struct rec *answers;		/* of the start: for what the profile does not say */
	bool profile_read;
};
int live_org_name(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_profile(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_staff(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_document(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_today(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_role(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_names_of(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_count(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_groups(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_condition(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_records(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_soa(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_soa_count(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_scope(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_scope_lines(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_raci(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_method(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_scales(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_matrix(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_levels(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_acceptable(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;
int live_last(struct live *l, const struct live_name *n, struct live_thing *ret) MUST;

#endif
