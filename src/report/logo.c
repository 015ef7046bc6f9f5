/* report/logo.c -- the sign of an organisation: which pictures are let in. See report.h. */
#include "report/pdf_priv.h"

static const char signature[] = "\x89PNG\r\n\x1a\n";
enum { HEADER = 24 };	/* bytes up to the end of width and height */

static uint32_t big_endian(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

struct report_logo report_logo_size(struct str png)
{
	struct report_logo none = { 0, 0 }, size;
	uint32_t w, h;

	if (png.n < HEADER || memcmp(png.p, signature, 8) != 0 ||
	    memcmp(png.p + 12, "IHDR", 4) != 0)
		return none;
	w = big_endian(png.p + 16);
	h = big_endian(png.p + 20);
	if (w < 1 || h < 1 || w > REPORT_LOGO_SIDE || h > REPORT_LOGO_SIDE)
		return none;
	size.width = (int)w;
	size.height = (int)h;
	return size;
}

struct reading {
	struct str png;
	size_t at;
};

static cairo_status_t read_some(void *arg, unsigned char *to, unsigned int n)
{
	struct reading *r = arg;

	if (n > r->png.n - r->at)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(to, r->png.p + r->at, n);
	r->at += n;
	return CAIRO_STATUS_SUCCESS;
}

/* The sides were looked at before, so the decoder allocates at most their product. */
cairo_surface_t *report_logo_decode(struct str png)
{
	struct reading r = { png, 0 };

	return cairo_image_surface_create_from_png_stream(read_some, &r);
}

int report_logo_check(struct str png, struct err *e)
{
	cairo_surface_t *s;
	cairo_status_t status;

	if (png.n > REPORT_LOGO_BYTES)
		return err_set(e, E_INVALID, "the logo has %zu bytes, at most %d are taken", png.n,
		    (int)REPORT_LOGO_BYTES);
	if (!report_logo_size(png).width)
		return err_set(e, E_INVALID, "the logo must be a PNG picture of at most %d by %d "
		    "points", (int)REPORT_LOGO_SIDE, (int)REPORT_LOGO_SIDE);
	s = report_logo_decode(png);
	status = cairo_surface_status(s);
	cairo_surface_destroy(s);
	if (status)
		return err_set(e, E_INVALID, "the logo is a damaged PNG picture");
	return E_OK;
}
