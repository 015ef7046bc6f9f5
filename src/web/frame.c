/* web/frame.c -- what stands around every page: navigation, user, organisation, moment. */
#include "web/app.h"

/* Navigation by the ISMS; the areas that record types and pages name. */
static const struct { const char *name, *label, *icon, *href; } areas[] = {
	{ "context", N_("Context & leadership"), "context", NULL },
	{ "asset", N_("Assets"), "asset", NULL },
	{ "risk", N_("Risk"), "risk", NULL },
	{ "control", N_("Controls & SoA"), "control", NULL },
	{ "document", N_("Documents"), "document", NULL },
	{ "evidence", N_("Evidence"), "evidence", NULL },
	{ "improvement", N_("Check & improve"), "improvement", NULL },
	{ "knowledge", N_("Knowledge"), "knowledge", NULL },
	{ "people", N_("People"), "people", NULL },
	{ "admin", N_("Administration"), "settings", NULL },
};

/* One entry of the navigation; who may see it: everybody, or who has the verb on the type. */
struct nav_entry {
	const char *label, *href;
	size_t n;			/* of href */
	const struct record *type;
	enum verb verb;
};

struct nav {
	struct arena mem;
	struct nav_entry *entry;
	size_t n, from[COUNT(areas) + 1];	/* the first of each area */
};

static void nav_add(struct nav *nav, const char *label, const char *href, const struct record *type,
    enum verb verb)
{
	nav->entry[nav->n++] = (struct nav_entry){ label, href, strlen(href), type, verb };
}

/* Pages that name this area in .nav ("area|label|icon"). */
static void nav_pages(struct nav *nav, const char *area)
{
	size_t n = strlen(area);

	for (size_t i = 0; page_index[i]; i++) {
		const struct page *p = page_index[i];
		const char *label;

		if (!p->nav || strncmp(p->nav, area, n) != 0 || p->nav[n] != '|')
			continue;
		label = p->nav + n + 1;
		nav_add(nav, arena_text_n(&nav->mem, label, strcspn(label, "|")), p->path,
		    p->type ? record_find(p->type) : NULL, p->verb);
	}
}

static void nav_types(struct nav *nav, const char *area)
{
	for (size_t i = 0; record_index[i]; i++) {
		const struct record *t = record_index[i];

		if (strcmp(t->area, area) == 0)
			nav_add(nav, t->labels, arena_join(&nav->mem, "/", t->plural), t,
			    VERB_READ);
	}
}

struct nav *nav_new(void)
{
	struct nav *nav = mem_new(1, sizeof(*nav));
	size_t room = 0;

	arena_init(&nav->mem, 1 << 20);
	while (page_index[room])
		room++;
	for (size_t i = 0; record_index[i]; i++)
		room++;
	nav->entry = arena_zero(&nav->mem, room, sizeof(*nav->entry));
	for (size_t i = 0; i < COUNT(areas); i++) {
		nav->from[i] = nav->n;
		nav_pages(nav, areas[i].name);
		nav_types(nav, areas[i].name);
	}
	nav->from[COUNT(areas)] = nav->n;
	return nav;
}

void nav_free(struct nav *nav)
{
	if (nav)
		arena_release(&nav->mem);
	mem_free(nav);
}

static struct value *nav_item(struct work *w, const struct nav_entry *e)
{
	struct arena *a = w->c->arena;
	struct value *o = val_obj(a);
	const char *path = w->x->request.path;

	val_add(o, "label", val_text(a, e->label));
	val_add(o, "href", val_str(a, (struct str){ e->href, e->n }));
	val_add(o, "active", val_bool(a, e->n > 1 ? strncmp(path, e->href, e->n) == 0 &&
	    (path[e->n] == '/' || path[e->n] == '\0') : strcmp(path, e->href) == 0));
	return o;
}

static struct value *nav_area(struct work *w, const struct nav *nav, size_t area)
{
	struct value *items = val_arr(w->c->arena);

	for (size_t i = nav->from[area]; i < nav->from[area + 1]; i++) {
		const struct nav_entry *e = &nav->entry[i];

		if (!e->type || access_scope(w->c, e->type, e->verb) != SCOPE_NONE)
			val_push(items, nav_item(w, e));
	}
	return items;
}

/* Of "/knowledge" and "/knowledge/compare" only the longer address is where the reader is. */
static bool mark_closest(struct arena *a, struct value *items)
{
	struct value *best = NULL;

	for (struct value *m = items->u.list.first; m; m = m->next) {
		if (!val_truthy(val_get(m, "active")))
			continue;
		if (best && strlen(val_get_text(best, "href")) > strlen(val_get_text(m, "href"))) {
			val_set_bool(a, m, "active", false);
			continue;
		}
		if (best)
			val_set_bool(a, best, "active", false);
		best = m;
	}
	return best != NULL;
}

static struct value *navigation(struct work *w)
{
	struct arena *a = w->c->arena;
	static const struct nav_entry first = { N_("Home"), "/", 1, NULL, VERB_READ };
	struct value *nav = val_arr(a), *home = nav_item(w, &first);

	val_add(home, "icon", val_text(a, "home"));
	val_push(nav, home);
	for (size_t i = 0; i < COUNT(areas); i++) {
		struct value *o = val_obj(a), *items = nav_area(w, app_nav(w->app), i);
		bool active = false;

		if (!items->u.list.n)
			continue;
		active = mark_closest(a, items);
		val_add(o, "label", val_text(a, areas[i].label));
		val_add(o, "icon", val_text(a, areas[i].icon));
		val_add(o, "href", val_copy(a, val_get(items->u.list.first, "href")));
		val_add(o, "active", val_bool(a, active));
		val_add(o, "items", items);
		val_push(nav, o);
	}
	return nav;
}

static const char *initials(struct arena *a, const char *name)
{
	const char *blank = strchr(name, ' ');
	char c = name[0] ? name[0] : '?';

	return blank && blank[1] && !(blank[1] & 0x80) && blank[1] != '<' ?
	    arena_printf(a, "%c%c", c, blank[1]) : arena_printf(a, "%c", c);
}

/* From today's database: an as-of view has no instance tables. */
static struct value *org_view(struct work *w)
{
	struct value *o = val_obj(w->c->arena);
	struct err before = w->c->err;
	struct dbc *here;
	struct query *q;
	int rc;

	if (!w->c->org.id)
		return NULL;
	/* A refusal from what is cached has read nothing yet: its page is the same as any other. */
	if (!w->c->db && !w->c->writing && ctx_reader(w->c) < 0) {
		w->c->err = before;
		return NULL;
	}
	if (!(here = w->c->db))
		return NULL;
	w->c->db = w->c->live ? w->c->live : here;
	rc = db_query_instance(w->c, &q, SQL("SELECT code, name FROM org WHERE id = :org"));
	w->c->db = here;
	if (rc < 0)
		return NULL;
	if (db_step(w->c, q) > 0) {
		val_add(o, "code", val_text(w->c->arena, arena_text(w->c->arena, db_text(q, 0))));
		val_add(o, "name", val_text(w->c->arena, arena_text(w->c->arena, db_text(q, 1))));
	}
	db_done(q);
	return o;
}

/* One sentence left by the page that redirected here. */
static void flash_view(struct work *w)
{
	const char *hex = http_cookie(&w->x->request, "__Host-annexa-flash");
	size_t n = hex ? strlen(hex) / 2 : 0;
	char *text;
	struct value *o;

	if (!hex || n > 400)
		return;
	text = arena_alloc(w->c->arena, n + 1);
	if (!hex_decode(hex, (uint8_t *)text, n) || !str_valid(text, n))
		return;
	text[n] = '\0';
	o = val_obj(w->c->arena);
	val_add(o, "tone", val_text(w->c->arena, "good"));
	val_add(o, "text", val_text(w->c->arena, text));
	val_set(w->view, "flash", o);
	http_reply_header(w->x, "Set-Cookie",
	    "__Host-annexa-flash=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
}

/* The form token: the session's, or before there is one a cookie's of its own. */
static const char *form_token(struct work *w)
{
	const char *have = http_cookie(&w->x->request, "__Host-annexa-form");
	char *token;

	if (w->r.session && !w->r.session->token)
		return w->r.session->csrf;
	if (have && strlen(have) >= 20 && strlen(have) < TOKEN_TEXT)
		return have;
	token = arena_alloc(w->c->arena, TOKEN_TEXT);
	random_token(token, TOKEN_TEXT, TOKEN_BYTES);
	http_reply_header(w->x, "Set-Cookie", arena_printf(w->c->arena,
	    "__Host-annexa-form=%s; Path=/; Secure; HttpOnly; SameSite=Lax", token));
	return token;
}

static void ledger_line(struct work *w)
{
	struct dbc *conn = w->c->live ? w->c->live : w->c->db;
	int64_t size, is_signed;
	struct err e;

	err_init(&e, w->c->arena);
	if (conn && w->c->org.id && ledger_progress(conn, w->c->org, &size, &is_signed, &e) == E_OK)
		val_set_text(w->c->arena, w->view, "checkpoint", arena_printf(w->c->arena,
		    "Ledger: %s, %s signed", text_counted(w->c->arena, size, "entry", "entries"),
		    text_grouped(w->c->arena, is_signed)));
}

/* ---- the moment ---- */

static bool is_address(const char *key)
{
	size_t n = key ? strlen(key) : 0;

	return n >= 4 && strcmp(key + n - 4, "href") == 0 && (n == 4 || key[n - 5] == '_');
}

/* "/soa#A.5.1" becomes "/soa?as_of=2026-03-14#A.5.1". */
static const char *at_moment(struct arena *a, const char *href, const char *moment)
{
	size_t n = strcspn(href, "#");

	return arena_printf(a, "%.*s%sas_of=%s%s", (int)n, href, memchr(href, '?', n) ? "&" : "?",
	    moment, href + n);
}

/* Every address of this server in the view leads to the same moment. */
static void keep_moment(struct arena *a, struct value *v, const char *moment)
{
	if (v->kind == V_TEXT) {
		if (is_address(v->key) && v->u.s.p[0] == '/' && !strstr(v->u.s.p, "as_of="))
			v->u.s = str_of(at_moment(a, v->u.s.p, moment));
		return;
	}
	if (v->kind == V_ARRAY || v->kind == V_OBJECT)
		for (struct value *m = v->u.list.first; m; m = m->next)
			keep_moment(a, m, moment);
}

static void moment_view(struct work *w)
{
	const char *typed = http_query(&w->x->request, "as_of");
	char day[DATE_TEXT], exact[TIME_TEXT];
	struct arena *a = w->c->arena;

	date_print(w->c->as_of_us, day);
	time_print(w->c->as_of_us, exact);
	keep_moment(a, w->view,
	    typed[strspn(typed, "0123456789TZ:.-")] ? arena_text(a, exact) : typed);
	val_set_text(a, w->view, "as_of", arena_text(a, day));
	val_set_text(a, w->view, "as_of_value", typed);
	val_set_text(a, w->view, "now_href", w->x->request.path);
}

void frame_fill(struct work *w)
{
	struct arena *a = w->c->arena;
	const char *theme = http_cookie(&w->x->request, "theme");
	struct value *o;

	val_set_text(a, w->view, "version", ANNEXA_VERSION);
	val_set_text(a, w->view, "path", w->x->request.path);
	val_set_text(a, w->view, "csrf", form_token(w));
	if (!val_get(w->view, "title"))
		val_set_text(a, w->view, "title", w->r.page ? w->r.page->title : NULL);
	if (theme && (strcmp(theme, "dark") == 0 || strcmp(theme, "light") == 0))
		val_set_text(a, w->view, "theme", theme);
	flash_view(w);
	if (!w->c->actor)
		return;
	o = val_obj(a);
	val_add(o, "label", val_text(a, w->c->actor->label));
	val_add(o, "initials", val_text(a, initials(a, w->c->actor->label)));
	val_set(w->view, "user", o);
	if ((o = org_view(w))) {
		val_set(w->view, "org", o);
		val_set(w->view, "demonstration",
		    val_bool(a, w->c->org.id && w->c->db && org_demonstration(w->c)));
	}
	val_set(w->view, "nav", navigation(w));
	val_set_text(a, w->view, "readonly", ledger_refusal(w->c->program->ledger));
	ledger_line(w);
	if (w->c->as_of_us)
		moment_view(w);
}
