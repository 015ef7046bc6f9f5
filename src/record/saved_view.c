/* record/saved_view.c -- a list's filters, order and columns under a name. See list.h. */
#include "record/list.h"
#include "record/program.h"

static const struct field fields[] = {
	{ "name", FK_TEXT, N_("Name"), F_REQ | F_LIST | F_SEARCH, .max = 80 },
	{ "record_type", FK_TEXT, N_("List"), F_REQ | F_LIST | F_FIXED | F_INDEX, .max = 60,
	    .help = N_("The record type whose list it is, such as risk.") },
	{ "query", FK_TEXT, N_("Filters, order, columns"), F_WIDE, .max = 2000,
	    .help = N_("As behind the ? of the list's address: level[gte]=4&owner=me&sort=-due.") },
	{ "shared", FK_BOOL, N_("Shared"), F_LIST,
	    .help = N_("Everybody in the organisation sees it. Else only its owner does.") },
	{ "opens", FK_BOOL, N_("My list opens with it"), F_LIST,
	    .help = N_("Its owner sees this view first when the list is opened.") },
	{ "owner", FK_REF, N_("Owner"), F_LIST | F_DERIVED, .to = "member" },
	{ 0 }
};

static int derive(struct ctx *c, struct rec *r)
{
	if (!r->id && c->actor->member)
		rec_set_int(c, r, "owner", c->actor->member);
	return E_OK;
}

/* A view that its list would refuse is not saved. */
static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	const struct record *t = record_find(rec_text(r, "record_type"));
	struct list_query lq = { .t = t };
	struct err before = c->err;
	const char *why;

	(void)old;
	if (!rec_has(r, "record_type"))
		return E_OK;
	if (!t)
		return err_field(&c->err, "record_type", "no-such-type",
		    "there is no record type \"%s\"", rec_text(r, "record_type"));
	err_init(&c->err, c->arena);
	if (list_query_add(c, &lq, rec_text(r, "query")) == E_OK && list_check(c, &lq) == E_OK) {
		c->err = before;
		return E_OK;
	}
	why = c->err.fields ? arena_printf(c->arena, "%s %s", c->err.fields->field,
	    c->err.fields->detail) : c->err.detail;
	c->err = before;
	return err_field(&c->err, "query", "not-a-filter", "the list does not understand it: %s",
	    why ? why : "?");
}

RECORD(saved_view, .plural = "views", .prefix = "VW", .label = N_("View"), .labels = N_("Views"),
	.area = "none", .icon = "filter", .title = "name", .own = "owner", .sort = "name",
	.everyone = true, .shared = "shared", .fields = fields, .derive = derive, .check = check,
	.help = N_("Lists with filters, order and columns that are needed again, kept for oneself "
	    "or shared."));

int list_view(struct ctx *c, struct list_query *lq, const char *code)
{
	struct rec *r;
	int rc;

	if ((rc = record_get(c, &record_saved_view, code, VERB_READ, &r)) < 0)
		return rc;
	if (strcmp(rec_text(r, "record_type"), lq->t->name) != 0)
		return err_field(&c->err, "view", "another-list", "%s is a view of another list",
		    code);
	return list_query_add(c, lq, rec_text(r, "query"));
}

int list_views(struct ctx *c, const struct record *t, struct saved_view *ret, size_t room,
    size_t *ret_n)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int rc;

	*ret_n = 0;
	sqlb_add(b, SQL("SELECT t.id, t.name, t.query, t.owner_id, t.shared, t.opens"
	    " FROM saved_view AS t WHERE t.org = :org AND t.archived = FALSE"
	    " AND t.record_type = "));
	sqlb_quoted(b, t->name);
	access_filter(c, b, &record_saved_view, VERB_READ, "t");
	sqlb_add(b, SQL(" ORDER BY t.name, t.id"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while (*ret_n < room && (rc = db_step(c, q)) > 0)
		ret[(*ret_n)++] = (struct saved_view){
			.code = code_text(c->arena, &record_saved_view, db_int(q, 0)),
			.name = arena_text(c->arena, db_text(q, 1)),
			.query = db_is_null(q, 2) ? "" : arena_text(c->arena, db_text(q, 2)),
			.mine = c->actor->member && db_int(q, 3) == c->actor->member,
			.shared = !db_is_null(q, 4) && db_bool(q, 4),
			.opens = !db_is_null(q, 5) && db_bool(q, 5) };
	db_done(q);
	return rc < 0 ? rc : E_OK;
}
