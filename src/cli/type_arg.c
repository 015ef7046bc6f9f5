/* cli/type_arg.c -- the record type that an argument names. See record_cmd.h. */
#include "base/near.h"
#include "cli/record_cmd.h"

int cmd_type_named(struct cmd *m, const char *name, const struct record **ret)
{
	struct near n = { .word = name };
	struct sbuf *b;

	if ((*ret = record_find(name)) || (*ret = record_by_plural(name)))
		return E_OK;
	for (size_t k = 0; record_index[k]; k++)
		near_try(&n, record_index[k]->name);
	if (n.best)
		return err_hint(&m->c->err, E_USAGE, "`annexa record types` lists them",
		    "\"%s\" is no record type%s", name, near_said(m->c->arena, &n));
	b = arena_alloc(m->c->arena, sizeof(*b));
	sbuf_init(b, m->c->arena, 4096);
	for (size_t k = 0; record_index[k]; k++)
		sbuf_printf(b, "%s%s", k ? ", " : "", record_index[k]->name);
	return err_hint(&m->c->err, E_USAGE, "`annexa record types` says what they are",
	    "\"%s\" is no record type; there are: %s", name, sbuf_str(b).p);
}

int cmd_type(struct cmd *m, int i, const struct record **ret)
{
	return cmd_type_named(m, cmd_arg(m, i), ret);
}
