/* isms/transition/plan.c -- what comes over for each control of 2022. See transition.h. */
#include "isms/transition/transition.h"

static const struct { const char *name, *label; } kinds[] = {
	[CARRY_ONE] = { "carried", N_("Comes over") },
	[CARRY_MERGED] = { "merged", N_("Merged, they agree") },
	[CARRY_CONFLICT] = { "conflict", N_("Merged, they disagree: decide") },
	[CARRY_OPEN] = { "open", N_("Not said, or excluded without a reason: decide") },
	[CARRY_ABSENT] = { "absent", N_("Not in the old table") },
	[CARRY_NEW] = { "new", N_("New in 2022: decide") },
};

const char *carry_kind_name(enum carry_kind k)
{
	return kinds[k].name;
}

const char *carry_kind_label(enum carry_kind k)
{
	return kinds[k].label;
}

static const struct old_row *row_of(const struct old_statement *old, const struct library_node *n)
{
	for (size_t i = 0; i < old->n; i++)
		if (old->rows[i].node == n)
			return &old->rows[i];
	return NULL;
}

static bool is_old(const struct library_pair *p)
{
	return strcmp(p->from->framework->key, "iso27001-2013") == 0;
}

/* Rows that are about the same thing as the control, in the order of the correspondence. */
static void find_predecessors(struct arena *a, const struct old_statement *old, struct carried *k)
{
	size_t n = 0;

	for (const struct library_pair *p = k->node->to; p; p = p->next_to)
		n += is_old(p);
	k->from = arena_zero(a, n + 1, sizeof(struct old_row *));
	k->missing = arena_zero(a, n + 1, sizeof(struct library_node *));
	for (const struct library_pair *p = k->node->to; p; p = p->next_to) {
		const struct old_row *r = is_old(p) ? row_of(old, p->from) : NULL;

		if (r)
			k->from[k->n++] = r;
		else if (is_old(p))
			k->missing[k->nmissing++] = p->from;
	}
}

/* Each reason once, with the references of those who gave it. */
static const char *justifications(struct arena *a, const struct carried *k,
    enum old_applies applies)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, 1 << 20);
	for (size_t i = 0; i < k->n; i++) {
		const char *text = k->from[i]->justification;
		bool told = !text[0] || k->from[i]->applies != applies;

		for (size_t j = 0; j < i && !told; j++)
			told = strcmp(k->from[j]->justification, text) == 0 &&
			    k->from[j]->applies == applies;
		if (told)
			continue;
		sbuf_printf(b, "%s%s", b->n ? "; " : "", k->from[i]->node->ref);
		for (size_t j = i + 1; j < k->n; j++)
			if (strcmp(k->from[j]->justification, text) == 0 &&
			    k->from[j]->applies == applies)
				sbuf_printf(b, ", %s", k->from[j]->node->ref);
		sbuf_printf(b, ": %s", text);
	}
	return b->n ? sbuf_str(b).p : "";
}

/* The control is as far as the least of its parts that apply. */
static enum old_status least(const struct carried *k)
{
	enum old_status s = OLD_NO_STATUS;

	for (size_t i = 0; i < k->n; i++) {
		enum old_status now = k->from[i]->status;

		if (k->from[i]->applies == OLD_EXCLUDED || now == OLD_NO_STATUS)
			continue;
		if (s == OLD_NO_STATUS || now < s)
			s = now;
	}
	return s;
}

static void decide(struct arena *a, struct carried *k)
{
	bool yes = false, no = false, unknown = false;

	for (size_t i = 0; i < k->n; i++) {
		yes |= k->from[i]->applies == OLD_APPLIES;
		no |= k->from[i]->applies == OLD_EXCLUDED;
		unknown |= k->from[i]->applies == OLD_UNKNOWN;
	}
	k->status = least(k);
	if (!k->n)
		k->kind = k->nmissing ? CARRY_ABSENT : CARRY_NEW;
	else if (yes && no)
		k->kind = CARRY_CONFLICT;
	else if (unknown && !yes)
		k->kind = CARRY_OPEN;
	else
		k->kind = k->n > 1 ? CARRY_MERGED : CARRY_ONE;
	k->justification = justifications(a, k, yes ? OLD_APPLIES : OLD_EXCLUDED);
	if (k->kind == CARRY_ONE || k->kind == CARRY_MERGED)
		k->applies = yes ? OLD_APPLIES : OLD_EXCLUDED;
	if (k->applies == OLD_EXCLUDED && !k->justification[0]) {
		k->kind = CARRY_OPEN;	/* an exclusion needs its reason */
		k->applies = OLD_UNKNOWN;
	}
}

struct carried *transition_plan(struct arena *a, const struct old_statement *old, size_t *ret_n)
{
	const struct library_framework *f = library_framework(library(), "iso27001-2022");
	struct carried *list = arena_zero(a, f ? f->nnodes + 1 : 1, sizeof(*list));

	*ret_n = 0;
	for (size_t i = 0; f && i < f->nnodes; i++) {
		struct carried *k = &list[*ret_n];

		if (strcmp(library_role(&f->nodes[i]), "control") != 0)
			continue;
		*k = (struct carried){ .node = &f->nodes[i], .justification = "" };
		find_predecessors(a, old, k);
		decide(a, k);
		(*ret_n)++;
	}
	return list;
}
