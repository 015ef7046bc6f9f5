/* report/docx_text.c -- text, paragraphs and fields of a DOCX. See docx_priv.h. */
#include "report/docx_priv.h"

/* U+FFFE and U+FFFF, which XML does not allow: EF BF BE, EF BF BF. */
static bool noncharacter(const char *p, size_t left)
{
	return left >= 3 && (unsigned char)p[0] == 0xef && (unsigned char)p[1] == 0xbf &&
	    (unsigned char)p[2] >= 0xbe;
}

void docx_escape(struct sbuf *x, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		const char *name = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" :
		    c == '"' ? "&quot;" : c < 0x20 ? " " : NULL;

		if (noncharacter(s.p + i, s.n - i)) {
			sbuf_text(x, "\xef\xbf\xbd");
			i += 2;
		} else if (name) {
			sbuf_text(x, name);
		} else {
			sbuf_char(x, (char)c);
		}
	}
}

/* Does the text begin in a script written from right to left (Hebrew to Arabic Extended)? */
static bool right_to_left(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
			return false;
		if (c >= 0xc0)
			return (c >= 0xd6 && c <= 0xdf) || (c == 0xe0 && i + 1 < s.n &&
			    (unsigned char)s.p[i + 1] <= 0xa3);
	}
	return false;
}

static void run_look(struct sbuf *x, struct docx_run look, bool rtl)
{
	if (!look.bold && !look.rgb && !look.half_points && !rtl)
		return;
	sbuf_text(x, "<w:rPr>");
	if (look.bold)
		sbuf_text(x, "<w:b/><w:bCs/>");
	if (look.rgb)
		sbuf_printf(x, "<w:color w:val=\"%06x\"/>", look.rgb);
	if (look.half_points)
		sbuf_printf(x, "<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/>", look.half_points,
		    look.half_points);
	if (rtl)
		sbuf_text(x, "<w:rtl/>");
	sbuf_text(x, "</w:rPr>");
}

/* One run; line feeds become breaks, tabs tabs. Text is text here: no field, no instruction. */
void docx_run(struct sbuf *x, struct str s, struct docx_run look)
{
	size_t from = 0;

	if (s.n == 0)
		return;
	sbuf_text(x, "<w:r>");
	run_look(x, look, right_to_left(s));
	for (size_t i = 0; i <= s.n; i++) {
		if (i < s.n && s.p[i] != '\n' && s.p[i] != '\t')
			continue;
		if (i > from) {
			sbuf_text(x, "<w:t xml:space=\"preserve\">");
			docx_escape(x, (struct str){ s.p + from, i - from });
			sbuf_text(x, "</w:t>");
		}
		if (i < s.n)
			sbuf_text(x, s.p[i] == '\n' ? "<w:br/>" : "<w:tab/>");
		from = i + 1;
	}
	sbuf_text(x, "</w:r>");
}

void docx_para(struct sbuf *x, const char *style, const char *more, struct str s,
    struct docx_run look)
{
	sbuf_printf(x, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s%s</w:pPr>", style, more,
	    right_to_left(s) ? "<w:bidi/>" : "");
	docx_run(x, s, look);
	sbuf_text(x, "</w:p>");
}

/* shown stays until the word processor counts by itself. */
void docx_field(struct sbuf *x, const char *instruction, const char *shown)
{
	sbuf_printf(x, "<w:fldSimple w:instr=\" %s \"><w:r><w:t>%s</w:t></w:r></w:fldSimple>",
	    instruction, shown);
}
