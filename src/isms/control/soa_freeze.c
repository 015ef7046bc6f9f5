/* isms/control/soa_freeze.c -- frozen rows and their comparison; pure. See soa_version.h. */
#include "base/sbuf.h"
#include "isms/control/soa_version.h"

enum { FROZEN_MAX = 900000 };	/* bytes; a record holds 1 MB */

static int by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* "risk R-1", or "legal: GDPR" where no record stands behind. Sorted: order says nothing. */
static struct value *reasons(struct arena *a, const struct value *list)
{
	const char **words = arena_zero(a, list->u.list.n + 1, sizeof(*words));
	struct value *sorted = val_arr(a);
	size_t n = 0;

	for (const struct value *o = list->u.list.first; o; o = o->next) {
		bool linked = val_truthy(val_get(o, "linked"));

		words[n++] = arena_printf(a, linked ? "%s %s" : "%s: %s", val_get_text(o, "kind"),
		    linked && val_get_text(o, "code") ? val_get_text(o, "code") :
		    val_get_text(o, "label"));
	}
	if (n)
		qsort(words, n, sizeof(*words), by_text);
	for (size_t i = 0; i < n; i++)
		val_push(sorted, val_text(a, words[i]));
	return sorted;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

struct value *soa_frozen(struct arena *a, const struct soa *s)
{
	struct value *rows = val_arr(a);

	for (size_t i = 0; i < s->n; i++) {
		const struct soa_row *r = &s->rows[i];
		struct value *o = val_obj(a);
		bool forced = soa_status_of(r) != soa_derived_status(r);

		val_add(o, "control", val_text(a, r->ref));
		val_add(o, "title", val_text(a, r->title));
		val_add(o, "framework", val_text(a, r->framework));
		val_add(o, "decision", val_text(a, soa_decision_name(soa_decision_of(r))));
		val_add(o, "reasons", reasons(a, r->reasons));
		val_add(o, "justification", val_text(a, or_empty(r->justification)));
		val_add(o, "provider", val_text(a, or_empty(r->provider)));
		val_add(o, "status", val_text(a, soa_status_name(soa_status_of(r))));
		val_add(o, "override", val_text(a, forced ? or_empty(r->override_reason) : ""));
		val_push(rows, o);
	}
	return rows;
}

const char *soa_canonical(struct arena *a, const struct value *v, char digest[HASH_HEX])
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));
	struct hash h;

	sbuf_init(b, a, FROZEN_MAX);
	jcs_print(b, v);
	if (!sbuf_ok(b))
		return NULL;
	h = sha256(b->p, b->n);
	hash_hex(&h, digest);
	return sbuf_str(b).p;
}

void soa_basis(struct arena *a, const struct soa *s, char digest[HASH_HEX])
{
	struct value *set = val_arr(a);
	const char **refs = arena_zero(a, s->n + 1, sizeof(*refs));
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		if (s->rows[i].treats)
			refs[n++] = s->rows[i].ref;
	if (n)
		qsort(refs, n, sizeof(*refs), by_text);
	for (size_t i = 0; i < n; i++)
		val_push(set, val_text(a, refs[i]));
	REQUIRE(soa_canonical(a, set, digest));	/* references: far below the limit */
}

/* ---- comparing ---- */

static const struct {
	const char *name, *label;
	enum soa_diff what;
} fields[] = {
	{ "decision", N_("Decision"), SOA_DIFF_DECISION },
	{ "reasons", N_("Reasons"), SOA_DIFF_REASONS },
	{ "justification", N_("Justification"), SOA_DIFF_WHY },
	{ "provider", N_("Provider"), SOA_DIFF_WHY },
	{ "status", N_("Status"), SOA_DIFF_STATUS },
	{ "override", N_("Status set by hand"), SOA_DIFF_STATUS },
};

/* Both sorted: what of x is not in y, joined. */
static const char *only_in(struct arena *a, const struct value *x, const struct value *y)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));
	const struct value *q = y ? y->u.list.first : NULL;

	sbuf_init(b, a, FROZEN_MAX);
	for (const struct value *p = x ? x->u.list.first : NULL; p; p = p->next) {
		while (q && strcmp(q->u.s.p, p->u.s.p) < 0)
			q = q->next;
		if (!q || strcmp(q->u.s.p, p->u.s.p) != 0)
			sbuf_printf(b, "%s%s", b->n ? ", " : "", p->u.s.p);
	}
	return sbuf_ok(b) ? sbuf_str(b).p : "";
}

static const char *shown(struct arena *a, const struct value *v, const struct value *other)
{
	if (!v)
		return "";
	return v->kind == V_TEXT ? v->u.s.p : only_in(a, v, other);
}

static bool is_same(const struct value *x, const struct value *y)
{
	return x == y || (x && y && val_same(x, y));
}

/* before or after may be NULL, not both. NULL when nothing differs. */
static struct value *compare_row(struct arena *a, const struct value *before,
    const struct value *after)
{
	struct value *o = val_obj(a), *list = val_arr(a);
	const struct value *any = after ? after : before;
	int what = !before ? SOA_DIFF_ADDED : !after ? SOA_DIFF_REMOVED : 0;

	for (size_t i = 0; i < COUNT(fields); i++) {
		const struct value *x = val_get(before, fields[i].name);
		const struct value *y = val_get(after, fields[i].name);
		struct value *f;

		if (is_same(x, y))
			continue;
		if (before && after)
			what |= (int)fields[i].what;
		f = val_obj(a);
		val_add(f, "name", val_text(a, fields[i].name));
		val_add(f, "label", val_text(a, fields[i].label));
		val_add(f, "before", val_text(a, shown(a, x, y)));
		val_add(f, "after", val_text(a, shown(a, y, x)));
		if (val_get_text(f, "before")[0] || val_get_text(f, "after")[0])
			val_push(list, f);
	}
	if (!what)
		return NULL;
	val_add(o, "control", val_copy(a, val_get(any, "control")));
	val_add(o, "title", val_copy(a, val_get(any, "title")));
	val_add(o, "what", val_int(a, what));
	val_add(o, "change", val_text(a, !before ? "added" : !after ? "removed" : "changed"));
	val_add(o, "fields", list);
	return o;
}

/* Rows by reference: the other side's row, found from where the last one stood. */
static const struct value *find(const struct value *rows, const struct value **at, const char *ref)
{
	const struct value *start = *at ? *at : rows->u.list.first, *p = start;

	if (!p)
		return NULL;
	do {
		if (strcmp(val_get_text(p, "control"), ref) == 0) {
			*at = p->next;
			return p;
		}
		p = p->next ? p->next : rows->u.list.first;
	} while (p != start);
	return NULL;
}

struct value *soa_compare(struct arena *a, const struct value *before, const struct value *after)
{
	struct value *list = val_arr(a), *o;
	const struct value *at = NULL;

	for (const struct value *r = after->u.list.first; r; r = r->next)
		if ((o = compare_row(a, find(before, &at, val_get_text(r, "control")), r)))
			val_push(list, o);
	at = NULL;
	for (const struct value *r = before->u.list.first; r; r = r->next)
		if (!find(after, &at, val_get_text(r, "control")))
			val_push(list, compare_row(a, r, NULL));
	return list;
}
