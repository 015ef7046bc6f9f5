/* cli/doc_text.c -- see doc_text.h. */
#include "cli/doc_text.h"
#include "cli/run.h"
#include "cli/settings.h"

/* ---- the manual page ---- */

/* Text for roff: backslashes and hyphens escaped, no line that begins as a request. */
static void roff_n(struct sbuf *b, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool begins = i == 0 || text[i - 1] == '\n';

		if (begins && (text[i] == '.' || text[i] == '\''))
			sbuf_text(b, "\\&");
		if (text[i] == '\\')
			sbuf_text(b, "\\e");
		else if (text[i] == '-')
			sbuf_text(b, "\\-");
		else if (text[i] != '`')	/* Markdown's marks of code */
			sbuf_char(b, text[i]);
	}
}

static void roff(struct sbuf *b, const char *text)
{
	roff_n(b, text, strlen(text));
}

static void man_options(struct sbuf *b, const struct option_def *d)
{
	for (; d && d->name; d++) {
		sbuf_text(b, ".TP\n\\fB\\-\\-");
		roff(b, d->name);
		sbuf_text(b, "\\fR");
		if (d->arg) {
			sbuf_text(b, " \\fI");
			roff(b, d->arg);
			sbuf_text(b, "\\fR");
		}
		sbuf_char(b, '\n');
		roff(b, d->help);
		sbuf_char(b, '\n');
	}
}

static void man_command(struct sbuf *b, const struct command *k)
{
	sbuf_text(b, ".SS ");
	roff(b, k->name);
	sbuf_text(b, "\n.nf\n");
	for (const char *at = k->usage, *end; at; at = end ? end + 1 : NULL) {
		end = strchr(at, '\n');
		sbuf_text(b, "annexa ");
		roff_n(b, at, end ? (size_t)(end - at) : strlen(at));
		sbuf_char(b, '\n');
	}
	sbuf_text(b, ".fi\n.PP\n");
	for (const char *at = k->help; *at; ) {	/* an empty line is a paragraph */
		const char *gap = strstr(at, "\n\n");

		roff_n(b, at, gap ? (size_t)(gap - at) : strlen(at));
		sbuf_text(b, gap ? "\n.PP\n" : "\n");
		at = gap ? gap + 2 : at + strlen(at);
	}
	man_options(b, k->options);
}

static void man_settings(struct cmd *m)
{
	sbuf_text(m->out, ".SH SETTINGS\nOf serve, as option, as variable or as a line name = value"
	    " of annexa.conf in the data folder; the first of these that is given holds.\n");
	for (const struct setting *s = settings; s->name; s++) {
		sbuf_text(m->out, ".TP\n\\fB");
		roff(m->out, s->name);
		sbuf_text(m->out, "\\fR, \\fB");
		roff(m->out, setting_variable(m->c->arena, s));
		sbuf_printf(m->out, "\\fR%s%s\n", s->initial[0] ? ", default " : "", s->initial);
		roff(m->out, s->doc);
		sbuf_char(m->out, '\n');
	}
}

int doc_man(struct cmd *m)
{
	struct sbuf *b = m->out;

	sbuf_printf(b, ".TH ANNEXA 1 \"\" \"Annexa %s\" \"User commands\"\n.SH NAME\n",
	    ANNEXA_VERSION);
	roff(b, "annexa - information security management system by ISO/IEC 27001\n");
	sbuf_text(b, ".SH SYNOPSIS\n.B annexa\n[\\fIOPTIONS\\fR] \\fICOMMAND\\fR"
	    " [\\fIARGUMENTS\\fR]\n.SH DESCRIPTION\n");
	roff(b, "One program that keeps the records of a management system, serves them to browsers"
	    " and programs, and proves that nobody changed them. While a server runs on a data"
	    " folder, commands go through it.\n");
	sbuf_text(b, ".SH OPTIONS\n");
	man_options(b, run_global_options);
	sbuf_text(b, ".SH COMMANDS\n");
	for (size_t i = 0; command_index[i]; i++)
		man_command(b, command_index[i]);
	man_settings(m);
	sbuf_text(b, ".SH EXIT STATUS\n0 done; 1 the answer is no; 2 bad usage or input; 3 not"
	    " allowed; 4 refused; 5 input or output failed.\n.SH FILES\n.TP\n.I annexa.db\nthe"
	    " records\n.TP\n.I signer/\nthe key of the ledger\n.TP\n.I annexa.conf\nsettings\n");
	return E_OK;
}
