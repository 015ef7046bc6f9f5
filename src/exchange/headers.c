/* exchange/headers.c -- which field a column of a stranger's table is for. See import.h. */
#include "exchange/import.h"

/* What people call a field, in letters and digits alone, and our name of it. First fit counts. */
static const struct { const char *said, *field; } usual[] = {
	{ "id", "code" }, { "no", "code" }, { "number", "code" }, { "ref", "code" },
	{ "responsible", "owner" }, { "responsibleperson", "owner" }, { "assetowner", "owner" },
	{ "riskowner", "owner" }, { "controlowner", "owner" }, { "accountable", "owner" },
	{ "assignedto", "owner" }, { "assignee", "owner" }, { "title", "name" },
	{ "assetname", "name" }, { "asset", "name" }, { "fullname", "name" },
	{ "system", "name" }, { "name", "title" }, { "summary", "title" }, { "risk", "title" },
	{ "riskname", "title" }, { "risktitle", "title" }, { "subject", "title" },
	{ "task", "title" }, { "mail", "email" }, { "emailaddress", "email" },
	{ "position", "job" }, { "role", "job" }, { "function", "job" }, { "jobtitle", "job" },
	{ "department", "unit" }, { "dept", "unit" }, { "team", "unit" }, { "site", "location" },
	{ "place", "location" }, { "assettype", "type" }, { "category", "type" },
	{ "kind", "type" }, { "type", "kind" }, { "probability", "likelihood" },
	{ "impact", "consequence" }, { "severity", "consequence" }, { "damage", "consequence" },
	{ "c", "confidentiality" }, { "conf", "confidentiality" }, { "i", "integrity" },
	{ "int", "integrity" }, { "a", "availability" }, { "avail", "availability" },
	{ "deadline", "due" }, { "duedate", "due" }, { "targetdate", "due" },
	{ "details", "description" }, { "comment", "description" },
	{ "comments", "description" }, { "notes", "note" }, { "remarks", "note" },
	{ "phone", "phone" }, { "telephone", "phone" }, { "labels", "tags" },
	{ "keywords", "tags" }, { "dependson", "depends_on" }, { "dependencies", "depends_on" },
	{ "responsestrategy", "treatment" }, { "response", "treatment" },
	{ "treatmentoption", "treatment" }, { "affectedassets", "assets" },
};

/* Lower case, letters and digits alone: "E-Mail address" is "emailaddress". */
static const char *bare(struct arena *a, const char *text)
{
	char *out = text_lower(a, text), *to = out;

	for (const char *p = out; *p; p++)
		if ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || (*p & 0x80))
			*to++ = *p;
	*to = '\0';
	return out;
}

const struct field *header_field(struct arena *a, const struct record *t, const char *header,
    bool *ret_guess)
{
	const char *said = bare(a, header);

	*ret_guess = false;
	for (const struct field *f = t->fields; f->name; f++)	/* a name goes before any label */
		if (strcasecmp(f->name, header) == 0)
			return f;
	for (const struct field *f = t->fields; f->name; f++)
		if (strcasecmp(f->label, header) == 0)
			return f;
	*ret_guess = true;
	for (const struct field *f = t->fields; f->name; f++)
		if (said[0] && (strcmp(bare(a, f->name), said) == 0 ||
		    strcmp(bare(a, f->label), said) == 0))
			return f;
	for (size_t i = 0; i < COUNT(usual); i++) {
		const struct field *f = strcmp(usual[i].said, said) == 0 ?
		    field_find(t, usual[i].field) : NULL;

		if (f && !(f->flags & (F_DERIVED | F_INTERNAL)))
			return f;
	}
	return NULL;
}
