/* isms/control/soa_entry.c -- the decision on one control: what it needs, how it is made. */
#include "isms/control/soa.h"
#include "record/rec.h"

/* "A.8.13 Information backup: Applicable" */
int soa_entry_derive(struct ctx *c, struct rec *r)
{
	const struct field *f = field_find(r->type, "decision");
	const char *decision = rec_text(r, "decision");
	const struct item *i = item_find(f->items, decision, strlen(decision));
	struct rec *control;
	int rc;

	if (!rec_has(r, "control"))
		return E_OK;	/* "required" is told by the machine */
	if ((rc = record_load(c, record_find("control"), rec_int(r, "control"), &control)) < 0)
		return rc;
	rec_set_text(c, r, "title", arena_printf(c->arena, "%s %s: %s", rec_text(control, "ref"),
	    rec_text(control, "title"), i ? i->label : N_("By its reasons")));
	return E_OK;
}

static int check_supplier(struct ctx *c, const struct rec *r)
{
	struct rec *asset;
	int rc;

	if (!rec_has(r, "supplier"))
		return E_OK;
	if ((rc = record_load(c, record_find("asset"), rec_int(r, "supplier"), &asset)) < 0)
		return rc;
	if (!rec_is(asset, "type", "supplier"))
		IGNORE(err_field(&c->err, "supplier", "no-supplier",
		    "%s is an asset of another type; name one of type supplier",
		    rec_code(c->arena, asset)));
	return E_OK;
}

int soa_entry_check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	int rc;

	(void)old;
	if (rec_is(r, "decision", "excluded") && !rec_has(r, "justification"))
		IGNORE(err_field(&c->err, "justification", "required",
		    "an excluded control needs its justification"));
	if (rec_is(r, "decision", "inherited") && !rec_has(r, "provider") &&
	    !rec_has(r, "supplier"))
		IGNORE(err_field(&c->err, "provider", "required", "name the provider who does it"));
	if (rec_has(r, "status_override") && !rec_has(r, "override_reason"))
		IGNORE(err_field(&c->err, "override_reason", "required",
		    "say why the status is not what the measures say"));
	if ((rc = check_supplier(c, r)) < 0)
		return rc;
	return c->err.code;
}

const char *soa_edit_href(struct ctx *c, const struct value *row)
{
	const struct record *t = record_find("soa_entry");
	const char *entry = val_get_text(row, "entry");
	enum scope scope = access_scope(c, t, entry ? VERB_EDIT : VERB_CREATE);
	struct err before = c->err;
	struct rec *rec;

	if (c->as_of_us || scope == SCOPE_NONE)
		return NULL;
	if (entry && scope != SCOPE_ALL && record_get(c, t, entry, VERB_EDIT, &rec) < 0) {
		c->err = before;	/* another one's entry */
		return NULL;
	}
	return entry ? arena_printf(c->arena, "/soa_entries/%s/edit", entry) :
	    arena_printf(c->arena, "/soa_entries/new?control=%s", val_get_text(row, "control"));
}

/* The entry of a control; NULL when nobody has made one. */
static int find_entry(struct ctx *c, int64_t control, const char **ret)
{
	struct query *q;
	int rc;

	*ret = NULL;
	if ((rc = db_query(c, &q, SQL("SELECT min(id) FROM soa_entry WHERE org = :org"
	    " AND control_id = :control AND archived = FALSE"))) < 0)
		return rc;
	db_bind_int(q, ":control", control);
	if ((rc = db_step(c, q)) > 0 && !db_is_null(q, 0))
		*ret = code_text(c->arena, record_find("soa_entry"), db_int(q, 0));
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int soa_decide(struct ctx *c, const char *control, struct value *input, struct rec **ret)
{
	const struct record *t = record_find("soa_entry");
	int64_t id = ref_resolve(c, record_find("control"), str_of(control));
	const char *entry;
	int rc;

	if (id <= 0)
		return err_field(&c->err, "control", "unknown", "there is no control \"%.80s\"",
		    control);
	if ((rc = find_entry(c, id, &entry)) < 0)
		return rc;
	if (entry)
		return record_update(c, t, entry, input, IN_TEXT, ANY_REV, ret);
	val_set_text(c->arena, input, "control", code_text(c->arena, record_find("control"), id));
	return record_create(c, t, input, IN_TEXT, ret);
}

int soa_frameworks(struct ctx *c, struct value **ret)
{
	struct query *q;
	int rc;

	*ret = val_arr(c->arena);
	if ((rc = db_query(c, &q, SQL("SELECT f.ref, f.title, count(t.id) FROM framework AS f"
	    " LEFT JOIN control AS t ON t.org = f.org AND t.framework_id = f.id"
	    " AND t.archived = FALSE"
	    " WHERE f.org = :org AND f.archived = FALSE AND (f.in_soa = TRUE OR f.ref IN"
	    " ('iso27001-2022', 'own')) GROUP BY f.ref, f.title"
	    " ORDER BY CASE WHEN f.ref = 'iso27001-2022' THEN 0 ELSE 1 END, f.ref"))) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		struct value *o = val_obj(c->arena);

		val_add(o, "key", val_text(c->arena, arena_text(c->arena, db_text(q, 0))));
		val_add(o, "title", val_text(c->arena, arena_text(c->arena, db_text(q, 1))));
		val_add(o, "n", val_int(c->arena, db_int(q, 2)));
		val_push(*ret, o);
	}
	db_done(q);
	return rc;
}
