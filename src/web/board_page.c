/* web/board_page.c -- a list as a board: a column for each state, moves on the cards. */
#include "web/generic.h"
#include "web/list_view.h"

enum { COLUMN = 20, FACTS = 2 };

/* What a card says beside its name: who has it, until when. */
static struct value *card_facts(struct ctx *c, const struct rec *r)
{
	struct value *list = val_arr(c->arena);

	for (const struct field *f = r->type->fields; f->name && list->u.list.n < FACTS; f++) {
		const struct value *v = r->v[field_index(r->type, f)];
		struct value *o;

		if (!v || !(f->flags & F_LIST) || !((f->kind == FK_REF &&
		    strcmp(f->to, "person") == 0) || f->kind == FK_DATE))
			continue;
		o = val_obj(c->arena);
		val_add(o, "label", val_text(c->arena, f->label));
		val_add(o, "value", val_text(c->arena, f->kind == FK_REF ?
		    ref_label(c, record_find(f->to), v->u.i).label : v->u.s.p));
		val_push(list, o);
	}
	return list;
}

static struct value *card(struct ctx *c, const struct rec *r)
{
	const struct move *moves[20];
	size_t n = record_moves(c, r, moves, COUNT(moves));
	struct value *o = val_obj(c->arena), *list = val_arr(c->arena);
	const char *code = rec_code(c->arena, r);

	for (size_t i = 0; i < n; i++) {
		struct value *m = val_obj(c->arena);

		val_add(m, "to", val_text(c->arena, moves[i]->to));
		val_add(m, "label", val_text(c->arena, moves[i]->label));
		val_push(list, m);
	}
	val_add(o, "code", val_text(c->arena, code));
	val_add(o, "title", val_text(c->arena, rec_title(r)));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, r->type, code)));
	val_add(o, "rev", val_int(c->arena, r->rev));
	val_add(o, "facts", card_facts(c, r));
	val_add(o, "moves", list);
	val_add(o, "moved", val_bool(c->arena, n > 0));
	return o;
}

static int column(struct ctx *c, struct req *r, const struct list_query *lq,
    const struct item *state, struct value *columns)
{
	const char *after = arena_printf(c->arena, "_after_%s", state->name);
	struct value *o = val_obj(c->arena), *cards = val_arr(c->arena);
	struct list_query one = *lq;
	struct list l;
	int rc;

	one.limit = COLUMN;
	one.after = req_query(r, after);
	if ((rc = list_filter(c, &one, "state", OP_EQ, str_of(state->name))) < 0 ||
	    (rc = list_run(c, &one, &l)) < 0)
		return rc;
	for (size_t i = 0; i < l.n; i++)
		val_push(cards, card(c, l.recs[i]));
	val_add(o, "name", val_text(c->arena, state->name));
	val_add(o, "label", val_text(c->arena, state->label));
	val_add(o, "tone", val_text(c->arena, state->tone ? state->tone : "none"));
	val_add(o, "help", val_text(c->arena, state->help));
	val_add(o, "count", val_int(c->arena, l.total));
	val_add(o, "cards", cards);
	val_add(o, "next_href", l.next ? val_text(c->arena, query_edit(c, r, &(struct query_edit){
	    .name = after, .value = l.next })) : val_null(c->arena));
	val_add(o, "first_href", one.after && one.after[0] ? val_text(c->arena, query_edit(c, r,
	    &(struct query_edit){ 0 })) : val_null(c->arena));
	val_push(columns, o);
	return E_OK;
}

int page_board(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct value *columns = val_arr(c->arena);
	struct list_query lq;
	int rc;

	if ((rc = req_list_query(c, r, t, &lq)) < 0)
		return rc;
	lq.after = NULL;
	for (const struct item *i = t->states; i && i->name; i++)
		if ((rc = column(c, r, &lq, i, columns)) < 0)
			return rc;
	val_add(view, "type", type_view(c->arena, t));
	val_add(view, "title",
	    val_text(c->arena, arena_printf(c->arena, "%s by state", t->labels)));
	val_add(view, "columns", columns);
	val_add(view, "chips", chips_view(c, r, &lq, true));
	val_add(view, "stateless", val_bool(c->arena, !t->states));
	val_add(view, "list_href", val_text(c->arena, query_edit(c, r, &(struct query_edit){
	    .path = arena_printf(c->arena, "/%s", t->plural) })));
	val_add(view, "next", val_text(c->arena, query_edit(c, r, &(struct query_edit){ 0 })));
	return E_OK;
}
