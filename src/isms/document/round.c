/*
 * isms/document/round.c -- the review round: approvers are asked, a quorum approves, one refusal
 * sends the document back. What counts is bound to the content (isms/approval).
 */
#include "isms/approval/approval.h"
#include "isms/document/document_priv.h"
#include "isms/document/live.h"
#include "record/program.h"
#include "record/rec.h"

enum { APPROVALS_MAX = 500 };

const char *item_label(const struct item *items, const char *name)
{
	const struct item *i = item_find(items, name, strlen(name));

	return i ? i->label : name;
}

int referring(struct ctx *c, const char *type, const char *field, const struct rec *to,
    int64_t *ids, size_t room, size_t *ret_n)
{
	struct query *q;
	int rc;

	*ret_n = 0;
	if ((rc = db_query(c, &q, SQL("SELECT from_id FROM link WHERE org = :org"
	    " AND to_type = :to_type AND to_id = :id AND from_type = :type AND field = :field"
	    " ORDER BY from_id DESC"))) < 0)
		return rc;
	db_bind_text(q, ":to_type", to->type->name);
	db_bind_int(q, ":id", to->id);
	db_bind_text(q, ":type", type);
	db_bind_text(q, ":field", field);
	while (*ret_n < room && (rc = db_step(c, q)) > 0)
		ids[(*ret_n)++] = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* ---- where it stands ---- */

bool holds(const struct value *list, int64_t id)
{
	for (const struct value *v = list ? list->u.list.first : NULL; v; v = v->next)
		if (v->u.i == id)
			return true;
	return false;
}

static void show(struct ctx *c, const struct rec *a, bool current, struct value *list)
{
	const char *code = rec_code(c->arena, a);
	struct value *o = val_obj(c->arena);
	const struct item *i = item_find(a->type->states, a->state, strlen(a->state));
	struct ref_label who = ref_label(c, record_find("person"), rec_int(a, "approver"));

	val_add(o, "code", val_text(c->arena, code));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, a->type, code)));
	val_add(o, "approver", val_text(c->arena, who.label ? who.label : who.code));
	val_add(o, "state", val_text(c->arena, a->state));
	val_add(o, "label", val_text(c->arena, i ? i->label : a->state));
	val_add(o, "tone", val_text(c->arena, i && i->tone ? i->tone : "none"));
	val_add(o, "comment", val_text(c->arena, rec_text(a, "comment")));
	val_add(o, "due", val_text(c->arena, rec_text(a, "due")));
	val_add(o, "decided_on", val_text(c->arena, rec_text(a, "decided_on")));
	val_add(o, "revision", val_int(c->arena, rec_int(a, "subject_rev")));
	val_add(o, "current", val_bool(c->arena, current));
	val_push(list, o);
}

static void count(struct round *r, const struct rec *a, bool current)
{
	if (strcmp(a->state, "asked") == 0)
		r->asked += current;
	else if (strcmp(a->state, "refused") == 0)
		r->refused += current;
	else if (current)
		r->approved++;
	else
		r->outdated++;
}

/* Only approvers of the document count, each by the newest that is not withdrawn. */
int round_standing(struct ctx *c, const struct rec *doc, struct round *ret)
{
	struct value *seen = val_arr(c->arena);
	int64_t ids[APPROVALS_MAX];
	struct rec *a, *shown;
	size_t n;
	int rc = referring(c, "approval", "subject", doc, ids, COUNT(ids), &n);

	*ret = (struct round){ .approvals = val_arr(c->arena),
		.quorum = rec_has(doc, "quorum") ? (int)rec_int(doc, "quorum") : 1 };
	for (size_t i = 0; rc == E_OK && i < n; i++) {
		int64_t who;
		bool current;

		if ((rc = record_load(c, record_find("approval"), ids[i], &a)) < 0 ||
		    (rc = record_revision(c, doc->type, doc->id, rec_int(a, "subject_rev"),
		    &shown)) < 0)
			break;
		current = approval_same(doc, shown);
		who = rec_int(a, "approver");
		show(c, a, current, ret->approvals);
		if (a->archived || strcmp(a->state, "withdrawn") == 0 || holds(seen, who) ||
		    !holds(rec_value(doc, "approvers"), who))
			continue;
		val_push(seen, val_int(c->arena, who));
		count(ret, a, current);
	}
	return rc;
}

/* ---- starting ---- */

/* A field of the document that is to be filled in first. */
static void lacks(struct ctx *c, const struct rec *doc, const char *field, const char *detail)
{
	IGNORE(err_field(&c->err, field, "required", "%s", detail));
	err_link(&c->err, arena_printf(c->arena, "%s/%s", rec_path(c->arena, doc->type,
	    rec_code(c->arena, doc)), strcmp(field, "body") == 0 ? "write" : "edit"));
}

int round_guard(struct ctx *c, const struct rec *doc)
{
	struct live_text t;
	int rc;

	if (!rec_has(doc, "body") && !rec_has(doc, "files")) {
		lacks(c, doc, "body", "there is neither a text nor a file to review yet");
	} else if (rec_has(doc, "body")) {
		if ((rc = live_render(c, rec_value(doc, "body")->u.s, NULL, &t)) < 0)
			return rc;
		IGNORE(live_gaps(&t, &c->err));	/* with all that follows */
	}
	if (!rec_has(doc, "owner"))
		lacks(c, doc, "owner", "a document needs an owner who keeps it true");
	if (!rec_has(doc, "classification"))
		lacks(c, doc, "classification", "classify it first");
	if (!rec_value(doc, "approvers"))
		lacks(c, doc, "approvers", "name who approves it");
	if (c->err.code)
		c->err.detail = arena_printf(c->arena, "%s is not ready for review",
		    rec_code(c->arena, doc));
	return c->err.code;
}

/* Nobody is asked twice about the same content. */
int round_ask(struct ctx *c, const struct rec *doc, const char *due, const char *note)
{
	const struct value *approvers = rec_value(doc, "approvers");
	struct rec *a;
	int rc = E_OK;

	for (const struct value *v = approvers ? approvers->u.list.first : NULL; v && rc == E_OK;
	     v = v->next)
		rc = approval_ask(c, doc, v->u.i, "publication", due, note, &a);
	return rc;
}

int round_start(struct ctx *c, const char *code, const char *due, const char *note,
    struct rec **ret)
{
	const struct record *t = record_find("document");
	struct rec *doc;
	int rc;

	if ((rc = record_get(c, t, code, VERB_STATE, &doc)) < 0)
		return rc;
	if (strcmp(doc->state, "draft") != 0)
		return record_move(c, t, code, "in-review", ANY_REV, ret);	/* says why not */
	if ((rc = round_guard(c, doc)) < 0 || (rc = round_ask(c, doc, due, note)) < 0)
		return rc;
	return record_move(c, t, code, "in-review", ANY_REV, ret);
}

/* ---- ending ---- */

int round_stop(struct ctx *c, const struct rec *doc, const char *why)
{
	const char *reason = c->reason;
	int64_t ids[APPROVALS_MAX];
	struct rec *a, *r;
	size_t n;
	int rc = referring(c, "approval", "subject", doc, ids, COUNT(ids), &n);

	c->reason = why;
	for (size_t i = 0; rc == E_OK && i < n; i++) {
		if ((rc = record_load(c, record_find("approval"), ids[i], &a)) < 0)
			break;
		if (a->archived || strcmp(a->state, "asked") != 0)
			continue;
		r = rec_copy(c, a);
		r->state = "withdrawn";
		rc = record_save(c, a, r, "state");
	}
	c->reason = reason;
	return rc;
}

/* An approver has decided: enough have agreed, or one refused. */
int round_decided(struct ctx *c, const struct rec *doc, const struct rec *approval)
{
	struct rec *r = rec_copy(c, doc);
	struct round s;
	int rc = round_standing(c, doc, &s);

	(void)approval;
	if (rc < 0 || strcmp(doc->state, "in-review") != 0)
		return rc;
	if (!s.refused && s.approved < s.quorum)
		return E_OK;
	r->state = s.refused ? "draft" : "approved";
	if ((rc = record_save(c, doc, r, "state")) < 0)
		return rc;
	return round_stop(c, r, s.refused ? N_("Another approver refused.") :
	    N_("Enough approvers have agreed."));
}
