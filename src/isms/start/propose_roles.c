/* isms/start/propose_roles.c -- people of the first two roles, roles, and who answers for what. */
#include "isms/leadership/clauses.h"
#include "isms/start/propose.h"
#include "record/rec.h"

static void person(struct proposer *p, const char *origin, const char *name, const char *email,
    const char *job)
{
	struct proposal *r;

	if (!rec_has(p->answers, name))
		return;
	r = propose(p, "person", origin);
	put(p, r, "name", rec_text(p->answers, name));
	put(p, r, "email", rec_text(p->answers, email));
	put(p, r, "job", job);
}

void propose_people(struct proposer *p)
{
	person(p, "person:top", "top_name", "top_email", N_("Top management"));
	if (rec_has(p->answers, "manager_email") && strcmp(rec_text(p->answers, "manager_email"),
	    rec_text(p->answers, "top_email")) == 0)
		return;		/* the same person: person_of() finds the first */
	person(p, "person:manager", "manager_name", "manager_email", N_("ISMS manager"));
}

static const char *others(struct proposer *p, const char *refs)
{
	const char *text = "";
	struct str part;

	while (library_part(&refs, &part)) {
		const char *origin = arena_printf(p->a, "role:%.*s", (int)part.n, part.p);

		if (proposed(p, origin))
			text = arena_printf(p->a, "%s%s@%s", text, text[0] ? "," : "", origin);
	}
	return text;
}

static void role(struct proposer *p, const char *ref, const char *why)
{
	const struct library_entry *e = library_entry(library(), "role", ref);
	struct proposal *r;

	(void)why;
	if (!e)
		return;
	r = propose(p, "isms_role", arena_printf(p->a, "role:%s", ref));
	put(p, r, "name", e->title);
	put(p, r, "ref", ref);
	put(p, r, "responsibilities", library_section(e, "tasks"));
	put(p, r, "authority", library_section(e, "authority"));
	put(p, r, "not_with", others(p, library_key(e, "not-with")));
	if (strcmp(ref, "ROLE-TOP") == 0)
		put(p, r, "holders", person_of(p, "top"));
	if (strcmp(ref, "ROLE-CISO") == 0)
		put(p, r, "holders", person_of(p, "manager"));
	if (strcmp(ref, "ROLE-TOP") != 0)
		put(p, r, "appointed_by", person_of(p, "top"));
}

/* ---- RACI ---- */

static void cell(struct proposer *p, const char *clause, const char *ref, const char *letter)
{
	struct proposal *r;

	if (!proposed(p, arena_printf(p->a, "role:%s", ref)))
		return;
	r = propose(p, "raci", arena_printf(p->a, "raci:%s/%s", clause, ref));
	put(p, r, "subject", arena_printf(p->a, "requirement/%s", clause));
	put(p, r, "role", arena_printf(p->a, "@role:%s", ref));
	put(p, r, "letter", letter);
}

/* Does the role carry the clause or a part of it? */
static bool serves(const struct library_entry *role, const char *clause)
{
	const char *refs = library_key(role, "serves");
	size_t n = strlen(clause);
	struct str part;

	while (library_part(&refs, &part))
		if (part.n >= n && strncmp(part.p, clause, n) == 0 &&
		    (part.n == n || part.p[n] == '.' || part.p[n] == '/'))
			return true;
	return false;
}

/*
 * Accountable is top management where the standard addresses it and its role carries the clause,
 * else the ISMS manager; the other roles that carry the clause do the work.
 */
static void assign(struct proposer *p, const char *clause)
{
	const struct library_entry *top = library_entry(library(), "role", "ROLE-TOP");
	const char *accountable = top && serves(top, clause) ? "ROLE-TOP" : "ROLE-CISO";
	bool done = false;

	if (!is_loaded(p, "requirement", clause))
		return;
	cell(p, clause, accountable, "a");
	for (const struct library_entry *e = library_entries(library()); e; e = e->next) {
		if (strcmp(e->kind, "role") != 0 || strcmp(e->ref, accountable) == 0 ||
		    !serves(e, clause))
			continue;
		cell(p, clause, e->ref, "r");
		done = true;
	}
	if (!done && strcmp(accountable, "ROLE-TOP") == 0)
		cell(p, clause, "ROLE-CISO", "r");
}

void propose_roles(struct proposer *p)
{
	for_answers(p, "role", role);
	for (size_t i = 0; i < clauses_count; i++)
		if (clauses[i].ref[0] != 'A')
			assign(p, clauses[i].ref);
}
