/* isms/gap/radar.c -- maturity now and its target per section as a radar. See view.h. */
#include <math.h>
#include "isms/gap/view.h"

enum { AXES_LEAST = 3, AXES_MOST = 16, CENTRE_X = 160, CENTRE_Y = 130, RADIUS = 95 };

static double angle_of(size_t i, size_t n)
{
	return 2 * 3.14159265358979 * (double)i / (double)n;
}

static int x_of(size_t i, size_t n, double r)
{
	return CENTRE_X + (int)lround(r * sin(angle_of(i, n)));
}

static int y_of(size_t i, size_t n, double r)
{
	return CENTRE_Y - (int)lround(r * cos(angle_of(i, n)));
}

static double length_of(int tenths)
{
	return tenths == GAP_UNKNOWN ? 0 : RADIUS * (double)tenths / (10 * GAP_MATURITY_MAX);
}

static void add_point(struct sbuf *b, size_t i, size_t n, double r)
{
	sbuf_printf(b, "%s%d,%d", b->n ? " " : "", x_of(i, n, r), y_of(i, n, r));
}

static struct sbuf *points_new(struct arena *a)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, 4096);
	return b;
}

static struct value *rings(struct arena *a, size_t n)
{
	struct value *list = val_arr(a);

	for (int m = 1; m <= GAP_MATURITY_MAX; m++) {
		struct value *o = val_obj(a);
		struct sbuf *b = points_new(a);

		for (size_t i = 0; i < n; i++)
			add_point(b, i, n, length_of(10 * m));
		val_add(o, "points", val_text(a, sbuf_str(b).p));
		val_push(list, o);
	}
	return list;
}

static struct value *axis(struct arena *a, const struct gap_group *g, size_t i, size_t n)
{
	double side = sin(angle_of(i, n));
	struct value *o = val_obj(a);

	val_add(o, "x", val_int(a, x_of(i, n, RADIUS)));
	val_add(o, "y", val_int(a, y_of(i, n, RADIUS)));
	val_add(o, "lx", val_int(a, x_of(i, n, RADIUS + 12)));
	val_add(o, "ly", val_int(a, y_of(i, n, RADIUS + 12)));
	val_add(o, "anchor", val_text(a, side > 0.2 ? "start" : side < -0.2 ? "end" : "middle"));
	val_add(o, "label", val_text(a, arena_text_n(a, g->title, strcspn(g->title, " "))));
	return o;
}

struct value *gap_radar_value(struct arena *a, const struct gap_groups *g)
{
	struct value *o = val_obj(a), *axes = val_arr(a);
	struct sbuf *now, *target, *text;

	if (g->n < AXES_LEAST || g->n > AXES_MOST)
		return val_null(a);
	now = points_new(a);
	target = points_new(a);
	text = points_new(a);
	for (size_t i = 0; i < g->n; i++) {
		const struct gap_tally *t = &g->list[i].tally;
		int m = gap_mean_tenths(t->maturity_sum, t->maturity_n);
		int k = gap_mean_tenths(t->target_sum, t->target_n);

		add_point(now, i, g->n, length_of(m));
		add_point(target, i, g->n, length_of(k));
		val_push(axes, axis(a, &g->list[i], i, g->n));
		sbuf_printf(text, "%s%.*s %d.%d of %d.%d", i ? "; " : "",
		    (int)strcspn(g->list[i].title, " "), g->list[i].title,
		    m == GAP_UNKNOWN ? 0 : m / 10, m == GAP_UNKNOWN ? 0 : m % 10,
		    k == GAP_UNKNOWN ? 0 : k / 10, k == GAP_UNKNOWN ? 0 : k % 10);
	}
	val_add(o, "rings", rings(a, g->n));
	val_add(o, "axes", axes);
	val_add(o, "now", val_text(a, sbuf_str(now).p));
	val_add(o, "target", val_text(a, sbuf_str(target).p));
	val_add(o, "text", val_text(a, sbuf_str(text).p));
	return o;
}
