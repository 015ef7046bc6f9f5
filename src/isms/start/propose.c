/* isms/start/propose.c -- the order of the proposals, and the tools for making them. */
#include "isms/start/propose.h"
#include "record/program.h"

struct proposal *proposed(const struct proposer *p, const char *origin)
{
	for (struct proposal *r = p->out->first; r; r = r->next)
		if (strcmp(r->origin, origin) == 0)
			return r;
	return NULL;
}

struct proposal *propose(struct proposer *p, const char *type, const char *origin)
{
	const struct record *t = record_find(type);
	struct proposal *r;

	if (!t || proposed(p, origin))
		return NULL;
	r = arena_zero(p->a, 1, sizeof(*r));
	*r = (struct proposal){ .origin = origin, .t = t, .input = val_obj(p->a) };
	if (p->out->last)
		p->out->last->next = r;
	else
		p->out->first = r;
	p->out->last = r;
	p->out->n++;
	return r;
}

/* Not longer than the field takes, cut between words. */
static const char *fitting(struct arena *a, const struct field *f, const char *text)
{
	size_t max = f->max ? (size_t)f->max : f->kind == FK_TEXT ? 200 : 20000;
	size_t n = max > 3 ? max - 3 : max;

	if (f->kind != FK_TEXT && f->kind != FK_MARKDOWN)
		return text;
	if (strlen(text) <= max)
		return text;
	while (n && text[n] != ' ')
		n--;
	return arena_printf(a, "%.*s...", (int)n, text);
}

void put(struct proposer *p, struct proposal *r, const char *field, const char *text)
{
	const struct field *f = r ? field_find(r->t, field) : NULL;

	if (f && text && text[0])
		val_set_text(p->a, r->input, field, fitting(p->a, f, text));
}

const char *proposal_title(const struct proposal *p)
{
	const char *text = val_get_text(p->input, p->t->title);

	return text ? text : p->origin;
}

const char *slug(struct arena *a, const char *text)
{
	char *out = arena_alloc(a, strlen(text) + 1), *to = out;

	for (const char *t = text; *t && to - out < 60; t++) {
		char ch = *t >= 'A' && *t <= 'Z' ? (char)(*t + 32) : *t;

		if ((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || (ch & 0x80))
			*to++ = ch;
		else if (to > out && to[-1] != '-')
			*to++ = '-';
	}
	*to = '\0';
	return out;
}

const char *person_of(const struct proposer *p, const char *which)
{
	const char *origin = arena_printf(p->a, "person:%s", which);

	if (proposed(p, origin))
		return arena_printf(p->a, "@%s", origin);
	return strcmp(which, "top") == 0 ? person_of(p, "manager") : "";
}

bool is_loaded(struct proposer *p, const char *type, const char *ref)
{
	return ref_resolve(p->c, record_find(type), str_of(ref)) > 0;
}

const char *loaded_controls(struct proposer *p, const char *parts)
{
	const char *text = "";
	struct str part;

	while (library_part(&parts, &part)) {
		const char *ref = arena_text_n(p->a, part.p, part.n);

		if (is_loaded(p, "control", ref))
			text = arena_printf(p->a, "%s%s%s", text, text[0] ? "," : "", ref);
	}
	return text;
}

void halves(struct arena *a, const char *line, const char **ret_name, const char **ret_rest)
{
	const char *bar = strchr(line, '|');
	size_t n = bar ? (size_t)(bar - line) : strlen(line);

	*ret_name = str_trim(a, (struct str){ arena_text_n(a, line, n), n }).p;
	*ret_rest = bar ? str_trim(a, str_of(bar + 1)).p : "";
}

void for_lines(struct proposer *p, const char *text,
    void (*fn)(struct proposer *p, const char *line))
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		struct str line = str_trim(p->a, (struct str){ arena_text_n(p->a, text, n), n });

		if (line.n)
			fn(p, arena_text_n(p->a, line.p, line.n));
		text += n + (text[n] == '\n');
	}
}

void for_answers(struct proposer *p, const char *kind,
    void (*fn)(struct proposer *p, const char *ref, const char *why))
{
	const struct library_table *t = library_table(library(), "presets/answers");

	for (size_t i = 0; t && i < t->nrows; i++) {
		const struct library_row *row = &t->rows[i];
		const char *refs = library_cell(row, "refs");
		struct str part;

		if (strcmp(library_cell(row, "proposes"), kind) != 0 ||
		    !start_says(p->answers, library_cell(row, "question"),
			library_cell(row, "answer")))
			continue;
		while (library_part(&refs, &part))
			fn(p, arena_text_n(p->a, part.p, part.n), library_cell(row, "why"));
	}
}

/* "none" by itself says that there are none: a question answered, with nothing to draft. */
static const struct rec *without_none(struct ctx *c, const struct rec *answers)
{
	static const char *const lines[] = { "sites", "suppliers" };
	struct rec *r = rec_copy(c, answers);

	for (size_t i = 0; i < COUNT(lines); i++)
		if (strcasecmp(str_trim(c->arena, str_of(rec_text(r, lines[i]))).p, "none") == 0)
			rec_set(r, lines[i], NULL);
	return r;
}

int start_propose(struct ctx *c, const struct rec *answers, struct proposals *ret)
{
	struct proposer p = { .c = c, .a = c->arena, .answers = answers, .out = ret };

	*ret = (struct proposals){ 0 };
	if (answers && rec_has(answers, "preset"))
		p.preset = library_entry(library(), "preset", rec_text(answers, "preset"));
	if (!p.preset)
		return err_hint(&c->err, E_CONFLICT, "answer the first question: it chooses one",
		    "nothing can be drafted before a starting point is chosen");
	p.answers = without_none(c, answers);
	propose_people(&p);
	propose_assets(&p);
	propose_context(&p);
	propose_roles(&p);
	propose_risks(&p);
	propose_criteria(&p);
	propose_scope(&p);
	propose_profile(&p);
	propose_exclusions(&p);
	propose_plan(&p);
	return E_OK;
}
