/*
 * isms/risk/bowtie_page.c -- a risk as a bow-tie: causes on the left, what prevents them, the event
 * in the middle, what softens it, consequences on the right. Places are computed here, drawn by the
 * template; the same boxes stand below the picture as lists.
 */
#include "isms/knowledge/library.h"
#include "isms/risk/risk.h"
#include "isms/risk/weigh.h"
#include "record/list.h"
#include "web/page.h"

enum {
	BOX_W = 190, GAP_X = 52, LINE_H = 16, PAD = 10, GAP_Y = 14, LINE_CHARS = 26, LINES_MAX = 4,
	BOXES_MAX = 12, HEAD_H = 34
};
enum part { CAUSES, BEFORE, EVENT, AFTER, EFFECTS, PARTS };

struct drawing {
	struct ctx *c;
	struct value *boxes[PARTS];
	int height[PARTS];
};

/* ---- boxes ---- */

/* The text in lines of at most LINE_CHARS characters; the last one says that there was more. */
static struct value *wrapped(struct arena *a, const char *text)
{
	struct value *lines = val_arr(a);

	while (*text && lines->u.list.n < LINES_MAX) {
		size_t n = 0, cut = 0, bytes = 0;
		bool last = lines->u.list.n + 1 == LINES_MAX;

		for (; text[bytes] && n <= LINE_CHARS; bytes++) {
			n += (text[bytes] & 0xc0) != 0x80;
			if (text[bytes] == ' ' || text[bytes] == '\n')
				cut = bytes;
		}
		if (!text[bytes])
			cut = bytes;
		else if (!cut)	/* one long word */
			for (cut = bytes; (text[cut] & 0xc0) == 0x80; cut--)
				;
		val_push(lines, val_text(a, last && text[cut] ? arena_printf(a, "%.*s ...",
		    (int)cut, text) : arena_text_n(a, text, cut)));
		text += cut + (text[cut] != '\0');
	}
	return lines;
}

static void box(struct drawing *d, enum part p, const char *code, const char *text,
    const char *href, const char *note)
{
	struct arena *a = d->c->arena;
	struct value *o, *lines, *placed = val_arr(a);
	int y = 0;

	if (d->boxes[p]->u.list.n >= BOXES_MAX)
		return;
	o = val_obj(a);
	val_add(o, "code", val_text(a, code));
	val_add(o, "text", val_text(a, text));
	val_add(o, "href", val_text(a, href));
	val_add(o, "note", val_text(a, note));
	lines = wrapped(a, code ? arena_printf(a, "%s %s", code, text) : text);
	if (note)
		val_push(lines, val_text(a, note));
	for (const struct value *l = lines->u.list.first; l; l = l->next) {
		struct value *line = val_obj(a);

		val_add(line, "text", val_copy(a, l));
		val_add(line, "dy", val_int(a, y++));
		val_push(placed, line);
	}
	val_add(o, "lines", placed);
	val_add(o, "h", val_int(a, 2 * PAD + y * LINE_H));
	d->height[p] += 2 * PAD + y * LINE_H + GAP_Y;
	val_push(d->boxes[p], o);
}

/* References of a catalogue as boxes: "T30 Phishing". What the catalogue does not know stays. */
static void references(struct drawing *d, const struct rec *r, const char *field, const char *kind)
{
	const struct value *list = rec_value(r, field);

	for (const struct value *v = list ? list->u.list.first : NULL; v; v = v->next) {
		struct library_thing t = library_find(library(), v->u.s.p);
		const char *known = t.row ? library_cell(t.row, "title") : NULL;

		box(d, CAUSES, v->u.s.p, known && known[0] ? known : kind, NULL, NULL);
	}
}

/* The first paragraph without its marks. */
static const char *plain(struct arena *a, const char *text)
{
	const char *end = strstr(text, "\n\n");
	char *out = arena_text_n(a, text, end ? (size_t)(end - text) : strlen(text));
	size_t n = 0;

	for (const char *p = out; *p; p++)
		if (*p != '*' && *p != '`' && *p != '#')
			out[n++] = *p == '\n' ? ' ' : *p;
	out[n] = '\0';
	return out;
}

/* ---- barriers ---- */

static const char *barrier_note(struct drawing *d, const struct weighing *w, int64_t control,
    unsigned side)
{
	int best = -1;

	for (size_t i = 0; i < w->n; i++)
		if (w->part[i].control == control && (w->part[i].sides & side) &&
		    w->part[i].now > best)
			best = w->part[i].now;
	return best < 0 ? N_("no measure") : best == 0 ? N_("planned") :
	    arena_printf(d->c->arena, "%d %% effective", best);
}

static unsigned control_sides(struct ctx *c, int64_t id)
{
	const struct value *v;
	struct rec *k;
	unsigned sides = 0;
	struct err before = c->err;

	if (record_load(c, record_find("control"), id, &k) < 0) {
		c->err = before;
		return EFFECT_LIKELIHOOD;
	}
	v = rec_value(k, "control_type");
	for (v = v ? v->u.list.first : NULL; v; v = v->next)
		sides |= strcmp(v->u.s.p, "Preventive") == 0 ? EFFECT_LIKELIHOOD :
		    EFFECT_CONSEQUENCE;
	return sides ? sides : EFFECT_LIKELIHOOD;
}

static void barriers(struct drawing *d, const struct rec *r, const struct weighing *w)
{
	static const struct { enum part part; unsigned side; } sides[] = {
		{ BEFORE, EFFECT_LIKELIHOOD }, { AFTER, EFFECT_CONSEQUENCE } };
	const struct record *t = record_find("control"), *m = record_find("measure");
	const struct value *list = rec_value(r, "controls");
	struct ctx *c = d->c;

	for (const struct value *v = list ? list->u.list.first : NULL; v; v = v->next) {
		struct ref_label l = ref_label(c, t, v->u.i);
		unsigned has = control_sides(c, v->u.i);

		for (size_t s = 0; s < COUNT(sides); s++)
			if (has & sides[s].side)
				box(d, sides[s].part, l.code, l.label ? l.label : "",
				    l.label ? rec_path(c->arena, t, l.code) : NULL,
				    barrier_note(d, w, v->u.i, sides[s].side));
	}
	for (size_t i = 0; i < w->n; i++)
		for (size_t s = 0; !w->part[i].control && s < COUNT(sides); s++)
			if (w->part[i].sides & sides[s].side) {
				struct ref_label l = ref_label(c, m, w->part[i].measure);

				box(d, sides[s].part, l.code, l.label ? l.label :
				    N_("not shown to you"), l.label ?
				    rec_path(c->arena, m, l.code) : NULL, w->part[i].now ?
				    arena_printf(c->arena, "%d %% effective", w->part[i].now) :
				    N_("planned"));
			}
}

static void effects(struct drawing *d, const struct rec *r)
{
	const struct field *f = field_find(r->type, "affects");
	const struct value *words = rec_value(r, "affects"), *assets = rec_value(r, "assets");
	struct ctx *c = d->c;

	if (rec_has(r, "impact"))
		box(d, EFFECTS, NULL, plain(c->arena, rec_text(r, "impact")), NULL, NULL);
	for (const struct value *v = words ? words->u.list.first : NULL; v; v = v->next) {
		const struct item *i = item_find(f->items, v->u.s.p, v->u.s.n);

		box(d, EFFECTS, NULL, arena_printf(c->arena, "Loss of %s",
		    text_lower(c->arena, i ? i->label : v->u.s.p)), NULL, NULL);
	}
	for (const struct value *v = assets ? assets->u.list.first : NULL; v; v = v->next) {
		struct ref_label l = ref_label(c, record_find("asset"), v->u.i);

		box(d, EFFECTS, l.code, l.label ? l.label : N_("not shown to you"),
		    l.label ? rec_path(c->arena, record_find("asset"), l.code) : NULL, NULL);
	}
	if (!d->boxes[EFFECTS]->u.list.n)
		box(d, EFFECTS, NULL, N_("No consequence is described yet"), NULL, NULL);
}

/* ---- places ---- */

static int place(struct drawing *d, enum part p, int height)
{
	struct arena *a = d->c->arena;
	int x = (int)p * (BOX_W + GAP_X), y = (height - d->height[p] + GAP_Y) / 2;

	for (struct value *o = d->boxes[p]->u.list.first; o; o = o->next) {
		int h = (int)val_get_int(o, "h", 0);

		val_add(o, "x", val_int(a, x));
		val_add(o, "y", val_int(a, y));
		val_add(o, "tx", val_int(a, x + PAD));
		for (struct value *l = val_get(o, "lines")->u.list.first; l; l = l->next)
			val_add(l, "ty", val_int(a,
			    y + PAD + 12 + LINE_H * (int)val_get_int(l, "dy", 0)));
		val_add(o, "my", val_int(a, y + h / 2));
		y += h + GAP_Y;
	}
	return x;
}

/* Curves from each cause to the event, and from the event to each consequence. */
static struct value *curves(struct drawing *d, int height)
{
	struct arena *a = d->c->arena;
	struct value *list = val_arr(a);
	int mid = height / 2, left = EVENT * (BOX_W + GAP_X), right = left + BOX_W;

	for (const struct value *o = d->boxes[CAUSES]->u.list.first; o; o = o->next) {
		int y = (int)val_get_int(o, "my", 0);

		val_push(list, val_text(a, arena_printf(a, "M%d %d C%d %d %d %d %d %d", BOX_W, y,
		    BOX_W + GAP_X + BOX_W, y, left - BOX_W, mid, left, mid)));
	}
	for (const struct value *o = d->boxes[EFFECTS]->u.list.first; o; o = o->next) {
		int y = (int)val_get_int(o, "my", 0), end = EFFECTS * (BOX_W + GAP_X);

		val_push(list, val_text(a, arena_printf(a, "M%d %d C%d %d %d %d %d %d", right, mid,
		    right + BOX_W, mid, end - BOX_W - GAP_X, y, end, y)));
	}
	return list;
}

static void draw(struct drawing *d, struct value *view)
{
	static const struct { const char *name, *label; } parts[PARTS] = {
		[CAUSES] = { "cause", N_("Causes") },
		[BEFORE] = { "before", N_("What makes it less likely") },
		[EVENT] = { "event", N_("Event") },
		[AFTER] = { "after", N_("What softens it") },
		[EFFECTS] = { "effect", N_("Consequences") },
	};
	struct arena *a = d->c->arena;
	struct value *list = val_arr(a);
	int height = 120;

	for (int p = 0; p < PARTS; p++)
		height = d->height[p] > height ? d->height[p] : height;
	for (int p = 0; p < PARTS; p++) {
		struct value *o = val_obj(a);
		int x = place(d, (enum part)p, height);

		val_add(o, "name", val_text(a, parts[p].name));
		val_add(o, "label", val_text(a, parts[p].label));
		val_add(o, "cx", val_int(a, x + BOX_W / 2));
		val_add(o, "boxes", d->boxes[p]);
		val_push(list, o);
	}
	val_set(view, "parts", list);
	val_set(view, "curves", curves(d, height));
	val_set_int(a, view, "w", PARTS * BOX_W + (PARTS - 1) * GAP_X);
	val_set_int(a, view, "h", height);
	val_set_int(a, view, "view_h", height + HEAD_H + 4);
	val_set_int(a, view, "head_y", -HEAD_H);
	val_set_int(a, view, "box_w", BOX_W);
}

static int bowtie(struct ctx *c, struct req *r, struct value *view)
{
	struct weighing *w = arena_alloc(c->arena, sizeof(*w));
	struct drawing d = { .c = c };
	struct rec *rec;
	int rc;

	if ((rc = record_get(c, record_find("risk"), r->param[0], VERB_READ, &rec)) < 0 ||
	    (rc = weigh(c, rec, w)) < 0)
		return rc;
	for (int p = 0; p < PARTS; p++)
		d.boxes[p] = val_arr(c->arena);
	if (rec_has(rec, "cause"))
		box(&d, CAUSES, NULL, plain(c->arena, rec_text(rec, "cause")), NULL, NULL);
	references(&d, rec, "threats", N_("Threat"));
	references(&d, rec, "vulnerabilities", N_("Vulnerability"));
	if (!d.boxes[CAUSES]->u.list.n)
		box(&d, CAUSES, NULL, N_("No cause is described yet"), NULL, NULL);
	barriers(&d, rec, w);
	box(&d, EVENT, NULL, rec_title(rec), NULL, NULL);
	effects(&d, rec);
	draw(&d, view);
	val_set_text(c->arena, view, "code", rec_code(c->arena, rec));
	val_set_text(c->arena, view, "label", rec_title(rec));
	val_set_text(c->arena, view, "self_href", rec_path(c->arena, rec->type,
	    rec_code(c->arena, rec)));
	return E_OK;
}

PAGE(risk_bowtie, .method = "GET", .path = "/risks/:code/bowtie", .run = bowtie, .type = "risk",
    .verb = VERB_READ, .template = "bowtie", .title = N_("Bow-tie"), .api = true,
    .help = "Causes, preventive controls, the event, reactive controls and consequences of a "
	    "risk.");
