/*
 * isms/control/soa_reason.c -- a reason for a control that neither a risk nor an obligation gives
 * by naming it: typed, and a link to the record that causes it. Words alone are allowed, and said
 * to have no record behind them.
 */
#include "isms/control/soa_priv.h"
#include "record/rec.h"

static const struct item kinds[] = {
	{ "risk", N_("Risk treatment"), "info", NULL },
	{ "legal", N_("Legal or regulatory"), "info", NULL },
	{ "contractual", N_("Contractual"), NULL, NULL },
	{ "business", N_("Business requirement"), NULL, NULL },
	{ "good-practice", N_("Good practice"), NULL, NULL },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Reason"), F_DERIVED | F_LIST | F_SEARCH, .max = 300},
    {"control", FK_REF, N_("Control"), F_REQ | F_LIST | F_FIXED, .to = "control"},
    {"kind", FK_ENUM, N_("Kind"), F_REQ | F_LIST, .items = kinds},
    {"cause", FK_ANY, N_("Record that causes it"), F_LIST,
	.help = N_("Its code: a risk, an obligation, an objective, a document."),
	.source = "ISO/IEC 27001:2022, 6.1.3 d)"},
    {"words", FK_TEXT, N_("In words"), F_WIDE, .max = 500,
	.help = N_("Needed when no record is named.")}, {0}};

static int derive(struct ctx *c, struct rec *r)
{
	const char *kind = rec_text(r, "kind");
	const struct item *i = item_find(kinds, kind, strlen(kind));
	struct rec *control;
	int rc;

	if (!rec_has(r, "control"))
		return E_OK;	/* "required" is told by the machine */
	if ((rc = record_load(c, record_find("control"), rec_int(r, "control"), &control)) < 0)
		return rc;
	rec_set_text(c, r, "title", arena_printf(c->arena, "%s: %s, %.200s",
	    rec_text(control, "ref"), i ? i->label : "", rec_has(r, "cause") ?
	    strchr(rec_text(r, "cause"), '/') + 1 : rec_text(r, "words")));
	return E_OK;
}

static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	(void)old;
	if (!rec_has(r, "cause") && !rec_has(r, "words"))
		return err_field(&c->err, "cause", "required",
		    "name the record that causes it, or say the reason in words");
	return E_OK;
}

RECORD(soa_reason, .plural = "soa_reasons", .prefix = "SR", .label = N_("SoA reason"),
    .labels = N_("SoA reasons"), .area = "control", .icon = "link", .title = "title",
    .fields = fields, .derive = derive, .check = check,
    .source = "ISO/IEC 27001:2022, 6.1.3 d)",
    .help = N_("Why a control is necessary, beyond the risks and obligations that name it: each "
	       "reason with the record that causes it."));

/* A reason whose cause is still to be named. */
struct waiting {
	struct value *o;
	struct any cause;
};

/* Names of the causes of one type, in one statement, as far as they may be read. */
static int name_type(struct soa *s, const struct record *t, const struct waiting *w, size_t n)
{
	struct sqlb *b = sqlb_new(s->c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT DISTINCT t.id, t."));
	sqlb_name(b, t->title);
	sqlb_add(b, SQL(", t."));
	sqlb_name(b, t->key_is_code ? t->key : "id");
	sqlb_add(b, SQL(" FROM link AS l JOIN "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" AS t ON t.org = l.org AND t.id = l.to_id WHERE l.org = :org"
	    " AND l.from_type = 'soa_reason' AND l.field = 'cause' AND l.to_type = "));
	sqlb_quoted(b, t->name);
	access_filter(s->c, b, t, VERB_READ, "t");
	if ((rc = sqlb_query(s->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(s->c, q)) > 0) {
		const char *title = arena_text(s->c->arena, db_text(q, 1));
		const char *code = t->key_is_code ? arena_text(s->c->arena, db_text(q, 2)) :
		    code_text(s->c->arena, t, db_int(q, 0));

		for (size_t i = 0; i < n; i++)
			if (w[i].cause.t == t && w[i].cause.id == db_int(q, 0)) {
				val_set_text(s->c->arena, w[i].o, "label", title);
				val_set_text(s->c->arena, w[i].o, "code", code);
				val_set_text(s->c->arena, w[i].o, "href",
				    rec_path(s->c->arena, t, code));
			}
	}
	db_done(q);
	return rc;
}

static int name_causes(struct soa *s, const struct waiting *w, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool first = true;
		int rc;

		for (size_t k = 0; k < i; k++)
			first &= w[k].cause.t != w[i].cause.t;
		if (first && (rc = name_type(s, w[i].cause.t, w, n)) < 0)
			return rc;
	}
	return E_OK;
}

/* One reason into its row; ret_o is what stands for it, NULL when the row lists no more. */
static void add(struct soa *s, struct soa_row *r, struct query *q, struct waiting *w, size_t *n)
{
	const char *words = arena_text(s->c->arena, db_text(q, 3));
	bool linked = !db_is_null(q, 2), readable = db_bool(q, 4);
	size_t before = r->reasons->u.list.n;
	const char *code = code_text(s->c->arena, record_find("soa_reason"), db_int(q, 5));

	r->linked += linked;
	r->worded += !linked;
	soa_add_reason(s, r, arena_text(s->c->arena, db_text(q, 1)), linked || !readable ?
	    N_("not shown to you") : words, linked || !readable ? NULL : code,
	    linked || !readable ? NULL : arena_printf(s->c->arena, "/soa_reasons/%s", code));
	if (r->reasons->u.list.n == before)
		return;
	val_add(r->reasons->u.list.last, "linked", val_bool(s->c->arena, linked));
	if (linked && readable)
		val_add(r->reasons->u.list.last, "words", val_text(s->c->arena, words));
	w[*n].o = r->reasons->u.list.last;
	*n += linked && any_parse(db_str(q, 2), &w[*n].cause);
}

int soa_read_reasons(struct soa *s)
{
	enum { WAITING_MAX = 4000 };
	struct sqlb *b = sqlb_new(s->c->arena);
	struct waiting *w = NULL;
	struct query *q;
	size_t n = 0;
	int rc;

	sqlb_add(b, SQL("SELECT t.control_id, t.kind, t.cause, t.words, (1 = 1"));
	access_filter(s->c, b, record_find("soa_reason"), VERB_READ, "t");
	sqlb_add(b, SQL("), t.id FROM soa_reason AS t WHERE t.org = :org AND t.archived = FALSE"
	    " AND t.drafted = FALSE ORDER BY t.id"));
	if ((rc = sqlb_query(s->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(s->c, q)) > 0) {
		struct soa_row *r = soa_row_find(s, db_int(q, 0));

		if (!w)
			w = arena_zero(s->c->arena, WAITING_MAX + 1, sizeof(*w));
		if (r && n < WAITING_MAX)
			add(s, r, q, w, &n);
	}
	db_done(q);
	return rc < 0 ? rc : name_causes(s, w, n);
}

/* Valid evidence that names the controls themselves. */
int soa_read_evidence(struct soa *s)
{
	struct query *q;
	int rc;

	if ((rc = db_query(s->c, &q, SQL("SELECT l.to_id, count(*) FROM evidence AS t"
	    " JOIN link AS l ON l.org = t.org AND l.from_id = t.id AND l.to_type = 'control'"
	    " AND l.from_type = 'evidence' WHERE t.org = :org AND t.archived = FALSE"
	    " AND t.drafted = FALSE AND t.state = 'valid' GROUP BY l.to_id"))) < 0)
		return rc;
	while ((rc = db_step(s->c, q)) > 0) {
		struct soa_row *r = soa_row_find(s, db_int(q, 0));

		if (r)
			r->evidence = (int)db_int(q, 1);
	}
	db_done(q);
	return rc;
}
