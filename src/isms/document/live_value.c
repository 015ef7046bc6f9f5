/* isms/document/live_value.c -- what single placeholders stand for: values, figures, conditions. */
#include "isms/document/live.h"
#include "record/program.h"
#include "record/rec.h"

/* ---- the organisation ---- */

/* The one record of a type, when there is one that the reader may read. */
static int only_one(struct ctx *c, const char *type, struct rec **ret)
{
	struct list_query lq = { .t = record_find(type), .limit = 1, .sort = "code" };
	struct list list;
	int rc;

	if (access_scope(c, lq.t, VERB_READ) == SCOPE_NONE)
		return E_OK;
	if ((rc = list_run(c, &lq, &list)) == E_OK && list.n)
		*ret = list.recs[0];
	return rc;
}

/* The profile, when there is one and the reader may read it. */
static int profile(struct live *l)
{
	int rc;

	if (l->profile_read)
		return E_OK;
	l->profile_read = true;
	if ((rc = only_one(l->c, "profile", &l->profile)) < 0)
		return rc;
	return only_one(l->c, "start_answers", &l->answers);
}

static const char *after_dot(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot ? dot + 1 : name;
}

int live_profile(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	int rc = profile(l);
	const char *text;

	if (rc < 0)
		return rc;
	ret->hidden =
	    access_scope(l->c, record_find("profile"), VERB_READ) == SCOPE_NONE;
	text = l->profile ? rec_text(l->profile, after_dot(n->name)) : "";
	ret->unconfirmed = l->profile && l->profile->drafted && text[0];
	ret->href = !l->profile ? "/profiles/new" : arena_printf(l->c->arena, "%s%s",
	    rec_path(l->c->arena, l->profile->type, rec_code(l->c->arena, l->profile)),
	    ret->unconfirmed ? "" : "/edit");
	if (!text[0] && l->answers && strcmp(n->name, "org.activities") == 0)
		text = rec_text(l->answers, "product");
	ret->text = text[0] ? text : NULL;
	return E_OK;
}

/* As the profile says it, else as the organisation was registered here. */
int live_org_name(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	struct ctx *c = l->c;
	struct dbc *now = c->live ? c->live : c->db;
	struct query *q;
	int rc;

	(void)n;
	if ((rc = profile(l)) < 0)
		return rc;
	if (l->profile) {
		ret->text = rec_text(l->profile, "name");
		return E_OK;
	}
	if ((rc = db_prepare(now, &c->org, &q, SQL("SELECT name FROM org WHERE id = :org"),
	    &c->err)) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		ret->text = arena_text(c->arena, db_text(q, 0));
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int live_staff(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	struct live_name people = *n;
	int rc = profile(l);

	if (rc < 0)
		return rc;
	if (l->profile && rec_int(l->profile, "staff_count")) {
		ret->text = arena_printf(l->c->arena, "%" PRId64,
		    rec_int(l->profile, "staff_count"));
		return E_OK;
	}
	people.filter = "state=active";
	if ((rc = live_count(l, &people, ret)) == E_OK && ret->text &&
	    strcmp(ret->text, "0") == 0)
		ret->text = NULL;
	return rc;
}

static bool says(const struct value *words, const char *word)
{
	for (const struct value *v = words ? words->u.list.first : NULL; v; v = v->next)
		if (str_is(v->u.s, word))
			return true;
	return false;
}

/* The same in the answers of the start; unless: it holds when the word is not there. */
static const struct { const char *name, *field, *word; bool unless; } started[] = {
	{ "has.own_development", "work", "own-development", false },
	{ "has.outsourced_development", "work", "outsourced-development", false },
	{ "has.own_servers", "work", "own-servers", false },
	{ "has.premises", "work", "no-offices", true },
	{ "has.remote_work", "work", "remote-work", false },
	{ "has.cloud", "work", "cloud", false },
	{ "has.byod", "work", "own-devices", false },
	{ "uses.ai", "work", "ai", false },
	{ "has.personal_data", "data", "personal", false },
	{ "has.personal_data", "data", "special", false },
	{ "has.processor_role", "customers", "processor", false },
	{ "is.nis2", "law", "nis2", false },
};

static bool holds_by_answers(const struct rec *answers, const char *name)
{
	for (size_t i = 0; answers && i < COUNT(started); i++) {
		const struct value *words = rec_value(answers, started[i].field);

		if (strcmp(started[i].name, name) == 0 && words &&
		    says(words, started[i].word) != started[i].unless)
			return true;
	}
	return false;
}

int live_condition(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	char *word = arena_text(l->c->arena, n->name);
	const struct value *words;
	bool holds;
	int rc = profile(l);

	if (rc < 0)
		return rc;
	for (char *p = word; *p; p++)
		if (*p == '.' || *p == '_')
			*p = '-';
	words = l->profile ? rec_value(l->profile, "circumstances") : NULL;
	holds = words ? says(words, word) : holds_by_answers(l->answers, n->name);
	ret->text = holds ? "yes" : "";
	return E_OK;
}

/* ---- this document ---- */

int live_document(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	static const struct live_doc none = { 0 };
	const struct live_doc *d = l->doc ? l->doc : &none;
	const struct { const char *name, *text; } all[] = {
		{ "doc.id", d->id }, { "doc.title", d->title }, { "doc.version", d->version },
		{ "doc.classification", d->classification },
		{ "doc.approved_on", d->approved_on }, { "doc.approved_by", d->approved_by },
		{ "doc.next_review", d->next_review },
	};

	for (size_t i = 0; i < COUNT(all); i++)
		if (strcmp(n->name, all[i].name) == 0)
			ret->text = all[i].text && all[i].text[0] ? all[i].text : N_("not yet");
	return E_OK;
}

int live_today(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	char *today = arena_alloc(l->c->arena, DATE_TEXT);

	(void)n;
	date_print(l->c->as_of_us ? l->c->as_of_us : l->c->now_us, today);
	ret->text = today;
	return E_OK;
}

/* ---- roles ---- */

/* "IT manager (Ann Jones)"; roles that many persons hold by record print their title alone. */
int live_role(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	struct live_thing unseen = { 0 };
	const struct record *t = record_find(n->type);
	const char *holders;
	struct list list;
	int rc;

	ret->text = n->says;
	if (!n->filter || !live_readable(l, t, &unseen))
		return E_OK;
	if ((rc = live_select(l, n, &list)) < 0 || !list.n)
		return rc;
	holders = value_text(l->c, field_find(t, "holders"), rec_value(list.recs[0], "holders"));
	if (holders[0])
		ret->text = arena_printf(l->c->arena, "%s (%s)", n->says, holders);
	return E_OK;
}
