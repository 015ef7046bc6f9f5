/*
 * isms/document/publish.c -- from an approved draft to a version: live data resolved with the
 * rights of who publishes, digest taken, the version before superseded.
 */
#include "base/hash.h"
#include "isms/asset/asset.h"
#include "isms/document/document_priv.h"
#include "isms/document/live.h"
#include "isms/document/readers.h"
#include "record/program.h"
#include "record/rec.h"

/* ---- versions ---- */

int document_current(struct ctx *c, const struct rec *doc, struct rec **ret)
{
	*ret = NULL;
	return rec_has(doc, "in_force") ? record_load(c, record_find("document_version"),
	    rec_int(doc, "in_force"), ret) : E_OK;
}

int document_numbered(struct ctx *c, const struct rec *doc, const char *number,
    struct rec **ret)
{
	int64_t ids[500];
	size_t n;
	int rc = referring(c, "document_version", "document", doc, ids, COUNT(ids), &n);

	*ret = NULL;
	if (rc < 0 || strcmp(number, "draft") == 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		if ((rc = record_load(c, record_find("document_version"), ids[i], ret)) < 0)
			return rc;
		if (rec_is(*ret, "number", number))
			return E_OK;
	}
	return err_set(&c->err, E_NOTFOUND, "%s has no version \"%.20s\"",
	    rec_code(c->arena, doc), number);
}

/* ---- guard ---- */

static int text_guard(struct ctx *c, const struct rec *doc)
{
	struct live_text t;
	int rc = live_render(c, str_of(rec_text(doc, "body")), NULL, &t);

	if (rc < 0)
		return rc;
	IGNORE(live_gaps(&t, &c->err));	/* with what follows */
	for (const struct value *f = t.figures->u.list.first; f; f = f->next)
		if (val_truthy(val_get(f, "hidden")))
			IGNORE(err_field(&c->err, "body", "hidden", "you may not read all of"
			    " {{%s}}: somebody who may must publish it", val_get_text(f, "name")));
	return c->err.code;
}

int publish_guard(struct ctx *c, const struct rec *doc)
{
	struct round s;
	int rc = round_standing(c, doc, &s);

	if (rc < 0)
		return rc;
	if (s.refused || s.approved < s.quorum)
		return err_hint(&c->err, E_CONFLICT, "start a review round with the text as it is"
		    " now", "%s has %d of %s of its present content%s",
		    rec_code(c->arena, doc), s.approved, text_counted(c->arena, s.quorum,
		    "approval", "approvals"),
		    s.outdated ? "; earlier ones are outdated by a change" : "");
	if (rec_has(doc, "in_force") && (!c->reason || !c->reason[0]))
		IGNORE(err_field(&c->err, "reason", "required", "say what has changed since version"
		    " %s: readers see it", rec_text(doc, "number")));
	return text_guard(c, doc);
}

/* ---- making the version ---- */

static bool same_files(const struct rec *x, const struct rec *y)
{
	const struct value *a = rec_value(x, "files"), *b = rec_value(y, "files");

	return a && b ? val_same(a, b) : a == b;
}

/* The text of the draft is that of the version before: only the figures are new. */
static bool same_source(const struct rec *doc, const struct rec *v)
{
	return same_files(doc, v) &&
	    strcmp(rec_text(doc, "body"), rec_text(v, "source_text")) == 0 &&
	    strcmp(rec_text(doc, "title"), rec_text(v, "title")) == 0 &&
	    strcmp(rec_text(doc, "kind"), rec_text(v, "kind")) == 0 &&
	    strcmp(rec_text(doc, "classification"), rec_text(v, "classification")) == 0;
}

static void number(struct ctx *c, const struct rec *doc, const struct rec *before, struct rec *v)
{
	bool renewed = before && same_source(doc, before);
	int64_t edition = before ? rec_int(before, "edition") + !renewed : 1;
	int64_t part = renewed ? rec_int(before, "part") + 1 : 0;

	rec_set_int(c, v, "edition", edition);
	rec_set_int(c, v, "part", part);
	rec_set_text(c, v, "number", arena_printf(c->arena, "%" PRId64 ".%" PRId64, edition, part));
}

/* What is taken over as it stands. */
static void copy_fields(struct rec *v, const struct rec *doc)
{
	static const char *const same[] = { "title", "kind", "owner", "classification", "tlp",
		"language", "audience", "units", "people", "files" };

	for (size_t i = 0; i < COUNT(same); i++)
		rec_set(v, same[i], rec_value(doc, same[i]));
}

/* Who approved what the draft says now, when last, and the digest that was shown. */
static int approved(struct ctx *c, const struct rec *doc, struct rec *v, const char **ret_names)
{
	const struct value *all = rec_value(doc, "approvers");
	struct value *people = val_arr(c->arena), *sorted = val_arr(c->arena);
	struct sbuf *names = sbuf_new(c->arena, 8 << 10);
	struct round s;
	int rc = round_standing(c, doc, &s);

	for (const struct value *o = s.approvals->u.list.first; o && rc == E_OK; o = o->next) {
		const struct record *t = record_find("approval");
		struct rec *a;
		int64_t id;

		if (strcmp(val_get_text(o, "state"), "approved") != 0 ||
		    !val_truthy(val_get(o, "current")))
			continue;
		REQUIRE(code_id(t, str_of(val_get_text(o, "code")), &id));
		if ((rc = record_load(c, t, id, &a)) < 0)
			break;
		val_push(people, val_int(c->arena, rec_int(a, "approver")));
		sbuf_printf(names, "%s%s", names->n ? ", " : "", val_get_text(o, "approver"));
		if (strcmp(rec_text(a, "decided_on"), rec_text(v, "approved_on")) >= 0)
			rec_set_text(c, v, "approved_on", rec_text(a, "decided_on"));
		rec_set_text(c, v, "approved_digest", rec_text(a, "digest"));
	}
	for (const struct value *p = all ? all->u.list.first : NULL; p; p = p->next)
		if (holds(people, p->u.i))	/* in the order that links are kept in */
			val_push(sorted, val_int(c->arena, p->u.i));
	if (sorted->u.list.n)
		rec_set(v, "approvers", sorted);
	*ret_names = names->n ? sbuf_str(names).p : NULL;
	return rc;
}

static int text(struct ctx *c, const struct rec *doc, struct rec *v, const char *approvers)
{
	const struct live_doc of = { .record = doc->id, .id = rec_code(c->arena, doc),
		.title = rec_title(doc),
		.version = rec_text(v, "number"),
		.classification = item_label(asset_classes, rec_text(doc, "classification")),
		.approved_on = rec_text(v, "approved_on"), .approved_by = approvers,
		.next_review = rec_text(v, "next_review") };
	char *hex = arena_alloc(c->arena, HASH_HEX);
	struct live_text t;
	struct hash h;
	int rc;

	if (!rec_has(doc, "body"))
		return E_OK;	/* files alone, each with a digest of its own */
	if ((rc = live_render(c, rec_value(doc, "body")->u.s, &of, &t)) < 0)
		return rc;
	rec_set(v, "source_text", rec_value(doc, "body"));
	rec_set(v, "body", val_str(c->arena, t.text));
	h = sha256(t.text.p, t.text.n);
	hash_hex(&h, hex);
	rec_set_text(c, v, "digest", hex);
	if (t.figures->u.list.n)
		rec_set(v, "figures", t.figures);
	return E_OK;
}

static const char *one_line(struct arena *a, const char *text)
{
	char *p = arena_text(a, text);

	for (char *at = p; *at; at++)
		if ((unsigned char)*at < ' ')
			*at = ' ';
	return p;
}

static int supersede(struct ctx *c, const struct rec *before, const char *state)
{
	struct rec *r = rec_copy(c, before);

	r->state = state;
	return record_save(c, before, r, "state");
}

int publish_version(struct ctx *c, struct rec *r)
{
	struct rec *v = rec_new(c, record_find("document_version")), *before;
	const char *names, *today = today_of(c), *from = rec_text(r, "valid_from");
	int rc = document_current(c, r, &before);

	if (rc < 0)
		return rc;
	rec_set_text(c, r, "published_on", today);
	number(c, r, before, v);
	rec_set_text(c, r, "number", rec_text(v, "number"));
	rec_set_int(c, r, "in_force", before ? before->id : 1);	/* so that the clock runs */
	clock_derive(c, r);
	copy_fields(v, r);
	rec_set_text(c, v, "published_on", today);
	rec_set_text(c, v, "valid_from", strcmp(from, today) > 0 ? from : today);
	rec_set(v, "next_review", rec_value(r, "next_review"));
	rec_set_text(c, v, "note", c->reason && c->reason[0] ? one_line(c->arena, c->reason) :
	    N_("First version"));
	rec_set_int(c, v, "document", r->id);
	if ((rc = approved(c, r, v, &names)) < 0 || (rc = text(c, r, v, names)) < 0 ||
	    (rc = record_save(c, NULL, v, "create")) < 0 ||
	    (before && (rc = supersede(c, before, "superseded")) < 0))
		return rc;
	rec_set_int(c, r, "in_force", v->id);
	return E_OK;
}

int publish_after(struct ctx *c, const struct rec *doc)
{
	int rc = readers_follow(c, doc);

	if (rc == E_OK && val_truthy(rec_value(doc, "acknowledge")))
		rc = readers_ask(c, doc, NULL);
	return rc < 0 ? rc : clock_task(c, doc, arena_printf(c->arena, "Version %s was published.",
	    rec_text(doc, "number")));
}

int withdraw_after(struct ctx *c, const struct rec *doc)
{
	struct rec *v;
	int rc = document_current(c, doc, &v);

	if (rc < 0 || (v && (rc = supersede(c, v, "withdrawn")) < 0) ||
	    (rc = readers_release(c, doc)) < 0)
		return rc;
	return tasks_end(c, "document", doc->id, "review", N_("The document was withdrawn."));
}

/* ---- publishing ---- */

/* The same text with today's figures: the approval of the text still stands. */
static int renew(struct ctx *c, const struct rec *doc, struct rec **ret)
{
	struct rec *r = rec_copy(c, doc), *v;
	const char *reason = c->reason;
	struct value *differ;
	int rc;

	if ((rc = document_current(c, doc, &v)) < 0 ||
	    (rc = document_differences(c, v, &differ)) < 0)
		return rc;
	if (!differ->u.list.n)
		return err_set(&c->err, E_CONFLICT, "version %s of %s is published and neither its"
		    " text nor its figures have changed", rec_text(doc, "number"),
		    rec_code(c->arena, doc));
	if (!c->reason)
		c->reason = arena_join(c->arena, "Live data renewed: ", text_counted(c->arena,
		    (int64_t)differ->u.list.n, "figure", "figures"));
	if ((rc = publish_guard(c, doc)) == E_OK && (rc = publish_version(c, r)) == E_OK &&
	    (rc = record_save(c, doc, r, "state")) == E_OK)
		rc = publish_after(c, r);
	c->reason = reason;
	*ret = r;
	return rc;
}

int document_publish(struct ctx *c, const char *code, struct rec **ret)
{
	const struct record *t = record_find("document");
	struct rec *doc;
	int rc = record_get(c, t, code, VERB_STATE, &doc);

	if (rc < 0)
		return rc;
	if (strcmp(doc->state, "published") == 0 && !doc->archived)
		return renew(c, doc, ret);
	if (strcmp(doc->state, "draft") == 0 || strcmp(doc->state, "in-review") == 0)
		return err_hint(&c->err, E_CONFLICT, "have it approved in a review round first",
		    "%s is not approved", code);
	return record_move(c, t, code, "published", ANY_REV, ret);
}

int document_differences(struct ctx *c, const struct rec *version, struct value **ret)
{
	const struct live_doc of = { .record = version ? rec_int(version, "document") : 0 };
	const struct value *was = version ? rec_value(version, "figures") : NULL;

	*ret = val_arr(c->arena);
	for (const struct value *f = was ? was->u.list.first : NULL; f; f = f->next) {
		struct live_text now;
		struct value *o;
		const struct value *first;
		int rc = live_render(c, str_of(arena_printf(c->arena, "{{%s}}",
		    val_get_text(f, "name"))), &of, &now);

		if (rc < 0)
			return rc;
		first = now.figures->u.list.first;
		if (!first || val_truthy(val_get(first, "hidden")) ||
		    strcmp(val_get_text(first, "mark"), val_get_text(f, "mark")) == 0)
			continue;	/* with fewer rights it would always differ */
		o = val_obj(c->arena);
		val_add(o, "name", val_text(c->arena, val_get_text(f, "name")));
		val_add(o, "label", val_text(c->arena, val_get_text(f, "label")));
		val_add(o, "was", val_text(c->arena, val_get_text(f, "text")));
		val_add(o, "now", val_text(c->arena, strcmp(val_get_text(first, "text"),
		    val_get_text(f, "text")) ? val_get_text(first, "text") : N_("other content")));
		val_push(*ret, o);
	}
	return E_OK;
}
