/* isms/transition/apply.c -- the plan written in one act, and taken back. See transition.h. */
#include "isms/transition/transition_priv.h"
#include "record/rec.h"

enum { REASON_BYTES = 480 };	/* a reason has 500 characters */

/* At most n bytes of a text, cut before a character. */
static const char *cut(struct arena *a, const char *text, size_t n)
{
	if (strlen(text) <= n)
		return text;
	while (n && (text[n] & 0xc0) == 0x80)
		n--;
	return arena_printf(a, "%.*s\u2026", (int)n, text);
}

/* ---- entries ---- */

static struct value *entry_input(struct ctx *c, const struct settled *s)
{
	struct arena *a = c->arena;
	struct value *in = val_obj(a);
	bool applies = s->applies == OLD_APPLIES;
	const char *text = s->justification ? s->justification :
	    s->choice == CHOICE_APPLICABLE ? N_("Decided when moving to the edition of 2022") :
	    N_("Applicable in the Statement of 2013");

	val_add(in, "decision", val_text(a, applies ? "applicable" : "excluded"));
	val_add(in, "justification", val_text(a, text));
	if (applies)	/* an inclusion needs a reason too; risks and obligations may replace it */
		val_add(in, "business_reason", val_text(a, cut(a, text, REASON_BYTES)));
	return in;
}

static void note(struct arena *a, struct value *list, const char *code, int64_t before)
{
	struct value *o = val_obj(a);

	val_add(o, "code", val_text(a, code));
	val_add(o, "before", val_int(a, before));
	val_push(list, o);
}

/* A drafted entry of earlier is written over, and stays drafted; its revision is kept in mind. */
static int redraft(struct ctx *c, const struct record *t, const struct settled *s,
    const struct value *in)
{
	struct rec *old, *r;
	int rc;

	if ((rc = record_get(c, t, code_text(c->arena, t, s->entry), VERB_EDIT, &old)) < 0)
		return rc;
	r = rec_copy(c, old);
	if ((rc = input_apply(c, r, in, IN_TEXT)) < 0 || (rc = t->derive(c, r)) < 0)
		return rc;
	return record_save(c, old, r, "draft");
}

static int write_entry(struct ctx *c, const struct settled *s, struct value *written)
{
	const struct record *t = record_find("soa_entry");
	struct value *in = entry_input(c, s);
	struct rec *r;
	int rc;

	if (s->entry) {
		note(c->arena, written, code_text(c->arena, t, s->entry), s->rev);
		return redraft(c, t, s, in);
	}
	val_add(in, "control", val_text(c->arena, code_text(c->arena, record_find("control"),
	    s->control)));
	if ((rc = record_draft(c, t, in, IN_TEXT, &r)) < 0)
		return rc;
	note(c->arena, written, code_text(c->arena, t, r->id), 0);
	return E_OK;
}

/* ---- measures: what the old Statement said was there ---- */

static const char *origins(struct arena *a, const struct carried *k)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, 4096);
	for (size_t i = 0; i < k->n; i++)
		sbuf_printf(b, "%s%s (%s)", b->n ? ", " : "", k->from[i]->node->ref,
		    k->from[i]->status ? transition_status_label(k->from[i]->status) :
		    "no status");
	return sbuf_str(b).p;
}

/* Drafted measures begin as planned; what was there already goes on to that, and stays drafted. */
static int set_state(struct ctx *c, const struct rec *old, const char *state)
{
	struct rec *r = rec_copy(c, old);
	int rc;

	r->state = state;
	if ((r->type->derive && (rc = r->type->derive(c, r)) < 0) ||
	    (rc = record_save(c, old, r, "draft")) < 0)
		return rc;
	return r->type->after ? r->type->after(c, old, r) : E_OK;
}

static int write_measure(struct ctx *c, const struct settled *s, struct value *written)
{
	const struct record *t = record_find("measure");
	const struct carried *k = s->k;
	struct arena *a = c->arena;
	struct value *in = val_obj(a);
	struct rec *r;
	int rc;

	val_add(in, "title", val_text(a, cut(a, arena_printf(a, "%s, as in the Statement of 2013",
	    k->node->title), 190)));
	val_add(in, "controls", val_text(a, code_text(a, record_find("control"), s->control)));
	val_add(in, "description", val_text(a, arena_printf(a, "The Statement of 2013 said: %s. "
	    "Look whether it is so, name its owner and its evidence, then confirm.",
	    origins(a, k))));
	if ((rc = record_draft(c, t, in, IN_TEXT, &r)) < 0)
		return rc;
	note(a, written, code_text(a, t, r->id), 0);
	return k->status == OLD_PLANNED ? E_OK :
	    set_state(c, r, k->status == OLD_IN_PLACE ? "in-place" : "partly");
}

/* ---- the act ---- */

static int save_run(struct ctx *c, const struct old_statement *old, struct value *entries,
    struct value *measures, struct rec **ret)
{
	struct rec *r = rec_new(c, &record_soa_transition);
	struct value *written = val_obj(c->arena);
	int rc;

	if ((rc = access_require(c, r->type, VERB_CREATE)) < 0)
		return rc;
	rec_set_text(c, r, "title", arena_printf(c->arena,
	    "Statement of 2013 with %s", text_counted(c->arena, (int64_t)old->n, "control",
	    "controls")));
	rec_set_int(c, r, "entries", (int64_t)entries->u.list.n);
	rec_set_int(c, r, "measures", (int64_t)measures->u.list.n);
	val_add(written, "soa_entry", entries);
	val_add(written, "measure", measures);
	rec_set(r, "written", written);
	*ret = r;
	return record_save(c, NULL, r, "create");
}

int transition_apply(struct ctx *c, const struct old_statement *old, const struct value *choices,
    const struct value *why, bool measures, struct rec **ret)
{
	struct value *entries = val_arr(c->arena), *made = val_arr(c->arena);
	struct settled *list;
	size_t n;
	int rc;

	if ((rc = transition_settle(c, old, choices, why, true, &list, &n)) < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		const struct settled *s = &list[i];

		if (s->kept || s->applies == OLD_UNKNOWN || !s->control)
			continue;
		if ((rc = write_entry(c, s, entries)) < 0)
			return rc;
		if (measures && s->applies == OLD_APPLIES && s->k->status >= OLD_PLANNED &&
		    (rc = write_measure(c, s, made)) < 0)
			return rc;
	}
	if (!entries->u.list.n)
		return err_set(&c->err, E_CONFLICT,
		    "nothing comes over: every control is decided already or still to be decided");
	return save_run(c, old, entries, made, ret);
}

/* ---- taking it back ---- */

struct undoing {
	struct value *kept;
	int64_t undone;
};

static void keep(struct ctx *c, struct undoing *u, const struct rec *r)
{
	const char *code = rec_code(c->arena, r);
	struct value *o = val_obj(c->arena);

	val_add(o, "code", val_text(c->arena, code));
	val_add(o, "label", val_text(c->arena, rec_title(r)));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, r->type, code)));
	val_push(u->kept, o);
}

/* New ones are put away; what stood there before as a draft says again what it said. */
static int undo_one(struct ctx *c, const struct record *t, const struct value *v,
    struct undoing *u)
{
	int64_t id, before = val_get_int(v, "before", 0);
	const char *code = val_get_text(v, "code");
	struct rec *old, *r, *then;
	int rc;

	if (!code || !code_id(t, str_of(code), &id) ||
	    (rc = record_load(c, t, id, &old)) < 0)
		return E_OK;
	if (!old->drafted || old->archived) {
		if (!old->archived)
			keep(c, u, old);
		return E_OK;
	}
	r = rec_copy(c, old);
	r->archived = before == 0;
	if (before) {
		if ((rc = record_revision(c, t, id, before, &then)) < 0)
			return rc;
		for (size_t i = 0; i < field_count(t); i++)
			r->v[i] = then->v[i];
	}
	u->undone++;
	return record_save(c, old, r, "undo");
}

static int undo_all(struct ctx *c, const struct rec *run, struct undoing *u)
{
	static const char *const types[] = { "soa_entry", "measure" };
	int rc;

	for (size_t i = 0; i < COUNT(types); i++) {
		const struct record *t = record_find(types[i]);
		const struct value *list = val_get(rec_value(run, "written"), types[i]);

		if ((rc = access_require(c, t, VERB_ARCHIVE)) < 0)
			return rc;
		for (const struct value *v = list ? list->u.list.first : NULL; v; v = v->next)
			if ((rc = undo_one(c, t, v, u)) < 0)
				return rc;
	}
	return E_OK;
}

int transition_undo(struct ctx *c, const char *code, struct value **ret)
{
	struct undoing u = { .kept = val_arr(c->arena) };
	struct value *o = val_obj(c->arena);
	struct rec *run, *r;
	int rc;

	if ((rc = record_get(c, &record_soa_transition, code, VERB_EDIT, &run)) < 0)
		return rc;
	if (strcmp(run->state, "applied") != 0)
		return err_set(&c->err, E_CONFLICT, "%s was undone before", code);
	if ((rc = undo_all(c, run, &u)) < 0)
		return rc;
	r = rec_copy(c, run);
	r->state = "undone";
	rec_set_int(c, r, "kept", (int64_t)u.kept->u.list.n);
	if ((rc = record_save(c, run, r, "undo")) < 0)
		return rc;
	val_add(o, "run", val_text(c->arena, code));
	val_add(o, "undone", val_int(c->arena, u.undone));
	val_add(o, "kept", u.kept);
	*ret = o;
	return E_OK;
}
