/* rule/computed.c -- views of numbers that rooms compute for rules. See RULEVIEW in rule.h. */
#include "base/sbuf.h"
#include "rule/rule_priv.h"

enum { VIEW_BYTES = 8 << 20 };

struct ruleview_rows {
	struct sbuf b;
	size_t columns, n;
	bool full;
};

void ruleview_row(struct ruleview_rows *to, const int64_t *values)
{
	to->full |= to->n == RULEVIEW_ROWS;
	if (to->full)
		return;
	sbuf_printf(&to->b, "%s(", to->n++ ? "," : " VALUES ");
	for (size_t i = 0; i < to->columns; i++)
		sbuf_printf(&to->b, "%s%" PRId64, i ? "," : "", values[i]);
	sbuf_printf(&to->b, ")");
}

static size_t count_columns(const struct ruleview *v)
{
	size_t n = 0;

	while (v->columns[n])
		n++;
	return n;
}

/* Does the text name v_NAME, and not only something that begins so? */
static bool names(const char *sql, const char *view)
{
	size_t n = strlen(view);

	for (const char *p = sql; (p = strstr(p, view)); p += n)
		if (!isalnum((unsigned char)p[n]) && p[n] != '_')
			return true;
	return false;
}

static bool wanted(const struct ruleview *v, const struct rule *const *rules, size_t n,
    struct arena *a)
{
	const char *view = arena_printf(a, "v_%s", v->name);

	for (size_t i = 0; i < n; i++)
		if (names(rules[i]->sql, view))
			return true;
	return false;
}

static void head(struct sbuf *b, const struct ruleview *v)
{
	sbuf_printf(b, "CREATE TEMP VIEW v_%s(", v->name);
	for (size_t i = 0; v->columns[i]; i++)
		sbuf_printf(b, "%s%s", i ? ", " : "", v->columns[i]);
	sbuf_printf(b, ") AS");
}

/* An empty one still has its columns. */
static void foot(struct ruleview_rows *rows)
{
	if (rows->n == 0) {
		sbuf_printf(&rows->b, " SELECT ");
		for (size_t i = 0; i < rows->columns; i++)
			sbuf_printf(&rows->b, "%sNULL", i ? ", " : "");
		sbuf_printf(&rows->b, " WHERE 1 = 0");
	}
	sbuf_printf(&rows->b, ";");
}

static int create(struct ctx *c, const struct ruleview *v)
{
	struct ruleview_rows *rows = arena_zero(c->arena, 1, sizeof(*rows));
	const struct actor *who = c->actor;
	int rc;

	rows->columns = count_columns(v);
	sbuf_init(&rows->b, c->arena, VIEW_BYTES);
	head(&rows->b, v);
	c->actor = actor_program();
	rc = v->fill(c, rows);
	c->actor = who;
	if (rc < 0)
		return rc;
	foot(rows);
	if (rows->full || !sbuf_ok(&rows->b))
		return err_set(&c->err, E_TOOBIG, "v_%s has more rows than a check can hold",
		    v->name);
	return db_script_temp(c->db, sbuf_str(&rows->b).p, &c->err);
}

int ruleviews_create(struct ctx *c, const struct rule *const *rules, size_t n)
{
	int rc;

	for (size_t i = 0; ruleview_index[i]; i++) {
		const struct ruleview *v = ruleview_index[i];

		if ((rc = db_script_temp(c->db, arena_printf(c->arena,
		    "DROP VIEW IF EXISTS temp.v_%s;", v->name), &c->err)) < 0)
			return rc;
		if (wanted(v, rules, n, c->arena) && (rc = create(c, v)) < 0)
			return rc;
	}
	return E_OK;
}
