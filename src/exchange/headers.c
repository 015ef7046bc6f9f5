/*
 * exchange/headers.c -- which field a column of a stranger's table is for, and which word of a list
 * its cells mean: what people usually write, in English, German and French. See import.h.
 */
#include "exchange/import_priv.h"

struct usual { const char *said, *means; };

/* What people call a field, in letters and digits alone, and our name of it. First fit counts. */
static const struct usual usual[] = {
	{ "id", "ref" }, { "no", "ref" }, { "nr", "ref" }, { "number", "ref" },
	{ "controlid", "ref" }, { "responsible", "owner" }, { "responsibleperson", "owner" },
	{ "assetowner", "owner" }, { "riskowner", "owner" }, { "controlowner", "owner" },
	{ "accountable", "owner" }, { "assignedto", "owner" }, { "assignee", "owner" },
	{ "verantwortlich", "owner" }, { "verantwortlicher", "owner" },
	{ "verantwortliche", "owner" }, { "zuständig", "owner" }, { "eigentümer", "owner" },
	{ "risikoeigentümer", "owner" }, { "risikoeigner", "owner" }, { "inhaber", "owner" },
	{ "propriétaire", "owner" }, { "responsable", "owner" },
	{ "title", "name" }, { "assetname", "name" }, { "asset", "name" }, { "assets", "name" },
	{ "fullname", "name" }, { "system", "name" }, { "supplier", "name" },
	{ "suppliername", "name" }, { "vendor", "name" }, { "company", "name" },
	{ "bezeichnung", "name" }, { "wert", "name" }, { "lieferant", "name" },
	{ "firma", "name" }, { "nom", "name" }, { "désignation", "name" },
	{ "fournisseur", "name" }, { "actif", "name" }, { "firstname", "name" },
	{ "givenname", "name" }, { "vorname", "name" }, { "prénom", "name" },
	{ "lastname", "name" }, { "familyname", "name" }, { "surname", "name" },
	{ "nachname", "name" }, { "familienname", "name" }, { "nomdefamille", "name" },
	{ "name", "title" }, { "summary", "title" }, { "risk", "title" }, { "riskname", "title" },
	{ "risktitle", "title" }, { "subject", "title" }, { "task", "title" }, { "titel", "title" },
	{ "risiko", "title" }, { "bezeichnung", "title" }, { "aufgabe", "title" },
	{ "titre", "title" }, { "risque", "title" }, { "intitulé", "title" },
	{ "mail", "email" }, { "emailaddress", "email" }, { "emailadresse", "email" },
	{ "courriel", "email" }, { "position", "job" }, { "role", "job" }, { "function", "job" },
	{ "jobtitle", "job" }, { "stelle", "job" }, { "funktion", "job" }, { "fonction", "job" },
	{ "poste", "job" }, { "department", "unit" }, { "dept", "unit" }, { "team", "unit" },
	{ "abteilung", "unit" }, { "bereich", "unit" }, { "organisationseinheit", "unit" },
	{ "département", "unit" }, { "site", "location" }, { "place", "location" },
	{ "standort", "location" }, { "ort", "location" }, { "lieu", "location" },
	{ "assettype", "type" }, { "category", "type" }, { "assetcategory", "type" },
	{ "kind", "type" }, { "typ", "type" }, { "art", "type" }, { "kategorie", "type" },
	{ "catégorie", "type" }, { "type", "kind" }, { "category", "kind" }, { "typ", "kind" },
	{ "art", "kind" }, { "kategorie", "kind" }, { "catégorie", "kind" },
	{ "probability", "likelihood" }, { "l", "likelihood" },
	{ "eintrittswahrscheinlichkeit", "likelihood" }, { "wahrscheinlichkeit", "likelihood" },
	{ "probabilité", "likelihood" }, { "vraisemblance", "likelihood" },
	{ "impact", "consequence" }, { "severity", "consequence" }, { "damage", "consequence" },
	{ "auswirkung", "consequence" }, { "schadensausmaß", "consequence" },
	{ "schadenshöhe", "consequence" }, { "schaden", "consequence" },
	{ "gravité", "consequence" }, { "c", "confidentiality" }, { "conf", "confidentiality" },
	{ "vertraulichkeit", "confidentiality" }, { "confidentialité", "confidentiality" },
	{ "i", "integrity" }, { "int", "integrity" }, { "integrität", "integrity" },
	{ "intégrité", "integrity" }, { "a", "availability" }, { "avail", "availability" },
	{ "verfügbarkeit", "availability" }, { "disponibilité", "availability" },
	{ "klassifizierung", "classification" }, { "einstufung", "classification" },
	{ "schutzklasse", "classification" }, { "deadline", "due" }, { "duedate", "due" },
	{ "targetdate", "due" }, { "fällig", "due" }, { "fälligam", "due" }, { "frist", "due" },
	{ "termin", "due" }, { "échéance", "due" }, { "datelimite", "due" },
	{ "reviewed", "reviewed_on" }, { "lastreview", "reviewed_on" },
	{ "reviewdate", "reviewed_on" }, { "geprüftam", "reviewed_on" },
	{ "letzteprüfung", "reviewed_on" }, { "details", "description" },
	{ "comment", "description" }, { "comments", "description" }, { "notes", "note" },
	{ "remarks", "note" }, { "remarks", "description" }, { "notes", "description" },
	{ "comment", "note" }, { "comments", "note" }, { "beschreibung", "description" },
	{ "bemerkung", "note" }, { "bemerkungen", "note" }, { "bemerkung", "description" },
	{ "bemerkungen", "description" }, { "kommentar", "note" }, { "kommentar", "description" },
	{ "remarque", "note" }, { "remarque", "description" }, { "commentaire", "note" },
	{ "commentaire", "description" }, { "telephone", "phone" }, { "phonenumber", "phone" },
	{ "mobile", "phone" }, { "telefon", "phone" }, { "téléphone", "phone" },
	{ "extern", "external" }, { "externe", "external" }, { "labels", "tags" },
	{ "keywords", "tags" }, { "schlagworte", "tags" }, { "dependson", "depends_on" },
	{ "dependencies", "depends_on" }, { "abhängigvon", "depends_on" },
	{ "abhängigkeiten", "depends_on" }, { "responsestrategy", "treatment" },
	{ "response", "treatment" }, { "treatmentoption", "treatment" },
	{ "risktreatment", "treatment" }, { "behandlung", "treatment" },
	{ "risikobehandlung", "treatment" }, { "strategie", "treatment" },
	{ "traitement", "treatment" }, { "affectedassets", "assets" }, { "asset", "assets" },
	{ "betroffenewerte", "assets" }, { "betroffeneassets", "assets" }, { "actifs", "assets" },
	{ "control", "controls" }, { "relatedcontrols", "controls" },
	{ "annexacontrols", "controls" }, { "isocontrols", "controls" },
	{ "maßnahmen", "controls" }, { "massnahmen", "controls" }, { "mesures", "controls" },
	{ "threat", "threats" }, { "bedrohung", "threats" }, { "bedrohungen", "threats" },
	{ "gefährdung", "threats" }, { "menace", "threats" },
	{ "vulnerability", "vulnerabilities" },
	{ "schwachstelle", "vulnerabilities" }, { "schwachstellen", "vulnerabilities" },
	{ "ursache", "cause" }, { "annexacontrol", "control" }, { "controlid", "control" },
	{ "id", "control" }, { "ref", "control" }, { "maßnahme", "control" },
	{ "applicable", "decision" }, { "applicability", "decision" }, { "anwendbar", "decision" },
	{ "applicableyesno", "decision" }, { "begründung", "justification" },
	{ "reason", "justification" }, { "reasonforexclusion", "justification" },
	{ "justificationforexclusion", "justification" },
};

/* What people write for a word of a list. It counts for a field whose list has the word. */
static const struct usual words[] = {
	{ "mitigate", "modify" }, { "mitigation", "modify" }, { "reduce", "modify" },
	{ "reduction", "modify" }, { "treat", "modify" }, { "vermindern", "modify" },
	{ "reduzieren", "modify" }, { "mindern", "modify" }, { "behandeln", "modify" },
	{ "réduire", "modify" }, { "accept", "retain" }, { "accepted", "retain" },
	{ "acceptance", "retain" }, { "tolerate", "retain" }, { "akzeptieren", "retain" },
	{ "tragen", "retain" }, { "accepter", "retain" }, { "terminate", "avoid" },
	{ "avoidance", "avoid" }, { "vermeiden", "avoid" }, { "éviter", "avoid" },
	{ "transfer", "share" }, { "insure", "share" }, { "übertragen", "share" },
	{ "transferieren", "share" }, { "transférer", "share" }, { "yes", "applicable" },
	{ "y", "applicable" }, { "ja", "applicable" }, { "oui", "applicable" },
	{ "true", "applicable" }, { "x", "applicable" }, { "no", "excluded" }, { "n", "excluded" },
	{ "nein", "excluded" }, { "non", "excluded" }, { "false", "excluded" },
	{ "notapplicable", "excluded" }, { "nichtanwendbar", "excluded" },
	{ "implemented", "in-place" }, { "fullyimplemented", "in-place" }, { "done", "in-place" },
	{ "yes", "in-place" }, { "ja", "in-place" }, { "umgesetzt", "in-place" },
	{ "partial", "partly" }, { "partially", "partly" }, { "partlyimplemented", "partly" },
	{ "partiallyimplemented", "partly" }, { "teilweise", "partly" }, { "inprogress", "partly" },
	{ "geplant", "planned" }, { "no", "not-implemented" }, { "nein", "not-implemented" },
	{ "nichtumgesetzt", "not-implemented" }, { "server", "hardware" }, { "laptop", "hardware" },
	{ "device", "hardware" }, { "gerät", "hardware" }, { "application", "software" },
	{ "app", "software" }, { "anwendung", "software" }, { "data", "information" },
	{ "daten", "information" }, { "cloudservice", "service" }, { "dienst", "service" },
	{ "dienstleistung", "service" }, { "building", "site" }, { "gebäude", "site" },
	{ "standort", "site" }, { "location", "site" }, { "people", "person" },
	{ "vendor", "supplier" }, { "lieferant", "supplier" }, { "prozess", "process" },
	{ "netzwerk", "network" }, { "netz", "network" }, { "database", "data-store" },
	{ "datenbank", "data-store" }, { "öffentlich", "public" }, { "intern", "internal" },
	{ "vertraulich", "confidential" }, { "secret", "strictly-confidential" },
	{ "strengvertraulich", "strictly-confidential" }, { "kunde", "customer" },
	{ "behörde", "authority" }, { "mitarbeiter", "staff" }, { "employees", "staff" },
};

/* The next letter or digit, lower case: of ASCII, and the two-byte letters of Latin-1. */
static int next_bare(const char **p, const char *end)
{
	while (*p < end) {
		int ch = (unsigned char)*(*p)++;

		if (ch == 0xc3 && *p < end) {
			int low = (unsigned char)*(*p)++;

			return ch << 8 | (low <= 0x9e ? low + 0x20 : low);
		}
		if (ch >= 'A' && ch <= 'Z')
			ch += 'a' - 'A';
		if (ch >= 0x80 || (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9'))
			return ch;
	}
	return -1;
}

/* "E-Mail address*" is "emailaddress". n: bytes of said that count. */
static bool same_bare(const char *said, size_t n, const char *what)
{
	const char *p = said, *pend = said + n, *q = what, *qend = what + strlen(what);
	int a, b;

	do {
		a = next_bare(&p, pend);
		b = next_bare(&q, qend);
		if (a != b)
			return false;
	} while (a >= 0);
	return true;
}

static const struct field *usually(const struct record *t, const char *said, size_t n)
{
	for (const struct field *f = t->fields; f->name; f++)
		if (same_bare(said, n, f->name) || same_bare(said, n, f->label))
			return f;
	for (size_t i = 0; i < COUNT(usual); i++) {
		const struct field *f = same_bare(said, n, usual[i].said) ?
		    field_find(t, usual[i].means) : NULL;

		if (f && !(f->flags & (F_DERIVED | F_INTERNAL)))
			return f;
	}
	return NULL;
}

static bool any_bare(const char *said, size_t n)
{
	const char *p = said;

	return next_bare(&p, said + n) >= 0;
}

const struct field *header_field(const struct record *t, const char *header, bool *ret_guess)
{
	size_t n = strlen(header), unit = strcspn(header, "([");	/* "Impact (1-5)" */
	const struct field *f;

	*ret_guess = false;
	for (f = t->fields; f->name; f++)	/* a name goes before any label */
		if (strcasecmp(f->name, header) == 0)
			return f;
	for (f = t->fields; f->name; f++)
		if (strcasecmp(f->label, header) == 0)
			return f;
	*ret_guess = true;
	/* In small letters it is the program's own number, which nobody sets; people write "ID". */
	if (n > HEADER_MAX || !any_bare(header, n) || strcmp(header, "id") == 0)
		return NULL;
	f = usually(t, header, n);
	return f || unit == n || !any_bare(header, unit) ? f : usually(t, header, unit);
}

const struct field *header_step(const struct record *t, const char *header)
{
	for (size_t i = 0; i < COUNT(usual); i++) {
		const struct field *f = same_bare(header, strlen(header), usual[i].said) ?
		    field_find(t, usual[i].means) : NULL;

		if (f && f->kind == FK_STEP && !(f->flags & (F_DERIVED | F_INTERNAL)))
			return f;
	}
	return NULL;
}

int header_name_part(const char *header)
{
	static const char *const parts[] = { "firstname", "givenname", "vorname", "prénom", NULL,
		"lastname", "familyname", "surname", "nachname", "familienname", "nomdefamille" };
	int part = 1;

	for (size_t i = 0; i < COUNT(parts); i++) {
		if (!parts[i])
			part = 2;
		else if (same_bare(header, strlen(header), parts[i]))
			return part;
	}
	return 0;
}

const struct item *usual_item(const struct field *f, const char *said)
{
	size_t n = strlen(said);

	for (const struct item *i = f->items; i && i->name; i++)
		if (same_bare(said, n, i->name) || same_bare(said, n, i->label))
			return i;
	for (size_t k = 0; k < COUNT(words); k++)
		for (const struct item *i = f->items; i && i->name; i++)
			if (strcmp(i->name, words[k].means) == 0 &&
			    same_bare(said, n, words[k].said))
				return i;
	return NULL;
}
