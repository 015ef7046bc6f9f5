/* isms/knowledge/extend.c -- what joins a control's record with its guidance and with the SoA. */
#include "isms/control/soa.h"
#include "isms/knowledge/knowledge.h"
#include "record/rec.h"

extern const struct record record_framework;

enum { REASONS_MAX = 100 };	/* of one control; the others are counted */

/* ---- addresses ---- */

const char *knowledge_href(struct arena *a, const struct library_thing *t)
{
	const char *ref = t->node ? t->node->ref : library_ref(t), *under;
	char *out = arena_alloc(a, 3 * strlen(ref) + 1), *p = out;

	if (!t->node && !t->entry && !t->row)
		return NULL;
	under = t->node ? t->node->framework->key :
	    arena_printf(a, "library/%s", library_kind(t));
	for (; *ref; ref++) {
		if (*ref == '/')
			*p++ = '~';
		else if (isalnum((unsigned char)*ref) || strchr("-._:()", *ref))
			*p++ = *ref;
		else
			p += snprintf(p, 4, "%%%02X", (unsigned)(unsigned char)*ref);
	}
	*p = '\0';
	return arena_printf(a, "/knowledge/%s/%s", under, out);
}

const char *knowledge_path_ref(struct arena *a, const char *param)
{
	char *ref = arena_text(a, param);

	for (char *p = ref; *p; p++)
		if (*p == '~')
			*p = '/';
	return ref;
}

/* ---- the organisation's decision ---- */

int knowledge_soa_row(struct ctx *c, const char *framework, const char *ref, struct value **ret)
{
	struct value *rows;
	int rc;

	*ret = NULL;
	if ((rc = soa_rows_of(c, framework, REASONS_MAX, &rows)) < 0)
		return rc;
	for (struct value *r = rows->u.list.first; r; r = r->next) {
		if (strcmp(val_get_text(r, "control"), ref) != 0)
			continue;
		*ret = val_copy(c->arena, r);
		val_set_text(c->arena, *ret, "edit_href", soa_edit_href(c, r));
	}
	return E_OK;
}

/* The library's node of a control record, NULL for the organisation's own controls. */
static const struct library_node *node_of(const char *framework, const char *ref)
{
	struct library_thing t = library_find(library(), ref);

	return t.node && strcmp(t.node->framework->key, framework) == 0 ? t.node : NULL;
}

int knowledge_control_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	struct arena *a = c->arena;
	const struct library_node *n;
	struct value *soa;
	struct rec *f;
	int rc;

	if ((rc = record_load(c, &record_framework, rec_int(r, "framework"), &f)) < 0 ||
	    (rc = knowledge_soa_row(c, rec_text(f, "ref"), rec_text(r, "ref"), &soa)) < 0)
		return rc;
	n = node_of(rec_text(f, "ref"), rec_text(r, "ref"));
	if (n && n->entry)
		val_set_text(a, out, "plain", library_key(n->entry, "plain"));
	if (n && strcmp(library_cell(n->row, "is_new"), "yes") == 0)
		val_set_text(a, out, "new_in", n->framework->edition);
	val_set_text(a, out, "guidance_href", n ?
	    knowledge_href(a, &(struct library_thing){ .node = n }) : NULL);
	val_set(out, "soa", soa ? soa : val_null(a));
	return E_OK;
}
