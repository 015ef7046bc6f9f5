/* rule/action.c -- the one action that clears a finding: read from the rule, made into a link. */
#include "record/access.h"
#include "record/rec.h"
#include "rule/rule_priv.h"

/* Text behind a keyword; NULL when it is another one. */
static const char *behind(const char *text, const char *keyword)
{
	size_t n = strlen(keyword);

	if (!text_starts(text, keyword) || (text[n] != ' ' && text[n] != '\0'))
		return NULL;
	return text + n + strspn(text + n, " ");
}

static const char *parse_edit(struct rule *r, const char *field)
{
	if (!r->subject)
		return "only what has a subject can be edited";
	if (*field && !field_find(r->subject, field))
		return "the subject has no such field";
	r->action.kind = ACTION_EDIT;
	r->action.type = r->subject;
	r->action.field = *field ? field_find(r->subject, field) : NULL;
	return NULL;
}

/* "measure controls={code} kind=x" */
static const char *parse_new(struct arena *a, struct rule *r, const char *text)
{
	size_t n = strcspn(text, " ");
	const char *query = text + n + strspn(text + n, " ");

	if (!(r->action.type = record_find(arena_text_n(a, text, n))))
		return "no such record type";
	for (const char *p = query; *p; p += strspn(p, " ")) {
		size_t name = strcspn(p, "= ");

		if (p[name] != '=' || !field_find(r->action.type, arena_text_n(a, p, name)))
			return "what is filled in is field=value of the new record";
		p += strcspn(p, " ");
	}
	r->action.kind = ACTION_NEW;
	r->action.path = query;
	return NULL;
}

/* "/soa?control={code} | Decide" */
static const char *parse_go(struct arena *a, struct rule *r, const char *text)
{
	const char *bar = strstr(text, " | ");

	if (text[0] != '/' || !bar || !bar[3])
		return "a path and the words on the button: /soa | Decide";
	r->action.kind = ACTION_GO;
	r->action.path = arena_text_n(a, text, (size_t)(bar - text));
	r->action.label = bar + 3;
	return NULL;
}

const char *action_parse(struct arena *a, struct rule *r, const char *text)
{
	const char *rest;

	if (!text) {	/* what stands in the record is corrected in the record */
		if (r->subject)
			r->action = (struct rule_action){ .kind = ACTION_EDIT, .type = r->subject };
		return NULL;
	}
	if ((rest = behind(text, "edit")))
		return parse_edit(r, rest);
	if ((rest = behind(text, "new")))
		return parse_new(a, r, rest);
	if ((rest = behind(text, "go")))
		return parse_go(a, r, rest);
	return "an action is edit [FIELD], new TYPE [FIELD=VALUE ...] or go PATH | WORDS";
}

/* ---- as a link ---- */

static void add_encoded(struct sbuf *b, const char *text, size_t n)
{
	static const char plain[] = "-._~";

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    (c && strchr(plain, c)))
			sbuf_char(b, (char)c);
		else
			sbuf_printf(b, "%%%02X", c);
	}
}

/* A template's text with {code} filled in. */
static void add_filled(struct sbuf *b, const char *text, size_t n, const char *code, bool encode)
{
	for (size_t i = 0; i < n; i++) {
		if (n - i >= 6 && strncmp(text + i, "{code}", 6) == 0) {
			add_encoded(b, code, strlen(code));
			i += 5;
		} else if (encode) {
			add_encoded(b, text + i, 1);
		} else {
			sbuf_char(b, text[i]);
		}
	}
}

static const char *new_href(struct arena *a, const struct rule_action *act, const char *code)
{
	struct sbuf *b = sbuf_new(a, 4096);
	char between = '?';

	sbuf_printf(b, "/%s/new", act->type->plural);
	for (const char *p = act->path; *p; p += strspn(p, " ")) {
		size_t name = strcspn(p, "="), all = strcspn(p, " ");

		sbuf_char(b, between);
		sbuf_add(b, p, name + 1);
		add_filled(b, p + name + 1, all - name - 1, code, true);
		between = '&';
		p += all;
	}
	return sbuf_str(b).p;
}

static const char *go_href(struct arena *a, const struct rule_action *act, const char *code)
{
	struct sbuf *b = sbuf_new(a, 4096);

	add_filled(b, act->path, strlen(act->path), code, false);
	return sbuf_str(b).p;
}

static struct value *link_value(struct arena *a, const char *label, const char *href)
{
	struct value *o = val_obj(a);

	val_add(o, "label", val_text(a, label));
	val_add(o, "href", val_text(a, href));
	return o;
}

struct value *action_value(struct ctx *c, const struct rule *r, const char *code, const char *path,
    bool editable)
{
	const struct rule_action *act = &r->action;
	struct arena *a = c->arena;
	const char *to;

	if (c->as_of_us || (r->subject && !code))
		return NULL;	/* the past stays; what is hidden is not led to */
	switch (act->kind) {
	case ACTION_NONE:
		return NULL;
	case ACTION_EDIT:
		if (!editable)
			return NULL;
		return link_value(a, act->field ? arena_printf(a, "Edit: %s", act->field->label) :
		    arena_printf(a, "Edit %s", code), act->field ?
		    arena_printf(a, "%s/edit#f-%s", path, act->field->name) :
		    arena_printf(a, "%s/edit", path));
	case ACTION_NEW:
		if (access_scope(c, act->type, VERB_CREATE) == SCOPE_NONE)
			return NULL;
		return link_value(a, arena_printf(a, "New %s", act->type->label),
		    new_href(a, act, code ? code : ""));
	case ACTION_GO:
		to = go_href(a, act, code ? code : "");
		if (c->program->may_follow && !c->program->may_follow(c, to))
			return NULL;
		return link_value(a, act->label, to);
	}
	BUG("kind of action");
}
