/* isms/start/propose_plan.c -- the objective, the steps of the project as tasks, documents. */
#include "isms/document/kit.h"
#include "isms/start/propose.h"
#include "record/rec.h"

/* ---- how long ---- */

/* Which of "small / medium / large" fits the size. */
static int column_of(const struct rec *answers)
{
	if (rec_is(answers, "size", "251-1000") || rec_is(answers, "size", "over-1000"))
		return 2;
	return rec_is(answers, "size", "51-250") ? 1 : 0;
}

/* The middle of "0.5-1 / 1-2 / 2-4" in the column, in person-days; text: the range as written. */
static double effort(struct proposer *p, const struct library_entry *e, const char **ret_text)
{
	const char *at = library_key(e, "effort");
	double low, high;
	char *end;
	size_t n;

	for (int i = column_of(p->answers); i > 0 && strchr(at, '/'); i--)
		at = strchr(at, '/') + 1;
	at += strspn(at, " ");
	n = strcspn(at, " /");
	*ret_text = arena_text_n(p->a, at, n);
	low = strtod(*ret_text, &end);
	high = *end == '-' ? strtod(end + 1, NULL) : low;
	return (low + high) / 2;
}

static double effort_until(struct proposer *p, const char *ref)
{
	const char *text;
	double sum = 0;

	for (const struct library_entry *e = library_entries(library()); e; e = e->next) {
		if (strcmp(e->kind, "step") != 0)
			continue;
		sum += effort(p, e, &text);
		if (ref && strcmp(e->ref, ref) == 0)
			break;
	}
	return sum;
}

enum { CERTIFIED_STEP = 75 };
static const char last_step[] = "P75";	/* the certificate; what follows is due later */

/* Months to the goal when no date was given: content/plan, P04. */
static int64_t usual_days(const struct rec *answers)
{
	static const int64_t days[] = { 240, 365, 540 };

	return days[column_of(answers)];
}

static int64_t goal_us(struct proposer *p)
{
	const int64_t day = 86400 * INT64_C(1000000);
	int64_t us;

	if (rec_has(p->answers, "goal_date") &&
	    time_parse(str_of(rec_text(p->answers, "goal_date")), &us) && us > p->c->now_us)
		return us;
	return p->c->now_us + usual_days(p->answers) * day;
}

/* ---- steps ---- */

static void step(struct proposer *p, const struct library_entry *e, double share, int64_t goal)
{
	const char *clause = library_key(e, "clause"), *days;
	const char *base = arena_text_n(p->a, clause, strcspn(clause, ";/"));
	char *due = arena_alloc(p->a, DATE_TEXT);
	struct proposal *r = propose(p, "task", arena_printf(p->a, "step:%s", e->ref));

	(void)effort(p, e, &days);
	date_print(p->c->now_us + (int64_t)((double)(goal - p->c->now_us) * share), due);
	put(p, r, "title", arena_printf(p->a, "%s %s", e->ref, e->title));
	put(p, r, "kind", "other");
	if (is_loaded(p, "requirement", base))
		put(p, r, "about", arena_printf(p->a, "requirement/%s", base));
	put(p, r, "owner", person_of(p, "manager"));
	put(p, r, "due", due);
	put(p, r, "description", arena_printf(p->a, "%s\n\n**What exists afterwards:** %s",
	    library_section(e, "do"), library_section(e, "output")));
	put(p, r, "resources", arena_printf(p->a, "%s person-days", days));
}

/* Due dates follow the effort: the share of the whole work that is done by then. */
static void steps(struct proposer *p)
{
	double whole = effort_until(p, last_step), sum = 0;
	int64_t goal = goal_us(p);
	const char *text;

	for (const struct library_entry *e = library_entries(library()); e; e = e->next) {
		if (strcmp(e->kind, "step") != 0)
			continue;
		sum += effort(p, e, &text);
		step(p, e, whole > 0 ? sum / whole : 1, goal);
	}
}

/* ---- objective ---- */

static void objective(struct proposer *p)
{
	char *due = arena_alloc(p->a, DATE_TEXT);
	struct proposal *r;

	if (!rec_is(p->answers, "goal", "certificate"))
		return;
	date_print(goal_us(p), due);
	r = propose(p, "objective", "objective:certificate");
	put(p, r, "title", N_("Certificate for the ISMS"));
	put(p, r, "why", N_("What the organisation wants to show others."));
	put(p, r, "measure", N_("Steps of the implementation project that are done"));
	put(p, r, "unit", N_("steps"));
	put(p, r, "start", "0");
	put(p, r, "target", arena_printf(p->a, "%d", CERTIFIED_STEP));
	put(p, r, "plan", N_("The steps of the project, which are tasks with due dates."));
	put(p, r, "owner", person_of(p, "top"));
	put(p, r, "due", due);
	put(p, r, "evaluated", N_("Counted each month; reported in the management review."));
}

/* ---- documents ---- */

/* Who keeps it true does not approve it: with one person only, the approver is left open. */
static void document(struct proposer *p, const char *ref, const char *why)
{
	const char *owner = person_of(p, "manager"), *top = person_of(p, "top");
	const struct library_entry *e = library_entry(library(), "document", ref);
	struct proposal *r;

	(void)why;
	if (!e)
		return;
	r = propose(p, "document", arena_printf(p->a, "document:%s", ref));
	put(p, r, "kit", ref);
	put(p, r, "title", e->title);
	put(p, r, "owner", owner);
	if (strcmp(owner, top) != 0)
		put(p, r, "approvers", top);
}

/* Those the clauses demand, those of the starting point, and those an answer asks for. */
static void documents(struct proposer *p)
{
	const char *refs = library_key(p->preset, "documents");
	struct str part;

	for (const struct library_entry *e = library_entries(library()); e; e = e->next)
		if (strcmp(e->kind, "document") == 0 && kit_need_of(e) == KIT_MANDATORY)
			document(p, e->ref, NULL);
	while (library_part(&refs, &part))
		document(p, arena_text_n(p->a, part.p, part.n), NULL);
	for_answers(p, "document", document);
}

void propose_plan(struct proposer *p)
{
	objective(p);
	documents(p);
	steps(p);
}
