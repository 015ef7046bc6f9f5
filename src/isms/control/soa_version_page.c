/* isms/control/soa_version_page.c -- versions of the Statement, and two of them row by row. */
#include "isms/control/soa_version.h"
#include "record/list.h"
#include "web/page.h"

enum { VERSIONS_SHOWN = 200 };

static struct value *state_value(struct arena *a, const struct rec *r)
{
	const struct item *i = item_find(r->type->states, r->state, strlen(r->state));
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, r->state));
	val_add(o, "label", val_text(a, i ? i->label : r->state));
	val_add(o, "tone", val_text(a, i && i->tone ? i->tone : "none"));
	return o;
}

static struct value *version_value(struct ctx *c, const struct rec *r, const struct rec *earlier)
{
	static const char *const counts[] = { "controls", "applicable", "excluded", "inherited",
		"undecided", "in_place" };
	struct arena *a = c->arena;
	const char *code = rec_code(a, r);
	struct value *o = val_obj(a);

	val_add(o, "code", val_text(a, code));
	val_add(o, "href", val_text(a, arena_printf(a, "/soa_versions/%s", code)));
	val_add(o, "state", state_value(a, r));
	val_add(o, "frozen_at", val_text(a, rec_text(r, "frozen_at")));
	val_add(o, "day", val_text(a, arena_text_n(a, rec_text(r, "frozen_at"), 10)));
	val_add(o, "approved_on", val_text(a, rec_text(r, "approved_on")));
	val_add(o, "note", val_text(a, rec_text(r, "note")));
	val_add(o, "digest", val_text(a, rec_text(r, "digest")));
	for (size_t i = 0; i < COUNT(counts); i++)
		val_add(o, counts[i], val_int(a, rec_int(r, counts[i])));
	val_add(o, "report_href", val_text(a, arena_printf(a,
	    "/reports/soa?format=pdf&of=%s", code)));
	val_add(o, "now_href", val_text(a, arena_printf(a, "/soa/compare?from=%s", code)));
	val_add(o, "before_href", val_text(a, earlier ? arena_printf(a,
	    "/soa/compare?from=%s&to=%s", rec_code(a, earlier), code) : NULL));
	return o;
}

static int read_versions(struct ctx *c, struct list *ret)
{
	struct list_query lq = { .t = record_find("soa_version"), .sort = "-frozen_at",
		.limit = VERSIONS_SHOWN };

	return list_run(c, &lq, ret);
}

static int versions(struct ctx *c, struct req *r, struct value *view)
{
	struct value *list = val_arr(c->arena);
	struct list l;
	int rc;

	(void)r;
	if ((rc = read_versions(c, &l)) < 0)
		return rc;
	for (size_t i = 0; i < l.n; i++)
		val_push(list, version_value(c, l.recs[i], i + 1 < l.n ? l.recs[i + 1] : NULL));
	val_add(view, "none", val_bool(c->arena, l.n == 0));
	val_add(view, "several", val_bool(c->arena, l.n > 1));
	val_add(view, "can_create", val_bool(c->arena, !c->as_of_us &&
	    access_scope(c, record_find("soa_version"), VERB_CREATE) != SCOPE_NONE));
	val_add(view, "versions", list);
	return E_OK;
}

PAGE(soa_versions_page, .method = "GET", .path = "/soa/versions", .run = versions,
    .type = "soa_version", .verb = VERB_READ, .template = "soa-versions",
    .title = N_("Versions of the Statement"), .api = true,
    .help = "Versions of the Statement of Applicability, newest first, with state and counts.");

/* ---- two of them ---- */

/* "now", or a version's code. */
static int side(struct ctx *c, const char *name, struct value **ret_rows, struct value *about)
{
	struct rec *version;
	struct soa s;
	int rc;

	if (strcmp(name, "now") == 0) {
		if ((rc = soa_now(c, &s)) < 0)
			return rc;
		*ret_rows = soa_frozen(c->arena, &s);
		val_add(about, "label", val_text(c->arena, c->as_of_us ? N_("The day looked at") :
		    N_("Today")));
		val_add(about, "href", val_text(c->arena, "/soa"));
		return E_OK;
	}
	if ((rc = record_get(c, record_find("soa_version"), name, VERB_READ, &version)) < 0 ||
	    (rc = soa_version_rows(c, version, ret_rows)) < 0)
		return rc;
	val_add(about, "label", val_text(c->arena, arena_printf(c->arena, "%s of %.10s",
	    rec_code(c->arena, version), rec_text(version, "frozen_at"))));
	val_add(about, "href", val_text(c->arena, arena_printf(c->arena, "/soa_versions/%s",
	    rec_code(c->arena, version))));
	return E_OK;
}

static struct value *choices(struct ctx *c, const struct list *l, const char *now)
{
	struct value *list = val_arr(c->arena), *o = val_obj(c->arena);

	val_add(o, "value", val_text(c->arena, "now"));
	val_add(o, "label", val_text(c->arena, N_("Today")));
	val_add(o, "selected", val_bool(c->arena, strcmp(now, "now") == 0));
	val_push(list, o);
	for (size_t i = 0; i < l->n; i++) {
		const char *code = rec_code(c->arena, l->recs[i]);

		o = val_obj(c->arena);
		val_add(o, "value", val_text(c->arena, code));
		val_add(o, "label", val_text(c->arena, arena_printf(c->arena, "%s of %.10s", code,
		    rec_text(l->recs[i], "frozen_at"))));
		val_add(o, "selected", val_bool(c->arena, strcmp(now, code) == 0));
		val_push(list, o);
	}
	return list;
}

/* Without a choice: what was approved last, or made last, against now. */
static const char *first_of(struct ctx *c, const struct list *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->recs[i]->state, "approved") == 0)
			return rec_code(c->arena, l->recs[i]);
	return l->n ? rec_code(c->arena, l->recs[0]) : "now";
}

static void tell(struct ctx *c, const struct value *rows, struct value *view)
{
	int64_t n[3] = { 0 };

	for (const struct value *o = rows->u.list.first; o; o = o->next) {
		const char *change = val_get_text(o, "change");

		n[strcmp(change, "added") == 0 ? 0 : strcmp(change, "removed") == 0 ? 1 : 2]++;
	}
	val_add(view, "same", val_bool(c->arena, rows->u.list.n == 0));
	val_add(view, "counts_text", val_text(c->arena, rows->u.list.n == 0 ?
	    N_("No row differs.") : arena_printf(c->arena, "%s: %" PRId64
	    " changed, %" PRId64 " added, %" PRId64 " removed.", text_counted(c->arena,
	    (int64_t)rows->u.list.n, "row differs", "rows differ"), n[2], n[0], n[1])));
}

/* For people: decision and status by their labels, and how many lines a control takes. */
static void in_words(struct ctx *c, struct value *rows)
{
	for (struct value *o = rows->u.list.first; o; o = o->next) {
		struct value *fields = val_get(o, "fields");

		const char *change = val_get_text(o, "change");

		val_add(o, "is_new", val_bool(c->arena, strcmp(change, "added") == 0));
		val_add(o, "is_gone", val_bool(c->arena, strcmp(change, "removed") == 0));
		val_add(o, "lines", val_int(c->arena, (int64_t)fields->u.list.n));
		for (struct value *f = fields->u.list.first; f; f = f->next) {
			val_add(f, "was", val_text(c->arena,
			    soa_word_label(val_get_text(f, "before"))));
			val_add(f, "is", val_text(c->arena,
			    soa_word_label(val_get_text(f, "after"))));
			val_add(f, "first", val_bool(c->arena, f == fields->u.list.first));
		}
	}
}

static int compare(struct ctx *c, struct req *r, struct value *view)
{
	const char *from = req_query(r, "from"), *to = req_query(r, "to");
	struct value *before, *after, *rows, *left = val_obj(c->arena), *right = val_obj(c->arena);
	struct list l;
	int rc;

	if ((rc = read_versions(c, &l)) < 0)
		return rc;
	from = from && from[0] ? from : first_of(c, &l);
	to = to && to[0] ? to : "now";
	if ((rc = side(c, from, &before, left)) < 0 || (rc = side(c, to, &after, right)) < 0)
		return rc;
	rows = soa_compare(c->arena, before, after);
	tell(c, rows, view);
	if (!r->json)
		in_words(c, rows);
	val_add(view, "from", left);
	val_add(view, "to", right);
	val_add(view, "path", val_text(c->arena, "/soa/compare"));
	val_add(view, "from_options", choices(c, &l, from));
	val_add(view, "to_options", choices(c, &l, to));
	val_add(view, "rows", rows);
	return E_OK;
}

PAGE(soa_compare, .method = "GET", .path = "/soa/compare", .run = compare, .type = "soa_version",
    .verb = VERB_READ, .template = "soa-compare", .title = N_("Compare versions of the Statement"),
    .api = true,
    .params = "from text code of a version, or now; the approved one without\n"
	      "to text code of a version, or now",
    .help = "Row by row what differs between two versions of the Statement, or one and today.");
