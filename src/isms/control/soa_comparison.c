/*
 * isms/control/soa_comparison.c -- the comparison that 6.1.3 c) asks for, as an act: the controls
 * that treat risks against Annex A, in both directions, by whom, when, with what result.
 *
 * It stands as long as risks choose the same controls: the digest of that set is its basis.
 */
#include "isms/control/soa_version.h"
#include "record/rec.h"

enum { NAMED = 8 };		/* undecided controls that a refusal names */

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Comparison"), F_DERIVED | F_LIST | F_SEARCH, .max = 200},
    {"performed_by", FK_REF, N_("Compared by"), F_REQ | F_LIST | F_FIXED, .to = "person"},
    {"performed_on", FK_DATE, N_("Compared on"), F_DERIVED | F_LIST},
    {"statement", FK_MARKDOWN, N_("What was looked at, and the result"),
	F_REQ | F_WIDE | F_FIXED | F_SEARCH,
	.help = N_("How the controls of Annex A were gone through, and that no necessary one was "
		   "overlooked.")},
    {"added", FK_MARKDOWN, N_("Controls found to be missing, and added"), F_WIDE | F_FIXED},
    {"framework", FK_TEXT, N_("Compared with"), F_DERIVED, .max = 80,
	.group = N_("What was compared")},
    {"chosen", FK_INT, N_("Controls that treat risks"), F_DERIVED | F_LIST},
    {"unnamed", FK_INT, N_("Controls of Annex A that no risk names"), F_DERIVED | F_LIST},
    {"beyond", FK_INT, N_("Chosen controls beyond Annex A"), F_DERIVED | F_LIST},
    {"digest", FK_TEXT, N_("Digest of the rows"), F_DERIVED | F_WIDE, .max = 64},
    {"basis", FK_TEXT, N_("Digest of the chosen set"), F_DERIVED | F_INTERNAL, .max = 64},
    {"frozen", FK_TEXT, N_("Rows"), F_DERIVED | F_INTERNAL, .max = 900000}, {0}};

static struct value *row(struct arena *a, const struct soa_row *r)
{
	struct value *o = val_obj(a);

	val_add(o, "control", val_text(a, r->ref));
	val_add(o, "title", val_text(a, r->title));
	val_add(o, "framework", val_text(a, r->framework));
	val_add(o, "decision", val_text(a, soa_decision_name(soa_decision_of(r))));
	val_add(o, "other_reasons", val_int(a, r->causes + r->linked + r->worded));
	val_add(o, "justification", val_text(a, r->justification ? r->justification : ""));
	return o;
}

struct value *soa_comparison_rows(struct arena *a, const struct soa *s)
{
	struct value *o = val_obj(a), *annex = val_arr(a), *beyond = val_arr(a);
	int64_t undecided = 0, chosen = 0, all = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct soa_row *r = &s->rows[i];
		bool annex_a = strcmp(r->framework, SOA_ANNEX_A) == 0;

		all += annex_a;
		chosen += r->treats;
		if (annex_a && !r->treats) {
			undecided += soa_decision_of(r) == SOA_UNDECIDED;
			val_push(annex, row(a, r));
		} else if (!annex_a && r->treats) {
			val_push(beyond, row(a, r));
		}
	}
	val_add(o, "annex", annex);
	val_add(o, "beyond", beyond);
	val_add(o, "undecided", val_int(a, undecided));
	val_add(o, "chosen", val_int(a, chosen));
	val_add(o, "annex_total", val_int(a, all));
	return o;
}

/* What nobody has decided on has not been compared. */
static int refuse_undecided(struct ctx *c, const struct value *rows)
{
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));
	int64_t undecided = val_get_int(rows, "undecided", 0), n = 0;

	sbuf_init(b, c->arena, 4096);
	for (const struct value *o = val_get(rows, "annex")->u.list.first; o && n < NAMED;
	     o = o->next)
		if (strcmp(val_get_text(o, "decision"), "undecided") == 0)
			sbuf_printf(b, "%s%s", n++ ? ", " : "", val_get_text(o, "control"));
	return err_field(&c->err, "", "undecided", "%s: %s%s. Decide first what of it is necessary",
	    text_counted(c->arena, undecided,
	    "control of Annex A is named by no risk and nobody has decided on it",
	    "controls of Annex A are named by no risk and nobody has decided on them"),
	    sbuf_str(b).p, undecided > n ? " and others" : "");
}

int soa_comparison_derive(struct ctx *c, struct rec *r)
{
	char *digest = arena_alloc(c->arena, HASH_HEX), *basis = arena_alloc(c->arena, HASH_HEX);
	char *today = arena_alloc(c->arena, DATE_TEXT);
	struct value *rows;
	const char *text;
	struct soa s;
	int rc;

	if (r->id)
		return E_OK;
	if ((rc = soa_now(c, &s)) < 0)
		return rc;
	rows = soa_comparison_rows(c->arena, &s);
	if (!val_get_int(rows, "annex_total", 0))
		return err_field(&c->err, "", "empty", "the controls of Annex A are not loaded: "
		    "there is nothing to compare with");
	if (val_get_int(rows, "undecided", 0))
		return refuse_undecided(c, rows);
	if (!(text = soa_canonical(c->arena, rows, digest)))
		return err_set(&c->err, E_TOOBIG, "there is more to compare than a record holds");
	soa_basis(c->arena, &s, basis);
	date_print(c->now_us, today);
	rec_set_text(c, r, "title", arena_printf(c->arena, "Comparison with Annex A, %s", today));
	rec_set_text(c, r, "performed_on", today);
	rec_set_text(c, r, "framework", SOA_ANNEX_A);
	rec_set_text(c, r, "digest", digest);
	rec_set_text(c, r, "basis", basis);
	rec_set_text(c, r, "frozen", text);
	rec_set_int(c, r, "chosen", val_get_int(rows, "chosen", 0));
	rec_set_int(c, r, "unnamed", (int64_t)val_get(rows, "annex")->u.list.n);
	rec_set_int(c, r, "beyond", (int64_t)val_get(rows, "beyond")->u.list.n);
	return E_OK;
}

RECORD(soa_comparison, .plural = "soa_comparisons", .prefix = "CMP",
    .label = N_("Comparison with Annex A"), .labels = N_("Comparisons with Annex A"),
    .area = "control", .icon = "change", .title = "title", .own = "performed_by",
    .sort = "-performed_on", .fields = fields, .derive = soa_comparison_derive,
    .extend = soa_comparison_extend,
    .source = "ISO/IEC 27001:2022, 6.1.3 c)",
    .help = N_("Acts of comparing the controls that treat risks with Annex A, to make sure that no "
	       "necessary control has been overlooked."));
