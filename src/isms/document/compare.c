/* isms/document/compare.c -- see compare.h. */
#include "isms/document/compare.h"
#include "isms/document/diff.h"
#include "isms/document/document_priv.h"
#include "isms/document/live.h"
#include "record/rec.h"

enum { CONTEXT = 3 };	/* lines that are the same, shown before and after a change */

static int text_of(struct ctx *c, const struct rec *doc, const char *number, bool source,
    struct str *ret)
{
	const struct live_doc of = { .record = doc->id, .id = rec_code(c->arena, doc),
		.title = rec_title(doc) };
	struct live_text t;
	struct rec *v;
	int rc = document_numbered(c, doc, number, &v);

	*ret = STR("");
	if (rc < 0)
		return rc;
	if (v) {
		*ret = str_of(rec_text(v, source ? "source_text" : "body"));
		return E_OK;
	}
	if (source || !rec_has(doc, "body")) {
		*ret = str_of(rec_text(doc, "body"));
		return E_OK;
	}
	if ((rc = live_render(c, rec_value(doc, "body")->u.s, &of, &t)) == E_OK)
		*ret = t.text;
	return rc;
}

static struct value *part_value(struct arena *a, enum diff_kind kind, struct str text)
{
	struct value *o = val_obj(a);

	val_add(o, "kind", val_text(a, kind == DIFF_ADDED ? "added" :
	    kind == DIFF_REMOVED ? "removed" : "same"));
	val_add(o, "text", val_str(a, str_copy(a, text.p, text.n)));
	val_add(o, "is_added", val_bool(a, kind == DIFF_ADDED));
	val_add(o, "is_removed", val_bool(a, kind == DIFF_REMOVED));
	return o;
}

static struct value *row_value(struct arena *a, const struct diff_row *r)
{
	static const char *const kinds[] = { [DIFF_SAME] = "same", [DIFF_ADDED] = "added",
		[DIFF_REMOVED] = "removed", [DIFF_CHANGED] = "changed" };
	static const char *const signs[] = { [DIFF_SAME] = "", [DIFF_ADDED] = "+",
		[DIFF_REMOVED] = "\xe2\x88\x92", [DIFF_CHANGED] = "~" };
	struct value *o = val_obj(a), *parts = val_arr(a);

	val_add(o, "kind", val_text(a, kinds[r->kind]));
	val_add(o, "sign", val_text(a, signs[r->kind]));
	val_add(o, "old", r->old_line ? val_int(a, (int64_t)r->old_line) : val_null(a));
	val_add(o, "new", r->new_line ? val_int(a, (int64_t)r->new_line) : val_null(a));
	for (const struct diff_part *p = r->parts; p; p = p->next)
		val_push(parts, part_value(a, p->kind, p->text));
	if (!r->parts)
		val_push(parts, part_value(a, r->kind, r->text));
	val_add(o, "parts", parts);
	val_add(o, "skipped", val_null(a));
	return o;
}

static struct value *skipped(struct arena *a, size_t n)
{
	struct value *o = val_obj(a);

	val_add(o, "kind", val_text(a, "skipped"));
	val_add(o, "skipped", val_int(a, (int64_t)n));
	val_add(o, "parts", val_arr(a));
	return o;
}

/* How many rows from here on are the same. */
static size_t run_of(const struct diff_row *r)
{
	size_t n = 0;

	for (; r && r->kind == DIFF_SAME; r = r->next)
		n++;
	return n;
}

static struct value *rows_value(struct arena *a, const struct diff *d)
{
	struct value *list = val_arr(a);
	const struct diff_row *r = d->first;

	while (r) {
		size_t n = run_of(r), head = r == d->first ? 0 : CONTEXT, tail = CONTEXT;

		if (n == 0) {
			val_push(list, row_value(a, r));
			r = r->next;
			continue;
		}
		for (size_t i = 0; i < n; i++, r = r->next) {
			bool last = i + tail >= n;

			if (n <= head + tail + 1 || i < head || last)
				val_push(list, row_value(a, r));
			else if (i == head)
				val_push(list, skipped(a, n - head - tail));
		}
	}
	return list;
}

int compare_versions(struct ctx *c, const struct rec *doc, struct compare *k,
    struct value *view)
{
	struct arena *a = c->arena;
	struct str from, to;
	struct diff d;
	int rc;

	if (!k->from || !k->from[0])
		k->from = rec_has(doc, "number") ? rec_text(doc, "number") : "draft";
	if (!k->to || !k->to[0])
		k->to = "draft";
	if ((rc = text_of(c, doc, k->from, k->source, &from)) < 0 ||
	    (rc = text_of(c, doc, k->to, k->source, &to)) < 0)
		return rc;
	diff_texts(a, from, to, &d);
	val_add(view, "from", val_text(a, k->from));
	val_add(view, "to", val_text(a, k->to));
	val_add(view, "added", val_int(a, (int64_t)d.added));
	val_add(view, "removed", val_int(a, (int64_t)d.removed));
	val_add(view, "changed", val_int(a, (int64_t)d.changed));
	val_add(view, "bounded", val_bool(a, d.bounded));
	val_add(view, "same", val_bool(a, !d.added && !d.removed && !d.changed));
	val_add(view, "rows", rows_value(a, &d));
	return E_OK;
}
