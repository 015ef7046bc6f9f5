/* isms/transition/transition.c -- the plan beside what is decided already, and the choices. */
#include "isms/transition/transition_priv.h"
#include "isms/knowledge/view.h"
#include "record/rec.h"

static const struct item states[] = {
	{ "applied", N_("Applied"), "good", NULL },
	{ "undone", N_("Undone"), NULL, N_("Taken back; what people touched since stays.") },
	{ 0 }
};
static const struct field type_fields[] = {
	{ "title", FK_TEXT, N_("Transition"), F_REQ | F_LIST | F_SEARCH | F_FIXED, .max = 300 },
	{ "entries", FK_INT, N_("SoA entries drafted"), F_DERIVED | F_LIST, .min = 0, .max = 1000 },
	{ "measures", FK_INT, N_("Measures drafted"), F_DERIVED | F_LIST, .min = 0, .max = 1000 },
	{ "kept", FK_INT, N_("Kept when undone"), F_DERIVED, .min = 0, .max = 2000 },
	{ "written", FK_JSON, N_("What was written"), F_DERIVED | F_INTERNAL },
	{ 0 }
};
RECORD(soa_transition, .plural = "soa_transitions", .prefix = "TR", .label = N_("SoA transition"),
    .labels = N_("SoA transitions"), .area = "control", .icon = "change", .title = "title",
    .sort = "-code", .fields = type_fields, .states = states,
    .source = "ISO/IEC 27001:2022, 6.1.3 d)",
    .help = N_("Old Statements of Applicability (2013) carried over to the controls of 2022, each "
	       "in one act that can be taken back."));

/* ---- choices ---- */

static enum choice choice_of(const char *word, bool *ret_ok)
{
	*ret_ok = true;
	if (!word || !word[0])
		return CHOICE_NONE;
	if (strcmp(word, "applicable") == 0)
		return CHOICE_APPLICABLE;
	if (strcmp(word, "excluded") == 0)
		return CHOICE_EXCLUDED;
	*ret_ok = strcmp(word, "later") == 0;
	return CHOICE_LATER;
}

/* Choices for what does not exist, or words that are none. */
static int check_choices(struct ctx *c, const struct value *choices)
{
	const struct library_framework *f = library_framework(library(), "iso27001-2022");

	for (const struct value *v = choices ? choices->u.list.first : NULL; v; v = v->next) {
		const struct library_node *n = f ? library_node(library(), f, v->key) : NULL;
		bool fine = false;

		if (v->kind == V_TEXT)
			(void)choice_of(v->u.s.p, &fine);
		if (!n || strcmp(library_role(n), "control") != 0)
			IGNORE(err_field(&c->err, "choices", "unknown",
			    "\"%.60s\" is no control of 2022", v->key));
		else if (!fine)
			IGNORE(err_field(&c->err, "choices", "unknown-word",
			    "%s: must be applicable, excluded or later", v->key));
	}
	return c->err.code;
}

/* What will be written for a control: by the choice made, else by what comes over. */
static void settle(struct ctx *c, struct settled *s, const struct value *choices,
    const struct value *why)
{
	const char *reason = val_get_text(why, s->k->node->ref);
	bool ok;

	s->choice = choice_of(val_get_text(choices, s->k->node->ref), &ok);
	s->why = reason && reason[0] ? reason : NULL;
	s->applies = s->choice == CHOICE_APPLICABLE ? OLD_APPLIES :
	    s->choice == CHOICE_EXCLUDED ? OLD_EXCLUDED :
	    s->choice == CHOICE_LATER ? OLD_UNKNOWN : s->k->applies;
	s->justification = s->why ? s->why : s->k->justification[0] ? arena_printf(c->arena,
	    "From the Statement of 2013, %s", s->k->justification) : NULL;
}

/* ---- what is decided already ---- */

static int read_entries(struct ctx *c, struct settled *list, size_t n)
{
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("SELECT k.ref, t.id, t.drafted, t.rev, k.id FROM control AS k"
	    " JOIN framework AS f ON f.org = k.org AND f.id = k.framework_id"
	    " AND f.ref = 'iso27001-2022'"
	    " LEFT JOIN soa_entry AS t ON t.org = k.org AND t.control_id = k.id"
	    " AND t.archived = FALSE WHERE k.org = :org AND k.archived = FALSE"))) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0)
		for (size_t i = 0; i < n; i++) {
			if (strcmp(list[i].k->node->name, db_text(q, 0)) != 0)
				continue;
			list[i].control = db_int(q, 4);
			if (db_is_null(q, 1))
				continue;
			list[i].entry = db_int(q, 1);
			list[i].kept = !db_bool(q, 2);
			list[i].rev = db_int(q, 3);
		}
	db_done(q);
	return rc;
}

int transition_settle(struct ctx *c, const struct old_statement *old,
    const struct value *choices, const struct value *why, bool strict, struct settled **ret,
    size_t *ret_n)
{
	struct carried *plan = transition_plan(c->arena, old, ret_n);
	struct settled *list = arena_zero(c->arena, *ret_n + 1, sizeof(*list));
	int rc;

	for (size_t i = 0; i < *ret_n; i++)
		list[i].k = &plan[i];
	if ((rc = read_entries(c, list, *ret_n)) < 0 || (rc = check_choices(c, choices)) < 0)
		return rc;
	for (size_t i = 0; i < *ret_n; i++)
		settle(c, &list[i], choices, why);
	for (size_t i = 0; strict && i < *ret_n; i++)
		if (list[i].applies == OLD_EXCLUDED && !list[i].justification && !list[i].kept)
			IGNORE(err_field(&c->err, "why", "required",
			    "%s: an exclusion needs its reason", list[i].k->node->ref));
	if (c->err.code)
		return c->err.code;
	if (*ret_n == 0 || !list[0].control)
		return err_hint(&c->err, E_CONFLICT, "load iso27001-2022 in Knowledge first",
		    "the controls of ISO/IEC 27001:2022 are not loaded");
	*ret = list;
	return E_OK;
}

/* ---- as a value ---- */

static const char *applies_label(enum old_applies a)
{
	return a == OLD_APPLIES ? N_("Applicable") : a == OLD_EXCLUDED ? N_("Not applicable") :
	    N_("Not said");
}

const char *transition_status_label(enum old_status s)
{
	static const char *const labels[] = { "", N_("not implemented"), N_("planned"),
		N_("partly in place"), N_("in place") };

	return labels[s];
}

static struct value *from_value(struct arena *a, const struct old_row *r)
{
	struct value *o = val_obj(a);
	const char *note = library_cell(r->node->row, "transition");

	val_add(o, "ref", val_text(a, r->node->ref));
	val_add(o, "title", val_text(a, r->node->title));
	val_add(o, "applies", val_text(a, applies_label(r->applies)));
	val_add(o, "status", val_text(a, r->status ? transition_status_label(r->status) : NULL));
	val_add(o, "justification", val_text(a, r->justification[0] ? r->justification : NULL));
	val_add(o, "note", val_text(a, note[0] ? view_prose(a, note) : NULL));
	val_add(o, "line", val_int(a, r->line));
	return o;
}

static struct value *row_value(struct arena *a, const struct settled *s)
{
	static const char *const choices[] = { "", "applicable", "excluded", "later" };
	const struct carried *k = s->k;
	struct value *o = val_obj(a), *kind = val_obj(a), *from = val_arr(a), *missing = val_arr(a);

	for (size_t i = 0; i < k->n; i++)
		val_push(from, from_value(a, k->from[i]));
	for (size_t i = 0; i < k->nmissing; i++)
		val_push(missing, val_text(a, k->missing[i]->ref));
	val_add(kind, "name", val_text(a, carry_kind_name(k->kind)));
	val_add(kind, "label", val_text(a, carry_kind_label(k->kind)));
	val_add(o, "ref", val_text(a, k->node->ref));
	val_add(o, "title", val_text(a, k->node->title));
	val_add(o, "text", val_text(a, k->node->text[0] ? k->node->text : NULL));
	val_add(o, "href", val_text(a,
	    knowledge_href(a, &(struct library_thing){ .node = k->node })));
	val_add(o, "kind", kind);
	val_add(o, "from", from);
	val_add(o, "missing", missing);
	val_add(o, "applies", val_text(a, s->applies == OLD_APPLIES ? "applicable" :
	    s->applies == OLD_EXCLUDED ? "excluded" : NULL));
	val_add(o, "applies_label", val_text(a, s->applies ? applies_label(s->applies) : NULL));
	val_add(o, "status", val_text(a, k->status ? transition_status_label(k->status) : NULL));
	val_add(o, "justification", val_text(a, s->justification));
	val_add(o, "kept", val_bool(a, s->kept));
	val_add(o, "entry", val_text(a,
	    s->entry ? code_text(a, record_find("soa_entry"), s->entry) : NULL));
	val_add(o, "choice", val_text(a, choices[s->choice]));
	val_add(o, "why", val_text(a, s->why ? s->why : ""));
	val_add(o, "to_decide", val_bool(a, !s->kept && k->applies == OLD_UNKNOWN));
	val_add(o, "suggest", val_text(a, k->kind == CARRY_CONFLICT ?
	    N_("A part of it applied, so the whole does") : NULL));
	return o;
}

int transition_value(struct ctx *c, const struct old_statement *old, const struct value *choices,
    const struct value *why, struct value **ret)
{
	int64_t n[CARRY_NEW + 1] = { 0 }, kept = 0, ready = 0;
	struct arena *a = c->arena;
	struct value *o = val_obj(a), *rows = val_arr(a), *counts = val_obj(a);
	struct settled *list;
	size_t total;
	int rc;

	if ((rc = transition_settle(c, old, choices, why, false, &list, &total)) < 0)
		return rc;
	for (size_t i = 0; i < total; i++) {
		n[list[i].k->kind]++;
		kept += list[i].kept;
		ready += !list[i].kept && list[i].applies != OLD_UNKNOWN;
		val_push(rows, row_value(a, &list[i]));
	}
	for (size_t i = 0; i < COUNT(n); i++)
		val_add(counts, carry_kind_name((enum carry_kind)i), val_int(a, n[i]));
	val_add(counts, "kept", val_int(a, kept));
	val_add(counts, "ready", val_int(a, ready));
	val_add(o, "rows", rows);
	val_add(o, "counts", counts);
	val_add(o, "text", val_text(a, arena_printf(a, "%zu old controls read. Of the %zu of "
	    "2022, %" PRId64 " come over from one, %" PRId64 " from several that agree; %" PRId64
	    " disagree, %" PRId64 " say too little, %" PRId64 " are not in the table, %" PRId64
	    " are new. %" PRId64 " are decided here already and stay.", old->n, total, n[CARRY_ONE],
	    n[CARRY_MERGED], n[CARRY_CONFLICT], n[CARRY_OPEN], n[CARRY_ABSENT], n[CARRY_NEW],
	    kept)));
	*ret = o;
	return E_OK;
}
