/* web/link_page.c -- links of a record both ways: shown, made and taken away. */
#include "record/any.h"
#include "record/list.h"
#include "web/generic.h"

/* ---- relations: a field here, or a field of another type that names this one ---- */

static struct value *relation(struct ctx *c, const char *value, const char *label,
    const struct record *target)
{
	struct value *o = val_obj(c->arena);

	val_add(o, "value", val_text(c->arena, value));
	val_add(o, "label", val_text(c->arena, label));
	val_add(o, "list_href", val_text(c->arena, arena_join(c->arena, "/api/v1/",
	    target->plural)));
	return o;
}

struct value *relations_view(struct ctx *c, const struct rec *r)
{
	const struct record *t = r->type;
	struct value *list = val_arr(c->arena);
	bool may;

	if (c->as_of_us || r->archived)
		return list;
	may = record_may(c, r, VERB_EDIT);
	for (const struct field *f = t->fields; f->name && may; f++)
		if (f->to && record_can_link(t, f) &&
		    access_scope(c, record_find(f->to), VERB_READ) != SCOPE_NONE)
			val_push(list, relation(c, f->name, f->label, record_find(f->to)));
	for (size_t i = 0; record_index[i]; i++) {
		const struct record *o = record_index[i];

		if (access_scope(c, o, VERB_EDIT) == SCOPE_NONE)
			continue;
		for (const struct field *f = o->fields; f->name; f++)
			if (f->to && strcmp(f->to, t->name) == 0 && record_can_link(o, f))
				val_push(list, relation(c, arena_join(c->arena, o->name, ".",
				    f->name), arena_join(c->arena, o->label, ": as its \"",
				    f->label, "\""), o));
	}
	return list;
}

/* "controls" or "risk.controls": whose field it is. */
static const struct record *owner_of(const struct record *t, const char *relation,
    const char **ret_field)
{
	const char *dot = strchr(relation, '.');
	char name[80];

	*ret_field = dot ? dot + 1 : relation;
	if (!dot)
		return t;
	if ((size_t)(dot - relation) >= sizeof(name))
		return NULL;
	memcpy(name, relation, (size_t)(dot - relation));
	name[dot - relation] = '\0';
	return record_find(name);
}

/* ---- the page ---- */

static struct value *item(struct ctx *c, const struct record *t, const char *code,
    const char *label, const char *relation)
{
	struct value *o = val_obj(c->arena);

	val_add(o, "code", val_text(c->arena, code));
	val_add(o, "label", val_text(c->arena, label ? label : code));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, t, code)));
	val_add(o, "relation", val_text(c->arena, relation));
	return o;
}

static struct value *group(struct ctx *c, struct value *groups, const char *label)
{
	struct value *g = val_obj(c->arena), *items = val_arr(c->arena);

	val_add(g, "label", val_text(c->arena, label));
	val_add(g, "items", items);
	val_push(groups, g);
	return items;
}

static struct value *outgoing(struct ctx *c, const struct rec *r)
{
	bool may = !c->as_of_us && !r->archived && record_may(c, r, VERB_EDIT);
	struct value *groups = val_arr(c->arena);

	for (const struct field *f = r->type->fields; f->name; f++) {
		const struct value *v = r->v[field_index(r->type, f)];
		const struct record *to = f->to ? record_find(f->to) : NULL;
		struct value *items;

		if (!to || !v)
			continue;
		items = group(c, groups, f->label);
		for (v = v->kind == V_INT ? v : v->u.list.first; v; v = v->next) {
			struct ref_label l = ref_label(c, to, v->u.i);

			val_push(items, item(c, to, l.code, l.label, may &&
			    record_can_link(r->type, f) ? f->name : NULL));
			if (f->kind == FK_REF)
				break;
		}
	}
	return groups;
}

static int incoming(struct ctx *c, const struct rec *r, struct value **ret)
{
	struct value *links, *groups = val_arr(c->arena);
	int rc = record_backlinks(c, r, &links);

	for (const struct value *g = rc == E_OK ? links->u.list.first : NULL; g; g = g->next) {
		const struct record *o = record_find(val_get_text(g, "type"));
		struct value *items = group(c, groups, o->labels);
		bool may = !c->as_of_us && access_scope(c, o, VERB_EDIT) != SCOPE_NONE;

		for (const struct value *m = val_get(g, "items")->u.list.first; m; m = m->next) {
			const struct field *f = field_find(o, val_get_text(m, "field"));

			val_push(items, item(c, o, val_get_text(m, "code"),
			    val_get_text(m, "label"), may && f && record_can_link(o, f) ?
			    arena_printf(c->arena, "%s.%s", o->name, f->name) : NULL));
		}
	}
	*ret = groups;
	return rc;
}

/* New records that are linked with this one from the start. */
static struct value *makers(struct ctx *c, const struct rec *r)
{
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; record_index[i] && !c->as_of_us && !r->archived; i++) {
		const struct record *o = record_index[i];
		const struct field *f = o->fields;
		struct value *one;

		while (f->name && ((f->flags & (F_DERIVED | F_INTERNAL)) || !(f->kind == FK_ANY ||
		    (f->to && strcmp(f->to, r->type->name) == 0))))
			f++;
		if (!f->name || o->everyone || access_scope(c, o, VERB_CREATE) == SCOPE_NONE)
			continue;
		one = val_obj(c->arena);
		val_add(one, "label", val_text(c->arena, o->label));
		val_add(one, "href", val_text(c->arena, arena_printf(c->arena, "/%s/new?%s=%s",
		    o->plural, f->name, f->kind == FK_ANY ? any_text(c->arena, r->type, r->id) :
		    code_text(c->arena, r->type, r->id))));
		val_push(list, one);
	}
	return list;
}

static int links_view(struct ctx *c, const struct rec *r, struct value *view)
{
	struct value *in;
	int rc = incoming(c, r, &in);

	if (rc < 0)
		return rc;
	val_set(view, "type", type_view(c->arena, r->type));
	val_set_text(c->arena, view, "code", rec_code(c->arena, r));
	val_set_text(c->arena, view, "label", rec_title(r));
	val_set_text(c->arena, view, "title", arena_printf(c->arena, "Links of %s",
	    rec_code(c->arena, r)));
	val_set_text(c->arena, view, "self_href", self_of(c, r));
	val_set_int(c->arena, view, "rev", r->rev);
	val_set(view, "outgoing", outgoing(c, r));
	val_set(view, "incoming", in);
	val_set(view, "relations", relations_view(c, r));
	val_set(view, "makers", makers(c, r));
	return E_OK;
}

int page_links(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *rec;
	int rc = record_get(c, req_type(r), r->param[0], VERB_READ, &rec);

	return rc < 0 ? rc : links_view(c, rec, view);
}

static int change_link(struct ctx *c, struct req *r, const struct rec *rec, bool add)
{
	const char *relation = req_field(r, "relation"), *other = req_field(r, "other"), *field;
	const struct record *owner;
	struct rec *done;

	if (!relation || !other || !other[0])
		return err_field(&c->err, "other", "required", "say which record, by code or name");
	if (!(owner = owner_of(rec->type, relation, &field)))
		return err_field(&c->err, "relation", "unknown-field", "is no link of a %s",
		    rec->type->label);
	if (!strchr(relation, '.'))
		return record_link(c, rec->type, rec_code(c->arena, rec), field, other, add,
		    ANY_REV, &done);
	return record_link(c, owner, other, field, code_text(c->arena, rec->type, rec->id), add,
	    ANY_REV, &done);
}

/* The other one's title is as good as its code. */
int post_links(struct ctx *c, struct req *r, struct value *view)
{
	bool add = !req_field(r, "remove");
	int64_t rev = req_int(r, "rev", ANY_REV);
	struct rec *rec;
	int rc;

	if ((rc = record_get(c, req_type(r), r->param[0], VERB_READ, &rec)) < 0)
		return rc;
	if (rev != ANY_REV && rev != rec->rev && add)
		return err_hint(&c->err, E_CHANGED, "load the page again",
		    "%s was changed meanwhile", rec_code(c->arena, rec));
	rc = change_link(c, r, rec, add);
	if (rc == E_OK) {
		r->redirect = arena_printf(c->arena, "%s/links", self_of(c, rec));
		r->flash = add ? "Linked." : "The link is taken away.";
		return rc;
	}
	if (rc != E_INVALID && rc != E_NOTFOUND)
		return rc;
	val_set_text(c->arena, view, "problem", c->err.detail);
	val_set(view, "errors", error_list(c, rec->type));
	r->template = "links";
	r->status = err_http(E_INVALID);
	err_clear(&c->err);
	return links_view(c, rec, view) < 0 ? c->err.code : E_INVALID;
}

int api_links(struct ctx *c, struct req *r, struct value *view)
{
	const char *field = val_get_text(r->body, "field"), *to = val_get_text(r->body, "to");
	struct rec *rec;
	int64_t rev;
	int rc;

	if (!r->body || r->body->kind != V_OBJECT)
		return err_set(&c->err, E_USAGE, "send a JSON object");
	if ((rc = if_match(c, r, &rev)) < 0 ||
	    (rc = record_get(c, req_type(r), r->param[0], VERB_EDIT, &rec)) < 0)
		return rc;
	if (rev != ANY_REV && rev != rec->rev)
		return err_set(&c->err, E_CHANGED, "%s is at revision %" PRId64 " by now",
		    r->param[0], rec->rev);
	if (rev == ANY_REV && (!field || !to))
		return err_field(&c->err, field ? "to" : "field", "required",
		    "name the field and the code of the other record");
	if ((rc = record_link(c, req_type(r), r->param[0], field ? field : "", to ? to : "",
	    !val_truthy(val_get(r->body, "remove")), rev, &rec)) < 0)
		return rc;
	*view = *record_value(c, rec, NULL);
	r->etag = rec->rev;
	return E_OK;
}
