/* cli/terminal_test.c -- what reaches a terminal cannot steer it. */
#include "cli/terminal.h"
#include "base/test.h"

/* twin: colour() that takes any final byte; the title of the window is set. */
void test_terminal__only_colours_pass(void **state)
{
	static const char *const cases[][2] = {
		{ "a\tb\nc", "a\tb\nc" },
		{ "\033[1mbold\033[0m", "\033[1mbold\033[0m" },
		{ "\033[1;31mx", "\033[1;31mx" },
		{ "\033[2Jgone", "[2Jgone" },
		{ "\033]0;title\007", "]0;title" },
		{ "\033", "" }, { "\033[", "[" }, { "\033[31", "[31" },
		{ "back\bspace\rreturn\177", "backspacereturn" },
		{ "\302\233" "31m", "31m" },		/* C1 CSI in UTF-8 */
		{ "\303\234ber \342\200\246 \302\240", "\303\234ber \342\200\246 \302\240" },
	};
	T_BEGIN;

	(void)e;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sbuf *in = sbuf_new(a, 100), *out = sbuf_new(a, 100);

		sbuf_text(in, cases[i][0]);
		terminal_clean(in, out);
		assert_string_equal(out->n ? sbuf_str(out).p : "", cases[i][1]);
	}
	T_END;
}
