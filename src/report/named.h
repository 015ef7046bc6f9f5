/*
 * report/named.h -- reports by name: one const struct next to the function that builds the
 * document.
 *
 *	REPORT(soa, .title = N_("Statement of Applicability"), .help = "...", .type = "control",
 *		.build = build);
 *
 * `annexa report soa`, /reports/soa and the API follow; the dispatcher asks for read access to
 * the type and gives the context a reader or an as-of view.
 */
#ifndef ANNEXA_NAMED_H
#define ANNEXA_NAMED_H

#include "base/ctx.h"
#include "base/index.h"
#include "report/report.h"

struct report {
	const char *name;		/* words joined by _ here, by - outside: risk_register */
	const char *title, *help;
	const char *reader;		/* who reads it and what for, or NULL */
	const char *source;		/* clause that asks for it, or NULL */
	const char *type;		/* record type whose read access is needed */
	int (*build)(struct ctx *c, struct report_doc **ret);
	/* Instead of build, when the report is about one record: its code, NULL = the newest. */
	int (*build_of)(struct ctx *c, const char *of, struct report_doc **ret);
};

#define REPORT(n, ...) const struct report report_##n = { .name = #n, __VA_ARGS__ }

/* "risk-register": how a report is called outside. */
const char *report_name(struct arena *a, const struct report *r) MUST;
/*
 * The reports the actor may have: [{name, title, help, reader, source, formats: [{format, label,
 * href}]}], sorted by title.
 */
struct value *report_list(struct ctx *c) MUST;
const struct report *report_find(const char *name);	/* takes - and _; NULL if there is none */
int report_known(struct ctx *c, const char *name) MUST;	/* E_NOTFOUND naming the known ones */
/*
 * Build the named report of c->org, with organisation, time, as-of note, checkpoint and
 * house style (report/style.h) filled in. Errors: E_NOTFOUND naming the known ones, those of build.
 */
int report_build(struct ctx *c, const char *name, struct report_doc **ret) MUST;
/* The same about one record. E_USAGE when the report is about no single one; of NULL: as above. */
int report_build_of(struct ctx *c, const char *name, const char *of,
    struct report_doc **ret) MUST;
/* The same for a document made otherwise: organisation, time, as-of note, checkpoint, style. */
int report_dress(struct ctx *c, struct report_doc *doc) MUST;

#endif
