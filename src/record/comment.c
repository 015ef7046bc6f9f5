/*
 * record/comment.c -- what people say about a record. Who may read the record may read and write
 * comments on it (`.about`); who wrote one is who was signed in. People named with @ are found.
 */
#include "record/any.h"
#include "record/list.h"
#include "record/program.h"

enum { EXCERPT = 90, MENTIONS_MAX = 20, NAME_WORDS = 4 };

static const struct field fields[] = {
	{ "excerpt", FK_TEXT, N_("Comment"), F_LIST | F_DERIVED, .max = 200 },
	{ "subject", FK_ANY, N_("About"), F_REQ | F_LIST | F_FIXED | F_INDEX },
	{ "body", FK_MARKDOWN, N_("Text"), F_REQ | F_SEARCH | F_WIDE, .max = 4000,
	    .help = N_("Markdown. Name people with @ and their code, e-mail address or name: "
	    "they see it on their first page.") },
	{ "author", FK_REF, N_("Written by"), F_LIST | F_DERIVED, .to = "member" },
	{ "mentioned", FK_REFS, N_("Mentioned"), F_DERIVED, .to = "person" },
	{ 0 }
};

/* The beginning of the text on one line. */
static const char *excerpt(struct arena *a, struct str text)
{
	char *out = arena_alloc(a, EXCERPT + 8);
	size_t n = 0, i = 0;

	for (; i < text.n && n < EXCERPT; i++) {
		bool blank = text.p[i] == ' ' || text.p[i] == '\n' || text.p[i] == '\t';

		if (!blank || (n && out[n - 1] != ' '))
			out[n++] = blank ? ' ' : text.p[i];
	}
	while (i < text.n && n && ((unsigned char)text.p[i] & 0xc0) == 0x80 && i--)
		n--;	/* not in the middle of a character */
	memcpy(out + n, i < text.n ? " ..." : "", i < text.n ? 5 : 1);
	return out;
}

static bool name_end(char ch)
{
	return ch == '\0' || ch == '\n' || ch == ',' || ch == ';' || ch == ')' || ch == '!' ||
	    ch == '?' || ch == ':';
}

/* The person named after an @: the longest of one to four words that names one. 0 = nobody. */
static int64_t person_at(struct ctx *c, const char *p)
{
	const struct record *t = record_find("person");
	int64_t found = 0, id;
	size_t n = 0;

	for (int words = 0; words < NAME_WORDS && !name_end(p[n]); words++) {
		size_t end;

		n += strspn(p + n, " ");
		while (p[n] != ' ' && !name_end(p[n]))
			n++;
		end = n;
		while (end && (p[end - 1] == '.' || p[end - 1] == '\''))
			end--;
		if (end && (id = ref_resolve(c, t, str_copy(c->arena, p, end))) > 0)
			found = id;
	}
	return found;
}

/* Each once, in the order of their ids, as references are kept. */
static void find_mentions(struct ctx *c, struct rec *r)
{
	const char *text = rec_text(r, "body");
	struct value *list = val_arr(c->arena);
	int64_t ids[MENTIONS_MAX];
	size_t n = 0;

	for (const char *at = strchr(text, '@'); at && n < MENTIONS_MAX; at = strchr(at + 1, '@')) {
		int64_t id = at == text || strchr(" \n\t(", at[-1]) ? person_at(c, at + 1) : 0;
		size_t k = 0;

		while (k < n && ids[k] < id)
			k++;
		if (!id || (k < n && ids[k] == id))
			continue;
		memmove(ids + k + 1, ids + k, (n++ - k) * sizeof(*ids));
		ids[k] = id;
	}
	for (size_t i = 0; i < n; i++)
		val_push(list, val_int(c->arena, ids[i]));
	rec_set(r, "mentioned", n ? list : NULL);
}

static int derive(struct ctx *c, struct rec *r)
{
	if (!r->id && c->actor->member)
		rec_set_int(c, r, "author", c->actor->member);
	if (!rec_has(r, "body"))
		return E_OK;
	rec_set_text(c, r, "excerpt", excerpt(c->arena, rec_value(r, "body")->u.s));
	find_mentions(c, r);
	return E_OK;
}

static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	struct any subject;

	(void)old;
	if (rec_any(r, "subject", &subject) && subject.t->everyone)
		return err_field(&c->err, "subject", "not-to-be-discussed",
		    "comments are on records, not on a %s", subject.t->label);
	return E_OK;
}

RECORD(comment, .plural = "comments", .prefix = "CM", .label = N_("Comment"),
	.labels = N_("Comments"), .area = "none", .icon = "question", .title = "excerpt",
	.own = "author", .sort = "-code", .everyone = true, .about = "subject", .fields = fields,
	.derive = derive, .check = check,
	.help = N_("What people say about a record: questions, answers, decisions on the way."));

/* Has anybody said anything about it? Most records are not talked about. */
static int discussed(struct ctx *c, const struct rec *r)
{
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("SELECT 1 FROM link WHERE org = :org AND to_type = :type"
	    " AND to_id = :id AND from_type = :from LIMIT 1"))) < 0)
		return rc;
	db_bind_text(q, ":type", r->type->name);
	db_bind_int(q, ":id", r->id);
	db_bind_text(q, ":from", record_comment.name);
	return db_run(c, q);
}

/* The names of who is mentioned, of those the actor may see: NULL for nobody. */
static const char *mentioned(struct ctx *c, const struct rec *comment)
{
	const struct value *ids = rec_value(comment, "mentioned");
	struct sbuf *b = sbuf_new(c->arena, 8192);

	for (const struct value *m = ids ? ids->u.list.first : NULL; m; m = m->next) {
		struct ref_label l = ref_label(c, record_find("person"), m->u.i);

		if (l.label)
			sbuf_printf(b, "%s%s", b->n ? ", " : "", l.label);
	}
	return b->n ? sbuf_str(b).p : NULL;
}

int record_comments(struct ctx *c, const struct rec *r, struct value **ret)
{
	struct list_query lq = { .t = &record_comment, .sort = "code", .limit = COMMENTS_MAX };
	struct list l;
	int rc;

	*ret = val_arr(c->arena);
	if (r->type->everyone || (rc = discussed(c, r)) == 0)
		return E_OK;
	if (rc < 0 || (rc = list_filter(c, &lq, "subject", OP_EQ,
	    str_of(any_text(c->arena, r->type, r->id)))) < 0 || (rc = list_run(c, &lq, &l)) < 0)
		return rc;
	for (size_t i = 0; i < l.n; i++) {
		struct value *o = val_obj(c->arena);
		const char *author;

		if ((rc = record_actor(c, l.recs[i], 1, &author)) < 0)
			return rc;
		val_add(o, "code", val_text(c->arena, rec_code(c->arena, l.recs[i])));
		val_add(o, "author", val_text(c->arena, author));
		val_add(o, "at", val_text(c->arena, l.recs[i]->created_at));
		val_add(o, "edited", val_bool(c->arena, l.recs[i]->rev > 1));
		val_add(o, "body", val_text(c->arena, rec_text(l.recs[i], "body")));
		val_add(o, "mentioned", val_text(c->arena, mentioned(c, l.recs[i])));
		val_add(o, "mine", val_bool(c->arena, c->actor->member &&
		    rec_int(l.recs[i], "author") == c->actor->member));
		val_push(*ret, o);
	}
	return E_OK;
}

int record_mentions(struct ctx *c, int64_t limit, struct value **ret)
{
	struct list_query lq = { .t = &record_comment, .sort = "-code", .limit = limit };
	struct list l;
	int rc;

	*ret = val_arr(c->arena);
	if (!c->actor->person)
		return E_OK;
	if ((rc = list_filter(c, &lq, "mentioned", OP_EQ, STR("me"))) < 0 ||
	    (rc = list_filter(c, &lq, "created_at", OP_GTE, STR("today-30"))) < 0 ||
	    (rc = list_run(c, &lq, &l)) < 0)
		return rc;
	for (size_t i = 0; i < l.n; i++) {
		struct value *o = val_obj(c->arena);
		struct ref_label about;
		const char *author;
		struct any s;

		if ((rc = record_actor(c, l.recs[i], 1, &author)) < 0)
			return rc;
		if (!rec_any(l.recs[i], "subject", &s))
			continue;
		about = ref_label(c, s.t, s.id);
		val_add(o, "code", val_text(c->arena, about.code));
		val_add(o, "label", val_text(c->arena, about.label));
		val_add(o, "href", val_text(c->arena, arena_printf(c->arena, "%s#comments",
		    rec_path(c->arena, s.t, about.code))));
		val_add(o, "author", val_text(c->arena, author));
		val_add(o, "at", val_text(c->arena, l.recs[i]->created_at));
		val_add(o, "excerpt", val_text(c->arena, rec_title(l.recs[i])));
		val_push(*ret, o);
	}
	return E_OK;
}
