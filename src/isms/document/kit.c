/* isms/document/kit.c -- see kit.h. */
#include "isms/control/soa.h"
#include "isms/document/document_priv.h"
#include "isms/document/kit.h"
#include "isms/document/live.h"
#include "isms/knowledge/knowledge.h"
#include "record/program.h"
#include "record/rec.h"

const struct item kit_needs[] = {
	{ "mandatory", N_("Mandatory"), "severe", N_("The clauses demand it.") },
	{ "control", N_("With its control"), "warn",
	  N_("Due once the control is in the Statement of Applicability.") },
	{ "expected", N_("Expected"), "info",
	  N_("Not demanded, but auditors nearly always ask for it.") },
	{ "offer", N_("On offer"), NULL, N_("Useful where the subject matters to you.") },
	{ 0 }
};

static const struct item statuses[] = {
	{ "missing", N_("Missing"), "bad", NULL },
	{ "not-needed", N_("Not needed now"), NULL, NULL },
	{ "offer", N_("Not taken"), NULL, NULL },
	{ "drafted", N_("Drafted, not looked at"), "info", NULL },
	{ "draft", N_("Being written"), "info", NULL },
	{ "in-review", N_("In review"), "info", NULL },
	{ "approved", N_("Approved, not published"), "warn", NULL },
	{ "published", N_("Published"), "good", NULL },
	{ "overdue", N_("Published, review overdue"), "warn", NULL },
	{ "withdrawn", N_("Withdrawn"), NULL, NULL },
	{ 0 }
};

/* ---- an entry by itself ---- */

static const struct library_row *list_row(struct str ref)
{
	const struct library_table *t = library_table(library(), "documents/mandatory");

	for (size_t i = 0; t && i < t->nrows; i++)
		if (str_is(ref, t->rows[i].cells[0]))
			return &t->rows[i];
	return NULL;
}

/*
 * By the line of the list with its own reference, else by the first line that it fulfils. A01
 * stands for all topic policies together: one of them is not demanded by it.
 */
static const struct library_row *line_of(const struct library_entry *e)
{
	const struct library_row *row = list_row(str_of(e->ref));
	const char *at = library_key(e, "for");
	struct str part;

	while (!row && library_part(&at, &part))
		if (!str_is(part, "A01"))
			row = list_row(part);
	return row;
}

enum kit_need kit_need_of(const struct library_entry *e)
{
	const struct library_row *row = line_of(e);
	const char *word = row ? library_cell(row, "obligation") : "";

	return strcmp(word, "mandatory") == 0 ? KIT_MANDATORY :
	    strcmp(word, "if_control_applicable") == 0 ? KIT_CONTROL :
	    strcmp(word, "expected") == 0 ? KIT_EXPECTED : KIT_OFFER;
}

const char *kit_body(struct arena *a, const struct library_entry *e)
{
	static const char *const sections[][2] = {
		{ "purpose", N_("Purpose") }, { "scope", N_("Scope") },
		{ "roles", N_("Roles and responsibilities") }, { "rules", N_("Rules") },
		{ "body", N_("Details") }, { "exceptions", N_("Exceptions") },
		{ "records", N_("Records") }, { "review", N_("Review") },
	};
	struct sbuf *b = sbuf_new(a, DOCUMENT_BODY_MAX);

	for (size_t i = 0; i < COUNT(sections); i++) {
		const char *text = library_section(e, sections[i][0]);

		if (text[0])
			sbuf_printf(b, "%s## %s\n\n%s\n", b->n ? "\n" : "", sections[i][1],
			    str_trim(a, str_of(text)).p);
	}
	REQUIRE(sbuf_ok(b));
	return b->n ? sbuf_str(b).p : "";
}

/* ---- what the organisation has ---- */

struct kit {
	struct ctx *c;
	struct rec **docs;
	size_t ndocs;
	struct value *controls;	/* rows of the Statement of Applicability; NULL = not read */
};

static int kit_open(struct ctx *c, struct kit *k)
{
	struct list_query lq = { .t = record_find("document"), .every = true, .sort = "code" };
	struct list l;
	int rc;

	*k = (struct kit){ .c = c };
	if ((rc = list_filter(c, &lq, "kit", OP_NE, str_of(""))) < 0 ||
	    (rc = list_run(c, &lq, &l)) < 0)
		return rc;
	k->docs = l.recs;
	k->ndocs = l.n;
	if (access_scope(c, record_find("control"), VERB_READ) != SCOPE_NONE)
		rc = soa_rows(c, "iso27001-2022", &k->controls);
	return rc;
}

/* The document that stands for it: one in force before others, withdrawn ones last. */
static const struct rec *document_of(const struct kit *k, const char *ref)
{
	const struct rec *best = NULL;

	for (size_t i = 0; i < k->ndocs; i++) {
		const struct rec *d = k->docs[i];
		bool gone = strcmp(d->state, "withdrawn") == 0;

		if (rec_is(d, "kit", ref) && (!best || (rec_has(d, "in_force") && !gone) ||
		    (!gone && strcmp(best->state, "withdrawn") == 0)))
			best = d;
	}
	return best;
}

/* The first applicable control that the list's line serves, or NULL. */
static const char *applicable(const struct kit *k, const struct library_row *row)
{
	const char *at = row ? library_cell(row, "serves") : "";
	struct str part;

	while (library_part(&at, &part))
		for (const struct value *o = k->controls ? k->controls->u.list.first : NULL; o;
		     o = o->next)
			if (str_is(part, val_get_text(o, "control")) &&
			    val_truthy(val_get(o, "applicable")))
				return val_get_text(o, "control");
	return NULL;
}

/* `when` of the entry: one of the circumstances must hold; nothing said: always. */
static int proposed(const struct kit *k, const struct library_entry *e, bool *ret)
{
	const char *at = library_key(e, "when");
	struct live_thing t;
	struct str part;
	int rc = E_OK;

	*ret = !at[0];
	while (rc == E_OK && !*ret && library_part(&at, &part)) {
		const struct live_name *n = live_find(part);

		REQUIRE(n);
		if ((rc = live_one(k->c, n, NULL, &t)) == E_OK)
			*ret = t.text[0] != '\0';
	}
	return rc;
}

static const char *status_of(struct ctx *c, const struct rec *d)
{
	if (d->drafted)
		return "drafted";
	if (strcmp(d->state, "withdrawn") == 0)
		return "withdrawn";
	if (!rec_has(d, "in_force"))
		return d->state;
	return rec_has(d, "next_review") && strcmp(rec_text(d, "next_review"), today_of(c)) < 0 ?
	    "overdue" : "published";
}

static struct value *word_value(struct arena *a, const struct item *items, const char *name)
{
	const struct item *i = item_find(items, name, strlen(name));
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, name));
	val_add(o, "label", val_text(a, i->label));
	val_add(o, "tone", val_text(a, i->tone ? i->tone : "none"));
	return o;
}

/* "4.3;A.5.1" as people write it. */
static const char *with_commas(struct arena *a, const char *refs)
{
	struct sbuf *b = sbuf_new(a, 4 << 10);
	struct str part;

	while (library_part(&refs, &part))
		sbuf_printf(b, "%s%.*s", b->n ? ", " : "", (int)part.n, part.p);
	return b->n ? sbuf_str(b).p : "";
}

static void add_document(struct ctx *c, const struct rec *d, struct value *o)
{
	struct value *v = val_obj(c->arena);
	const char *code = rec_code(c->arena, d);

	val_add(v, "code", val_text(c->arena, code));
	val_add(v, "label", val_text(c->arena, rec_title(d)));
	val_add(v, "href", val_text(c->arena, rec_path(c->arena, d->type, code)));
	val_add(o, "document", v);
}

/* Why it is needed, and what it is when there is no document yet. */
static const char *absent(const struct kit *k, const struct library_entry *e, bool fits,
    const char **ret_why)
{
	const struct library_row *row = line_of(e);
	enum kit_need need = kit_need_of(e);
	const char *control = need == KIT_CONTROL ? applicable(k, row) : NULL;

	*ret_why = row ? library_cell(row, "description") : "";
	if (!fits) {
		*ret_why = N_("The circumstances in the organisation profile do not call for it.");
		return "not-needed";
	}
	if (need == KIT_CONTROL)
		*ret_why = control ? arena_printf(k->c->arena, "%s is applicable. %s", control,
		    *ret_why) : N_("Due once one of its controls is applicable.");
	return need == KIT_MANDATORY || control ? "missing" :
	    need == KIT_CONTROL ? "not-needed" : "offer";
}

static int row(const struct kit *k, const struct library_entry *e, struct value **ret)
{
	struct arena *a = k->c->arena;
	struct library_thing thing = { .entry = e };
	const struct rec *d = document_of(k, e->ref);
	struct value *o = val_obj(a);
	const char *status, *why;
	bool fits;
	int rc = proposed(k, e, &fits);

	if (rc < 0)
		return rc;
	status = absent(k, e, fits, &why);
	if (d)
		status = status_of(k->c, d);
	val_add(o, "ref", val_text(a, e->ref));
	val_add(o, "title", val_text(a, e->title));
	val_add(o, "href", val_text(a, knowledge_href(a, &thing)));
	val_add(o, "kind", val_text(a, item_label(document_kinds, library_key(e, "type"))));
	val_add(o, "need", word_value(a, kit_needs, kit_needs[kit_need_of(e) - 1].name));
	val_add(o, "why", val_text(a, why));
	val_add(o, "owner", val_text(a, library_key(e, "owner")));
	val_add(o, "review", val_text(a, library_key(e, "review")));
	val_add(o, "serves", val_text(a, with_commas(a, library_key(e, "serves"))));
	val_add(o, "status", word_value(a, statuses, status));
	if (d)
		add_document(k->c, d, o);
	else
		val_add(o, "document", val_null(a));
	*ret = o;
	return E_OK;
}

int kit_rows(struct ctx *c, struct value **ret)
{
	struct value *o;
	struct kit k;
	int rc = kit_open(c, &k);

	*ret = val_arr(c->arena);
	for (enum kit_need need = KIT_MANDATORY; need <= KIT_OFFER; need++)
		for (const struct library_entry *e = library_entries(library());
		     e && rc == E_OK; e = e->next) {
			if (strcmp(e->kind, "document") != 0 || kit_need_of(e) != need)
				continue;
			if ((rc = row(&k, e, &o)) == E_OK)
				val_push(*ret, o);
		}
	return rc;
}

struct value *kit_summary(struct arena *a, const struct value *rows)
{
	int64_t mandatory = 0, done = 0, missing = 0, published = 0, wanted = 0;
	struct value *o = val_obj(a);

	for (const struct value *r = rows->u.list.first; r; r = r->next) {
		const char *need = val_get_text(val_get(r, "need"), "name");
		const char *status = val_get_text(val_get(r, "status"), "name");
		bool must = strcmp(need, "mandatory") == 0;
		bool out = strcmp(status, "published") == 0 || strcmp(status, "overdue") == 0;

		mandatory += must;
		published += out;
		done += must && out;
		missing += must && strcmp(status, "missing") == 0;
		wanted += !must && strcmp(status, "missing") == 0;
	}
	val_add(o, "total", val_int(a, (int64_t)rows->u.list.n));
	val_add(o, "mandatory", val_int(a, mandatory));
	val_add(o, "mandatory_done", val_int(a, done));
	val_add(o, "mandatory_missing", val_int(a, missing));
	val_add(o, "controls_missing", val_int(a, wanted));
	val_add(o, "published", val_int(a, published));
	val_add(o, "text", val_text(a, arena_printf(a, "%" PRId64 " of %" PRId64 " mandatory"
	    " documents are published, %" PRId64 " are missing; %" PRId64 " more are due because"
	    " their controls are applicable", done, mandatory, missing, wanted)));
	return o;
}

/* ---- creating ---- */

/* Those of the references that are loaded as records of this type. */
static struct value *loaded(struct ctx *c, const char *refs, const char *type)
{
	struct value *list = val_arr(c->arena);
	struct str part;

	while (library_part(&refs, &part)) {
		const char *ref = arena_text_n(c->arena, part.p, part.n);
		struct err before = c->err;
		struct rec *r;

		if (record_get(c, record_find(type), ref, VERB_READ, &r) == E_OK)
			val_push(list, val_text(c->arena, rec_code(c->arena, r)));
		else
			c->err = before;
	}
	return list;
}

static struct value *input_of(struct ctx *c, const struct library_entry *e)
{
	struct value *in = val_obj(c->arena);
	const char *review = library_key(e, "review");
	int64_t months = 0;

	if (!str_int((struct str){ review, strcspn(review, " ") }, &months))
		months = 12;
	val_add(in, "title", val_text(c->arena, e->title));
	val_add(in, "kind", val_text(c->arena, library_key(e, "type")));
	val_add(in, "kit", val_text(c->arena, e->ref));
	val_add(in, "classification", val_text(c->arena, "internal"));
	val_add(in, "audience", val_text(c->arena, "all"));
	val_add(in, "language", val_text(c->arena, "en"));
	val_add(in, "quorum", val_int(c->arena, 1));
	val_add(in, "acknowledge_days", val_int(c->arena, 14));
	val_add(in, "acknowledge", val_bool(c->arena, strcmp(library_key(e, "type"),
	    "policy") == 0));
	val_add(in, "review_months", val_int(c->arena, months > 0 && months <= 60 ? months : 12));
	val_add(in, "requirements", loaded(c, library_key(e, "serves"), "requirement"));
	val_add(in, "controls", loaded(c, library_key(e, "serves"), "control"));
	val_add(in, "body", val_text(c->arena, kit_body(c->arena, e)));
	return in;
}

static int has_already(struct ctx *c, const char *ref, int64_t *ret)
{
	struct query *q;
	int rc = db_query(c, &q, SQL("SELECT id FROM document WHERE org = :org AND kit = :kit"
	    " AND archived = FALSE AND state <> 'withdrawn' ORDER BY id LIMIT 1"));

	*ret = 0;
	if (rc < 0)
		return rc;
	db_bind_text(q, ":kit", ref);
	if ((rc = db_step(c, q)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int kit_create(struct ctx *c, const char *ref, struct rec **ret)
{
	return kit_create_for(c, ref, NULL, NULL, ret);
}

int kit_create_for(struct ctx *c, const char *ref, const char *owner, const char *approver,
    struct rec **ret)
{
	const struct library_entry *e = library_entry(library(), "document", ref);
	struct value *input;
	int64_t id;
	int rc;

	if (!e)
		return err_hint(&c->err, E_NOTFOUND, "`annexa document kit` lists all of it",
		    "the kit has no document \"%.20s\"", ref);
	if ((rc = access_require(c, record_find("document"), VERB_CREATE)) < 0 ||
	    (rc = has_already(c, e->ref, &id)) < 0)
		return rc;
	if (id)
		return err_set(&c->err, E_CONFLICT, "%s is there already: %s", e->ref,
		    code_text(c->arena, record_find("document"), id));
	input = input_of(c, e);
	if (owner && owner[0])
		val_set_text(c->arena, input, "owner", owner);
	if (approver && approver[0]) {
		val_set(input, "approvers", val_arr(c->arena));
		val_push(val_get(input, "approvers"), val_text(c->arena, approver));
	}
	return record_draft(c, record_find("document"), input, IN_JSON, ret);
}

int kit_create_mandatory(struct ctx *c, struct value **ret)
{
	int rc = access_require(c, record_find("document"), VERB_CREATE);
	struct rec *r;
	int64_t id;

	*ret = val_arr(c->arena);
	for (const struct library_entry *e = library_entries(library()); e && rc == E_OK;
	     e = e->next) {
		struct value *o;

		if (strcmp(e->kind, "document") != 0 || kit_need_of(e) != KIT_MANDATORY ||
		    (rc = has_already(c, e->ref, &id)) < 0 || id ||
		    (rc = kit_create(c, e->ref, &r)) < 0)
			continue;
		o = val_obj(c->arena);
		val_add(o, "ref", val_text(c->arena, e->ref));
		val_add(o, "code", val_text(c->arena, rec_code(c->arena, r)));
		val_add(o, "title", val_text(c->arena, rec_title(r)));
		val_push(*ret, o);
	}
	return rc;
}
