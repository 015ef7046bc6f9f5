/*
 * cli/settings.h -- settings as data: a table, and four places a value may come from.
 *
 * An option of the command line comes before the environment, that before the settings file
 * (--config FILE, else DIR/annexa.conf if it is there), that before the default. The file has lines
 * `name = value`; # begins a comment.
 */
#ifndef ANNEXA_SETTINGS_H
#define ANNEXA_SETTINGS_H

#include "cli/command.h"

enum setting_kind { SETTING_TEXT, SETTING_INT, SETTING_WORD };
struct setting {
	const char *name;
	enum setting_kind kind;
	const char *initial;
	int64_t min, max;		/* of INT */
	const char *unit, *words;	/* words: of WORD, with blanks between */
	bool secret;
	const char *doc;
};
extern const struct setting settings[];		/* ended by a row without name */

struct settings;
/* Read and check everything: all problems at once, each with where it stands. Memory: m's arena. */
int settings_load(struct cmd *m, struct settings **ret) MUST;
const char *setting_text(const struct settings *s, const char *name);	/* BUG if unknown */
int64_t setting_int(const struct settings *s, const char *name);

const char *setting_variable(struct arena *a, const struct setting *s);	/* "ANNEXA_LISTEN" */
/* [{name, variable, kind, default, limits, unit, doc}]; a secret has no default to show. */
struct value *settings_value(struct arena *a);

#endif
