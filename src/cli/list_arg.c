/* cli/list_arg.c -- conditions, order and columns of a list from the command line. */
#include "cli/record_cmd.h"

/* `field>=value` and its relatives, and `field[op]=value` as in the API. */
static int condition(struct cmd *m, struct list_query *lq, const char *arg)
{
	static const char *const signs[] = { ">=", "<=", "!=", ">", "<", "~", "=" };
	const char *at = NULL, *sign = NULL, *name;
	struct str value;

	for (const char *p = arg; *p && !at; p++)
		for (size_t k = 0; k < COUNT(signs) && !at; k++)
			if (strncmp(p, signs[k], strlen(signs[k])) == 0) {
				at = p;
				sign = signs[k];
			}
	if (!at || at == arg)
		return err_set(&m->c->err, E_USAGE,
		    "\"%s\" is not a condition such as field=value", arg);
	name = arena_text_n(m->c->arena, arg, (size_t)(at - arg));
	value = str_of(at + strlen(sign));
	if (strchr(name, '[') && strcmp(sign, "=") == 0)
		return list_param(m->c, lq, name, value);
	if (value.n && strchr("=<>~!", value.p[0]))
		return err_set(&m->c->err, E_USAGE, "\"%s\": %s%c is no operator; there are = != < "
		    "<= > >= and ~ (contains); a value that begins so is field[eq]=value", arg,
		    sign, value.p[0]);
	return list_filter(m->c, lq, name, filter_op(str_of(sign)), value);
}

int cmd_list_query(struct cmd *m, struct list_query *lq, int from)
{
	const char *columns = cmd_option(m, "columns"), *view = cmd_option(m, "view");
	int rc;

	if (view && (rc = list_view(m->c, lq, view)) < 0)
		return rc;
	if (cmd_option(m, "sort"))
		lq->sort = cmd_option(m, "sort");
	if (cmd_option(m, "search"))
		lq->q = str_of(cmd_option(m, "search"));
	if (cmd_option(m, "archived"))
		lq->archived = true;
	if (columns && (rc = list_param(m->c, lq, "columns", str_of(columns))) < 0)
		return rc;
	for (int i = from; i < m->argc; i++)
		if ((rc = condition(m, lq, cmd_arg(m, i))) < 0)
			return rc;
	return E_OK;
}
