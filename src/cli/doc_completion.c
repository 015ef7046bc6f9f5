/* cli/doc_completion.c -- completion for bash, from the tables of commands. See doc_text.h. */
#include "cli/doc_text.h"
#include "cli/run.h"
#include "report/named.h"

/* Words of usages and options that stand for one of many, and where bash finds them. */
static const struct { const char *word, *from; } kinds[] = {
	{ "TYPE", "words=$types" }, { "COMMAND", "words=$commands" },
	{ "REPORT", "words=$reports" }, { "FILE", "files=1" }, { "DIR", "files=1" },
	{ "PATH", "files=1" },
};

struct word {
	const char *p;
	size_t n;
};

static bool is_lower(char c)
{
	return (c >= 'a' && c <= 'z') || c == '-' || c == '|';
}

/* The next word of a usage, without brackets; none at the end of its line. */
static struct word next_word(const char **at)
{
	struct word w;

	*at += strspn(*at, " [(");
	w = (struct word){ *at, strcspn(*at, " []()\n.") };
	*at += strcspn(*at, " \n");
	return w;
}

static bool literal(struct word w)
{
	for (size_t i = 0; i < w.n; i++)
		if (!is_lower(w.p[i]))
			return false;
	return w.n > 0 && w.p[0] != '-';
}

static const char *kind_of(struct word w)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strlen(kinds[i].word) == w.n && memcmp(kinds[i].word, w.p, w.n) == 0)
			return kinds[i].from;
	return NULL;
}

/* "a|b" with the text before each, and `between` from the second on. */
static void alternatives(struct sbuf *b, struct word w, const char *between, const char *before,
    const char *behind)
{
	for (size_t i = 0, n; i < w.n; i += n + 1) {
		const char *bar = memchr(w.p + i, '|', w.n - i);

		n = bar ? (size_t)(bar - w.p) - i : w.n - i;
		sbuf_printf(b, "%s%s%.*s%s", i ? between : "", before, (int)n, w.p + i, behind);
	}
}

/* ---- what may stand behind a command ---- */

static void first_words(struct sbuf *b, const struct command *k)
{
	const char *kind = NULL;

	sbuf_printf(b, "\t\t'%s 0 ') words='", k->name);
	for (const char *at = k->usage; at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL) {
		const char *p = at;
		struct word w;

		(void)next_word(&p);	/* the command itself */
		w = next_word(&p);
		if (literal(w))
			alternatives(b, w, "", " ", "");
		else if (kind_of(w))
			kind = kind_of(w);
	}
	sbuf_printf(b, "'%s%s ;;\n", kind ? "; " : "", kind ? kind : "");
}

static void second_words(struct cmd *m, const struct command *k)
{
	const char *before = arena_printf(m->c->arena, "'%s 1 ", k->name);
	struct sbuf *b = m->out;

	for (const char *at = k->usage; at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL) {
		const char *p = at;
		struct word first, second;

		(void)next_word(&p);	/* the command itself */
		first = next_word(&p);
		second = next_word(&p);
		if (!literal(first) || !kind_of(second))
			continue;
		sbuf_text(b, "\t\t");
		alternatives(b, first, "|", before, "'");
		sbuf_printf(b, ") %s ;;\n", kind_of(second));
	}
}

/* ---- options ---- */

static void options(struct sbuf *b, const struct option_def *d)
{
	for (; d && d->name; d++)
		sbuf_printf(b, " --%s", d->name);
}

/* Those with a value, as a pattern of "command --option". */
static void valued(struct sbuf *b, const char *command, const struct option_def *d)
{
	for (; d && d->name; d++)
		if (d->arg)
			sbuf_printf(b, "|%s' --%s'", command, d->name);
}

static void values(struct sbuf *b, const char *command, const struct option_def *d)
{
	for (; d && d->name; d++) {
		struct word w = d->arg ? (struct word){ d->arg, strlen(d->arg) } :
		    (struct word){ 0 };

		if (!w.n)
			continue;
		sbuf_printf(b, "\t%s' --%s') ", command, d->name);
		if (literal(w)) {
			sbuf_text(b, "words='");
			alternatives(b, w, "", " ", "");
			sbuf_text(b, "'");
		} else {
			sbuf_text(b, kind_of(w) ? kind_of(w) : ":");
		}
		sbuf_text(b, " ;;\n");
	}
}

/* ---- the script ---- */

static void lists(struct cmd *m)
{
	struct sbuf *b = m->out;

	sbuf_text(b, "\tlocal commands='");
	for (size_t i = 0; command_index[i]; i++)
		sbuf_printf(b, "%s%s", i ? " " : "", command_index[i]->name);
	sbuf_text(b, "'\n\tlocal types='");
	for (size_t i = 0; record_index[i]; i++)
		sbuf_printf(b, "%s%s", i ? " " : "", record_index[i]->name);
	sbuf_text(b, "'\n\tlocal reports='");
	for (size_t i = 0; report_index[i]; i++)
		sbuf_printf(b, "%s%s", i ? " " : "", report_name(m->c->arena, report_index[i]));
	sbuf_text(b, "'\n");
}

/* Which command and which word of it: values of options are none. */
static void find_place(struct sbuf *b)
{
	sbuf_text(b, "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	    "\t\tcase \"$command ${COMP_WORDS[i]}\" in\n\t\t' '");
	valued(b, "*", run_global_options);
	for (size_t i = 0; command_index[i]; i++)
		valued(b, command_index[i]->name, command_index[i]->options);
	sbuf_text(b, ") ((i++)); [[ ${COMP_WORDS[i]} != '=' ]] || ((i++)) ;;\n"
	    "\t\t*' -'*) ;;\n"
	    "\t\t*)\tif [[ ! $command ]]; then command=${COMP_WORDS[i]}; else"
	    " ((n++)) || verb=${COMP_WORDS[i]}; fi ;;\n"
	    "\t\tesac\n\tdone\n"
	    "\t[[ $prev != '=' ]] || prev=${COMP_WORDS[COMP_CWORD-2]}\n"
	    "\t[[ $cur != '=' ]] || cur=''\n");
}

static void find_words(struct cmd *m)
{
	struct sbuf *b = m->out;

	sbuf_text(b, "\tcase \"$command $prev\" in\n");
	values(b, "*", run_global_options);
	for (size_t i = 0; command_index[i]; i++)
		values(b, command_index[i]->name, command_index[i]->options);
	sbuf_text(b, "\t*)\tcase $cur in -*)\n\t\t\tcase $command in\n");
	for (size_t i = 0; command_index[i]; i++) {
		sbuf_printf(b, "\t\t\t%s) words='", command_index[i]->name);
		options(b, command_index[i]->options);
		sbuf_text(b, "' ;;\n");
	}
	sbuf_text(b, "\t\t\tesac\n\t\t\twords+='");
	options(b, run_global_options);
	sbuf_text(b, "' ;;\n\t\t*)\tcase \"$command $n $verb\" in\n"
	    "\t\t' 0 ') words=$commands ;;\n");
	for (size_t i = 0; command_index[i]; i++) {
		first_words(b, command_index[i]);
		second_words(m, command_index[i]);
	}
	sbuf_text(b, "\t\t*) files=1 ;;\n\t\tesac ;;\n\t\tesac ;;\n\tesac\n");
}

int doc_completion(struct cmd *m)
{
	struct sbuf *b = m->out;

	sbuf_text(b, "# bash completion of annexa; written by `annexa doc completion`\n"
	    "_annexa()\n{\n"
	    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	    "\tlocal command='' verb='' words='' files='' i n=0\n");
	lists(m);
	find_place(b);
	find_words(m);
	sbuf_text(b, "\tCOMPREPLY=()\n"
	    "\t[[ ! $words ]] || mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
	    "\t[[ ! $files ]] || { compopt -o filenames 2>/dev/null;"
	    " mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); }\n"
	    "}\ncomplete -F _annexa annexa\n");
	return E_OK;
}
