/* isms/document/extend.c -- what the pages of documents, versions and confirmations show. */
#include "isms/document/document_priv.h"
#include "isms/document/live.h"
#include "isms/document/print.h"
#include "isms/document/readers.h"
#include "isms/knowledge/knowledge.h"
#include "isms/people/acts.h"
#include "record/program.h"
#include "record/rec.h"
#include "web/markdown.h"

static void link_to(struct ctx *c, struct value *o, const char *key, const struct rec *doc,
    const char *page)
{
	val_set(o, key, val_text(c->arena, arena_printf(c->arena, "%s/%s",
	    rec_path(c->arena, doc->type, rec_code(c->arena, doc)), page)));
}

/* ---- the text with live data ---- */

static int draft_text(struct ctx *c, const struct rec *r, struct value *out)
{
	const struct live_doc of = { .record = r->id, .id = rec_code(c->arena, r),
		.title = rec_title(r),
		.version = arena_printf(c->arena, "%s%s", rec_has(r, "number") ?
		    "draft after " : "draft", rec_text(r, "number")),
		.classification = rec_text(r, "classification"),
		.next_review = rec_text(r, "next_review") };
	struct live_text t;
	int rc;

	if (!rec_has(r, "body")) {
		val_set_bool(c->arena, out, "no_text", true);
		return E_OK;
	}
	if ((rc = live_render(c, rec_value(r, "body")->u.s, &of, &t)) < 0)
		return rc;
	val_set(out, "text_html", markdown_html(c->arena, t.text, 2));
	val_set(out, "gaps", t.gaps);
	val_set_int(c->arena, out, "hidden", t.hidden);
	return E_OK;
}

/* ---- review, version in force, readers ---- */

static int round_view(struct ctx *c, const struct rec *r, struct value *out)
{
	struct value *o = val_obj(c->arena);
	struct round s;
	int rc = round_standing(c, r, &s);

	if (rc < 0)
		return rc;
	val_add(o, "asked", val_int(c->arena, s.asked));
	val_add(o, "approved", val_int(c->arena, s.approved));
	val_add(o, "refused", val_int(c->arena, s.refused));
	val_add(o, "outdated", val_int(c->arena, s.outdated));
	val_add(o, "quorum", val_int(c->arena, s.quorum));
	val_add(o, "any", val_bool(c->arena, s.approvals->u.list.n > 0));
	val_add(o, "approvals", s.approvals);
	val_add(o, "stale", val_bool(c->arena, s.outdated && s.approved < s.quorum &&
	    strcmp(r->state, "published") != 0));
	val_set(out, "round", o);
	return E_OK;
}

static int in_force(struct ctx *c, const struct rec *r, struct value *out)
{
	struct value *o, *differ;
	struct rec *v;
	int rc = document_current(c, r, &v);
	const char *code;

	if (rc < 0 || !v)
		return rc;
	code = rec_code(c->arena, v);
	o = val_obj(c->arena);
	val_add(o, "code", val_text(c->arena, code));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, v->type, code)));
	val_add(o, "number", val_text(c->arena, rec_text(v, "number")));
	val_add(o, "published_on", val_text(c->arena, rec_text(v, "published_on")));
	val_add(o, "note", val_text(c->arena, rec_text(v, "note")));
	val_add(o, "edited", val_bool(c->arena, strcmp(rec_text(r, "body"),
	    rec_text(v, "source_text")) != 0));
	val_add(o, "diff_href", val_text(c->arena, arena_printf(c->arena,
	    "/documents/%s/diff?from=%s&to=draft", rec_code(c->arena, r),
	    rec_text(v, "number"))));
	val_set(out, "current", o);
	if ((rc = document_differences(c, v, &differ)) == E_OK) {
		val_set(out, "differences", differ);
		val_set_int(c->arena, out, "differ_count", (int64_t)differ->u.list.n);
		val_set_bool(c->arena, out, "differ_one", differ->u.list.n == 1);
	}
	return rc;
}

static int readers_view(struct ctx *c, const struct rec *r, struct value *out)
{
	struct value *o = val_obj(c->arena);
	struct readers s;
	int rc = readers_standing(c, r, false, &s);

	if (rc < 0 || (!s.asked && !val_truthy(rec_value(r, "acknowledge"))))
		return rc;
	val_add(o, "asked", val_int(c->arena, s.asked));
	val_add(o, "done", val_int(c->arena, s.done));
	val_add(o, "late", val_int(c->arena, s.late));
	val_add(o, "missing", val_int(c->arena, s.missing));
	val_add(o, "percent", s.percent < 0 ? val_null(c->arena) : val_int(c->arena, s.percent));
	val_set(out, "readers", o);
	return E_OK;
}

static void kit_view(struct ctx *c, const struct rec *r, struct value *out)
{
	struct library_thing t = { .entry = library_entry(library(), "document",
	    rec_text(r, "kit")) };
	struct value *o;

	if (!t.entry)
		return;
	o = val_obj(c->arena);
	val_add(o, "ref", val_text(c->arena, t.entry->ref));
	val_add(o, "title", val_text(c->arena, t.entry->title));
	val_add(o, "href", val_text(c->arena, knowledge_href(c->arena, &t)));
	val_add(o, "owner", val_text(c->arena, library_key(t.entry, "owner")));
	val_set(out, "from_kit", o);
}

/* What the actor can do here now; each is a button. */
static void can_view(struct ctx *c, const struct rec *r, struct value *out)
{
	bool live = !r->archived && !c->as_of_us, draft = strcmp(r->state, "draft") == 0;
	bool published = strcmp(r->state, "published") == 0;
	bool state = live && record_may(c, r, VERB_STATE), changed = val_get_int(out,
	    "differ_count", 0) > 0;
	struct value *o = val_obj(c->arena);

	val_add(o, "write", val_bool(c->arena, live && record_may(c, r, VERB_EDIT)));
	val_add(o, "review", val_bool(c->arena, state && draft));
	val_add(o, "publish", val_bool(c->arena, state && strcmp(r->state, "approved") == 0));
	val_add(o, "renew", val_bool(c->arena, state && published && changed));
	val_add(o, "reviewed", val_bool(c->arena, state && rec_has(r, "in_force") &&
	    strcmp(r->state, "withdrawn") != 0));
	val_set(out, "can", o);
	val_set_bool(c->arena, out, "overdue", rec_has(r, "next_review") &&
	    strcmp(rec_text(r, "next_review"), today_of(c)) < 0);
	val_set_text(c->arena, out, "next_due", rec_text(r, "next_review"));
	val_set_bool(c->arena, out, "first", !rec_has(r, "in_force"));
}

int document_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	int rc;

	if ((rc = draft_text(c, r, out)) < 0 || (rc = round_view(c, r, out)) < 0 ||
	    (rc = in_force(c, r, out)) < 0 || (rc = readers_view(c, r, out)) < 0)
		return rc;
	kit_view(c, r, out);
	can_view(c, r, out);
	link_to(c, out, "write_href", r, "write");
	link_to(c, out, "versions_href", r, "versions");
	link_to(c, out, "readers_href", r, "readers");
	return E_OK;
}

/* ---- a published version ---- */

static int my_confirmation(struct ctx *c, const struct rec *v, struct value *out)
{
	struct query *q;
	int64_t person;
	int rc;

	if ((rc = person_self(c, &person)) < 0 || !person)
		return rc;
	if ((rc = db_query(c, &q, SQL("SELECT id, state, due, rev FROM acknowledgement"
	    " WHERE org = :org AND archived = FALSE AND version_id = :version"
	    " AND person_id = :person AND state <> 'withdrawn' ORDER BY id DESC LIMIT 1"))) < 0)
		return rc;
	db_bind_int(q, ":version", v->id);
	db_bind_int(q, ":person", person);
	if ((rc = db_step(c, q)) > 0) {
		struct value *o = val_obj(c->arena);

		val_add(o, "code", val_text(c->arena, code_text(c->arena,
		    record_find("acknowledgement"), db_int(q, 0))));
		val_add(o, "open", val_bool(c->arena, strcmp(db_text(q, 1), "asked") == 0));
		val_add(o, "due", val_text(c->arena, arena_text(c->arena, db_text(q, 2))));
		val_add(o, "rev", val_int(c->arena, db_int(q, 3)));
		val_set(out, "mine", o);
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int version_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	const struct rec doc = { .type = record_find("document"), .id = rec_int(r, "document") };

	if (rec_has(r, "body"))
		val_set(out, "text_html", markdown_html(c->arena, rec_value(r, "body")->u.s, 2));
	val_set(out, "formats", print_formats(c->arena, rec_path(c->arena, r->type,
	    rec_code(c->arena, r))));
	if (access_scope(c, doc.type, VERB_READ) != SCOPE_NONE)
		val_set_text(c->arena, out, "versions_href", arena_printf(c->arena,
		    "/documents/%s/versions", code_text(c->arena, doc.type, doc.id)));
	val_set_bool(c->arena, out, "not_current", strcmp(r->state, "current") != 0);
	return c->as_of_us ? E_OK : my_confirmation(c, r, out);
}

/* ---- a confirmation: the text it is about ---- */

int acknowledgement_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	const struct record *t = record_find("document_version");
	struct err before = c->err;
	struct value *o;
	struct rec *v;
	const char *code;

	if (record_get(c, t, code_text(c->arena, t, rec_int(r, "version")), VERB_READ, &v) < 0) {
		c->err = before;	/* not for this reader */
		return E_OK;
	}
	o = val_obj(c->arena);
	code = rec_code(c->arena, v);
	val_add(o, "code", val_text(c->arena, code));
	val_add(o, "label", val_text(c->arena, rec_title(v)));
	val_add(o, "number", val_text(c->arena, rec_text(v, "number")));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, t, code)));
	val_add(o, "html", rec_has(v, "body") ? markdown_html(c->arena, rec_value(v, "body")->u.s,
	    2) : val_null(c->arena));
	val_set(out, "read", o);
	return E_OK;
}
