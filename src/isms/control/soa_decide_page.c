/* isms/control/soa_decide_page.c -- deciding on one control or many, in one act. */
#include "isms/control/soa.h"
#include "web/page.h"

enum { CONTROLS_MAX = 500, REF_MAX = 80 };

static const char *const fields[] = { "decision", "justification", "supplier", "provider",
	"agreement", "status_override", "override_reason", "owner" };

struct chosen {
	const char *ref[CONTROLS_MAX];
	size_t n;
};

static int choose(struct ctx *c, struct chosen *k, struct str text)
{
	for (size_t at = 0; at < text.n;) {
		size_t n = strcspn(text.p + at, ",; \t\r\n");

		if (n > REF_MAX || (n && k->n == CONTROLS_MAX))
			return err_field(&c->err, "control", "too-many",
			    "name at most %d controls by their references", CONTROLS_MAX);
		if (n)
			k->ref[k->n++] = arena_text_n(c->arena, text.p + at, n);
		at += n + 1;
	}
	return E_OK;
}

/* A form ticks rows and sends `control` for each; a program sends a list, or all in one text. */
static int chosen(struct ctx *c, const struct req *r, struct chosen *ret)
{
	const struct value *list = r->body ? val_get(r->body, "control") : NULL;
	int rc = E_OK;

	ret->n = 0;
	for (size_t i = 0; r->form && i < r->form->n && rc == E_OK; i++)
		if (strcmp(r->form->fields[i].name, "control") == 0 && !r->form->fields[i].file)
			rc = choose(c, ret, r->form->fields[i].value);
	for (const struct value *v = list && list->kind == V_ARRAY ? list->u.list.first : NULL;
	    v && rc == E_OK; v = v->next)
		if (v->kind == V_TEXT)
			rc = choose(c, ret, (struct str){ v->u.s.p, v->u.s.n });
	if (!r->form && req_field(r, "control"))
		rc = choose(c, ret, str_of(req_field(r, "control")));
	if (rc == E_OK && ret->n == 0)
		return err_field(&c->err, "control", "required",
		    "tick the controls to decide on, or name them by reference");
	return rc;
}

/* For many at once an empty field leaves what is there; in the form of one row it empties it. */
static struct value *input_of(struct ctx *c, const struct req *r, bool many)
{
	struct value *input = val_obj(c->arena);

	for (size_t i = 0; i < COUNT(fields); i++) {
		const char *text = req_field(r, fields[i]);

		if (text && (text[0] || !many))
			val_add(input, fields[i], val_text(c->arena, text));
	}
	return input;
}

/* Back to the list as it was filtered; only ever to a page of the Statement. */
static const char *back(struct ctx *c, const struct req *r, const struct chosen *k)
{
	const char *to = req_field(r, "back");

	if (!to || strncmp(to, "/soa", 4) != 0 || (to[4] && to[4] != '?') ||
	    strpbrk(to, "\r\n\\#"))
		to = "/soa";
	return k->n == 1 ? arena_printf(c->arena, "%s#%s", to, k->ref[0]) : to;
}

static int decide(struct ctx *c, struct req *r, struct value *view)
{
	struct value *entries = val_arr(c->arena);
	struct chosen k;
	struct rec *rec;
	int rc = chosen(c, r, &k);

	for (size_t i = 0; i < k.n && rc == E_OK; i++) {
		rc = soa_decide(c, k.ref[i], input_of(c, r, k.n > 1), &rec);
		if (rc == E_OK)
			val_push(entries, val_text(c->arena, rec_code(c->arena, rec)));
		else if (k.n > 1)
			IGNORE(err_field(&c->err, "control", "not-decided",
			    "%s could not be decided on, so nothing was changed", k.ref[i]));
	}
	if (rc < 0)
		return rc;
	val_add(view, "entries", entries);
	val_add(view, "decided", val_int(c->arena, (int64_t)k.n));
	r->redirect = back(c, r, &k);
	r->flash = k.n == 1 ? arena_printf(c->arena, "%s was decided on.", k.ref[0]) :
	    arena_printf(c->arena, "%zu controls were decided on.", k.n);
	return E_OK;
}

PAGE(soa_decide, .method = "POST", .path = "/soa/decide", .run = decide, .type = "soa_entry",
    .verb = VERB_EDIT, .title = N_("Decide"), .api = true,
    .help = "Decide on controls: control (list of references), decision, justification, supplier, "
	    "provider, agreement, status_override, override_reason, owner. All or none.");
