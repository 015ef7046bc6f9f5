/* isms/risk/criteria_page.c -- scales and matrix edited as a grid, and what putting them in force
 * would move. */
#include "isms/risk/risk.h"
#include "isms/risk/sheet.h"
#include "record/store.h"

static const char *self_of(struct ctx *c, const struct rec *rec)
{
	return rec_path(c->arena, rec->type, rec_code(c->arena, rec));
}

static void head(struct ctx *c, const struct rec *rec, struct value *view)
{
	val_set_text(c->arena, view, "code", rec_code(c->arena, rec));
	val_set_text(c->arena, view, "label", rec_title(rec));
	val_set_text(c->arena, view, "self_href", self_of(c, rec));
	val_set_int(c->arena, view, "rev", rec->rev);
}

/* ---- the grid ---- */

static int draft_of(struct ctx *c, struct req *r, struct rec **ret)
{
	int rc = record_get(c, record_find("risk_criteria"), r->param[0], VERB_EDIT, ret);

	if (rc < 0 || strcmp((*ret)->state, "draft") == 0)
		return rc;
	return err_hint(&c->err, E_CONFLICT, "make a new draft and put it in force",
	    "%s is no draft: criteria that risks were measured by do not change", r->param[0]);
}

static int scales(struct ctx *c, struct req *r, struct value *view)
{
	struct sheet *s = arena_zero(c->arena, 1, sizeof(*s));
	struct criteria k;
	struct rec *rec;
	int rc;

	if ((rc = draft_of(c, r, &rec)) < 0 ||
	    (rc = criteria_read(c, rec, criteria_builtin(), &k)) < 0)
		return rc;
	sheet_from_record(rec, &k, s);
	sheet_view(c->arena, s, view);
	head(c, rec, view);
	return E_OK;
}

PAGE(criteria_scales, .method = "GET", .path = "/risk_criteria/:code/scales", .run = scales,
    .type = "risk_criteria", .verb = VERB_EDIT, .template = "criteria-scales",
    .title = N_("Scales and matrix"), .help = "The scales and the matrix of a draft as a grid.");

static void problems(struct ctx *c, struct value *view)
{
	struct value *list = val_arr(c->arena);

	for (const struct fielderr *e = c->err.fields; e; e = e->next) {
		const struct field *f = field_find(record_find("risk_criteria"), e->field);
		struct value *o = val_obj(c->arena);

		val_add(o, "field", val_text(c->arena, e->field));
		val_add(o, "label", val_text(c->arena, f ? f->label : e->field));
		val_add(o, "detail", val_text(c->arena, e->detail));
		val_push(list, o);
	}
	val_set(view, "errors", list);
	val_set_text(c->arena, view, "problem", c->err.detail);
}

static int save_scales(struct ctx *c, struct req *r, struct value *view)
{
	struct sheet *s = arena_zero(c->arena, 1, sizeof(*s));
	int64_t rev = ANY_REV;
	int n[SHEET_SCALES], rc;
	struct rec *rec;

	if ((rc = record_get(c, record_find("risk_criteria"), r->param[0], VERB_EDIT, &rec)) < 0 ||
	    (rc = risk_seen(c, r, rec, &rev)) < 0 || (rc = draft_of(c, r, &rec)) < 0)
		return rc;
	sheet_from_form(r, s);
	if (req_field(r, "act") && strcmp(req_field(r, "act"), "resize") == 0) {
		sheet_sizes(r, n);
		sheet_resize(s, n);
		r->template = "criteria-scales";
		sheet_view(c->arena, s, view);
		head(c, rec, view);
		return E_OK;
	}
	if ((rc = record_update(c, rec->type, r->param[0], sheet_input(c->arena, s), IN_JSON, rev,
	    &rec)) == E_OK) {
		r->redirect = self_of(c, rec);
		r->flash = "Scales and matrix were saved.";
	} else if (rc == E_INVALID) {
		r->template = "criteria-scales";
		problems(c, view);
		sheet_view(c->arena, s, view);
		head(c, rec, view);
	}
	return rc;
}

PAGE(criteria_scales_save, .method = "POST", .path = "/risk_criteria/:code/scales",
    .run = save_scales, .type = "risk_criteria", .verb = VERB_EDIT, .template = "criteria-scales",
    .title = N_("Scales and matrix"),
    .help = "Save the grid, or (act=resize) show it with other numbers of steps.");

/* ---- what would move ---- */

/* The mapping in a form or a query: likelihood.1=2 and so on. NULL if nothing is said. */
static struct value *mapping_of(struct ctx *c, struct req *r, const struct criteria *from)
{
	static const char *const sides[] = { "likelihood", "consequence" };
	struct value *o = val_obj(c->arena);
	bool any = false;

	for (size_t s = 0; s < COUNT(sides); s++) {
		struct value *list = val_arr(c->arena);
		int n = s ? from->matrix.nc : from->matrix.nl;

		for (int i = 1; i <= n; i++) {
			const char *name = arena_printf(c->arena, "%s.%d", sides[s], i);
			const char *text = r->form ? req_field(r, name) : req_query(r, name);
			int64_t step = 0;

			any |= text != NULL;
			val_push(list, val_int(c->arena,
			    text && str_int(str_of(text), &step) ? step : 0));
		}
		val_add(o, sides[s], list);
	}
	return any ? o : NULL;
}

static int preview(struct ctx *c, struct req *r, struct value *view)
{
	struct value *result;
	struct rec *rec;
	int rc;

	if ((rc = record_get(c, record_find("risk_criteria"), r->param[0], VERB_READ, &rec)) < 0 ||
	    (rc = criteria_preview(c, rec, mapping_of(c, r, criteria_before(c, rec)),
	    &result)) < 0)
		return rc;
	for (struct value *v = result->u.list.first, *next; v; v = next) {
		next = v->next;
		val_set(view, v->key, v);
	}
	if (!r->json) {
		head(c, rec, view);
		val_set_bool(c->arena, view, "has_moves", val_get_int(result, "moved", 0) > 0);
		val_set_bool(c->arena, view, "can_save", strcmp(rec->state, "draft") == 0 &&
		    !c->as_of_us && record_may(c, rec, VERB_EDIT));
	}
	return E_OK;
}

PAGE(criteria_preview, .method = "GET", .path = "/risk_criteria/:code/preview", .run = preview,
    .type = "risk_criteria", .verb = VERB_READ, .flags = PAGE_SLOW,
    .template = "criteria-preview", .title = N_("What would move"), .api = true,
    .params = "likelihood.1 integer new step of step 1 in force, and so on\n"
	      "consequence.1 integer new step of step 1 in force, and so on",
    .help = "Which risks get another level when these criteria are put in force, and what stands "
	    "against it. Nothing is changed.");

static int save_mapping(struct ctx *c, struct req *r, struct value *view)
{
	struct value *in = val_obj(c->arena), *mapping;
	int64_t rev = ANY_REV;
	struct rec *rec;
	int rc;

	(void)view;
	if ((rc = record_get(c, record_find("risk_criteria"), r->param[0], VERB_EDIT, &rec)) < 0 ||
	    (rc = risk_seen(c, r, rec, &rev)) < 0 || (rc = draft_of(c, r, &rec)) < 0)
		return rc;
	if (!(mapping = mapping_of(c, r, criteria_before(c, rec))))
		return err_field(&c->err, "mapping", "required",
		    "say for each step in force which step it becomes");
	val_add(in, "mapping", mapping);
	if ((rc = record_update(c, rec->type, r->param[0], in, IN_JSON, rev, &rec)) == E_OK) {
		r->redirect = arena_printf(c->arena, "%s/preview", self_of(c, rec));
		r->flash = "The mapping was saved.";
	}
	return rc;
}

PAGE(criteria_mapping, .method = "POST", .path = "/risk_criteria/:code/mapping",
    .run = save_mapping, .type = "risk_criteria", .verb = VERB_EDIT,
    .title = N_("Save the mapping of steps"),
    .help = "Keep which new step each step in force becomes.");
