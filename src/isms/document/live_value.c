/* isms/document/live_value.c -- what single placeholders stand for: values, figures, conditions. */
#include "isms/document/live.h"
#include "record/program.h"
#include "record/rec.h"

/* ---- the organisation ---- */

/* The profile, when there is one and the reader may read it. */
static int profile(struct live *l)
{
	struct list_query lq = { .t = record_find("profile"), .limit = 1, .sort = "code" };
	struct list list;
	int rc;

	if (l->profile_read)
		return E_OK;
	l->profile_read = true;
	if (access_scope(l->c, lq.t, VERB_READ) == SCOPE_NONE)
		return E_OK;
	if ((rc = list_run(l->c, &lq, &list)) < 0)
		return rc;
	l->profile = list.n ? list.recs[0] : NULL;
	return E_OK;
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

int live_condition(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	char *word = arena_text(l->c->arena, n->name);
	const struct value *words;
	int rc = profile(l);

	if (rc < 0)
		return rc;
	for (char *p = word; *p; p++)
		if (*p == '.' || *p == '_')
			*p = '-';
	ret->text = "";
	words = l->profile ? rec_value(l->profile, "circumstances") : NULL;
	for (const struct value *v = words ? words->u.list.first : NULL; v; v = v->next)
		if (str_is(v->u.s, word))
			ret->text = "yes";
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
