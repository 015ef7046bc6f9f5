/* report/fonts.c -- see fonts.h. */
#include <pango/pangocairo.h>
#include "base/base.h"
#include "report/fonts.h"

int report_fonts(void)
{
	PangoFontFamily **families = NULL;
	int n = 0;

	pango_font_map_list_families(pango_cairo_font_map_get_default(), &families, &n);
	g_free(families);
	return n;
}
