/* blob/name.c -- see name.h. */
#include "base/sbuf.h"
#include "blob/name.h"

/* ---- names ---- */

/* Code point of valid UTF-8 at p and how many bytes it has; 0 bytes for what is none. */
static uint32_t point(const char *text, size_t left, size_t *ret_n)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	uint32_t c = n == 1 ? p[0] : n == 2 ? p[0] & 0x1fu : n == 3 ? p[0] & 0x0fu : p[0] & 0x07u;

	*ret_n = 0;
	if (n > left)
		return 0;
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3fu);
	if (c >= 0x20 && c != 0x7f && !str_valid(text, n))
		return 0;
	*ret_n = n;
	return c;
}

/* What misleads: controls, line separators, marks that turn or hide what is read, separators. */
static bool misleads(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == '/' || c == '\\' || c == ':' ||
	    c == 0xad || c == 0x61c || c == 0x180e || (c >= 0x200b && c <= 0x200f) ||
	    (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	    (c >= 0xfff0 && c <= 0xffff) || (c >= 0xe000 && c <= 0xf8ff) || c >= 0xe0000;
}

static const char *last_segment(const char *name)
{
	for (const char *p = name; *p; p++)
		if (*p == '/' || *p == '\\')
			name = p + 1;
	return name;
}

/* Cut in the middle of the name, not off its ending; never inside a character. */
static void shorten(char *name)
{
	size_t n = strlen(name), end_n, keep;
	const char *dot = strrchr(name, '.');

	if (n <= FILE_NAME_MAX)
		return;
	end_n = dot && strlen(dot) <= 16 ? strlen(dot) : 0;
	keep = FILE_NAME_MAX - end_n;
	while (keep > 0 && ((unsigned char)name[keep] & 0xc0) == 0x80)
		keep--;
	memmove(name + keep, name + n - end_n, end_n + 1);
}

const char *file_name_safe(struct arena *a, const char *name)
{
	const char *p = last_segment(name), *end = p + strlen(p);
	char *out = arena_alloc(a, (size_t)(end - p) + 8), *to = out;
	size_t n;

	while (p < end) {
		uint32_t c = point(p, (size_t)(end - p), &n);

		if (n == 0 || misleads(c)) {
			*to++ = '_';
			p += n ? n : 1;
			continue;
		}
		if (to > out || (c != '.' && c != ' ')) {
			memcpy(to, p, n);
			to += n;
		}
		p += n;
	}
	while (to > out && (to[-1] == ' ' || to[-1] == '.'))
		to--;
	*to = '\0';
	shorten(out);
	return *out ? out : "file";
}

bool file_name_is_safe(const char *name)
{
	struct arena a;
	bool same;

	if (strlen(name) > FILE_NAME_MAX)
		return false;
	arena_init(&a, 4096);
	same = strcmp(file_name_safe(&a, name), name) == 0;
	arena_release(&a);
	return same;
}

/* ---- types ---- */

enum shape { BY_MAGIC, TEXT, ZIP, CFB, MP4, TIFF };

static const struct kind {
	const char *ending, *type, *what;
	enum shape shape;
	const char *magic;
	size_t magic_n, at;
} kinds[] = {
#define STARTS(text, from) BY_MAGIC, text, sizeof(text) - 1, from
#define OFFICE "application/vnd.openxmlformats-officedocument."
#define OPEN_DOCUMENT "application/vnd.oasis.opendocument."
	{ "7z", "application/x-7z-compressed", "a 7z archive", STARTS("7z\xbc\xaf\x27\x1c", 0) },
	{ "csv", "text/csv", "text", TEXT, NULL, 0, 0 },
	{ "doc", "application/msword", "a Word 97 document", CFB, NULL, 0, 0 },
	{ "docx", OFFICE "wordprocessingml.document", "a Word document", ZIP, NULL, 0, 0 },
	{ "eml", "message/rfc822", "text", TEXT, NULL, 0, 0 },
	{ "gif", "image/gif", "a GIF image", STARTS("GIF8", 0) },
	{ "gz", "application/gzip", "gzip data", STARTS("\x1f\x8b", 0) },
	{ "html", "text/html", "text", TEXT, NULL, 0, 0 },
	{ "jpeg", "image/jpeg", "a JPEG image", STARTS("\xff\xd8\xff", 0) },
	{ "jpg", "image/jpeg", "a JPEG image", STARTS("\xff\xd8\xff", 0) },
	{ "json", "application/json", "text", TEXT, NULL, 0, 0 },
	{ "log", "text/plain", "text", TEXT, NULL, 0, 0 },
	{ "md", "text/markdown", "text", TEXT, NULL, 0, 0 },
	{ "mov", "video/quicktime", "a QuickTime film", MP4, NULL, 0, 0 },
	{ "mp4", "video/mp4", "an MP4 film", MP4, NULL, 0, 0 },
	{ "msg", "application/vnd.ms-outlook", "an Outlook message", CFB, NULL, 0, 0 },
	{ "odp", OPEN_DOCUMENT "presentation", "an OpenDocument file", ZIP, NULL, 0, 0 },
	{ "ods", OPEN_DOCUMENT "spreadsheet", "an OpenDocument file", ZIP, NULL, 0, 0 },
	{ "odt", OPEN_DOCUMENT "text", "an OpenDocument file", ZIP, NULL, 0, 0 },
	{ "pdf", "application/pdf", "a PDF", STARTS("%PDF-", 0) },
	{ "png", "image/png", "a PNG image", STARTS("\x89PNG\r\n\x1a\n", 0) },
	{ "ppt", "application/vnd.ms-powerpoint", "a PowerPoint 97 file", CFB, NULL, 0, 0 },
	{ "pptx", OFFICE "presentationml.presentation", "a PowerPoint file", ZIP, NULL, 0, 0 },
	{ "svg", "image/svg+xml", "text", TEXT, NULL, 0, 0 },
	{ "tar", "application/x-tar", "a tar archive", STARTS("ustar", 257) },
	{ "tif", "image/tiff", "a TIFF image", TIFF, NULL, 0, 0 },
	{ "tiff", "image/tiff", "a TIFF image", TIFF, NULL, 0, 0 },
	{ "txt", "text/plain", "text", TEXT, NULL, 0, 0 },
	{ "webp", "image/webp", "a WebP image", STARTS("WEBP", 8) },
	{ "xls", "application/vnd.ms-excel", "an Excel 97 file", CFB, NULL, 0, 0 },
	{ "xlsx", OFFICE "spreadsheetml.sheet", "an Excel file", ZIP, NULL, 0, 0 },
	{ "xml", "application/xml", "text", TEXT, NULL, 0, 0 },
	{ "zip", "application/zip", "a zip archive", ZIP, NULL, 0, 0 },
};

static bool begins(const uint8_t *head, size_t n, size_t at, const char *magic, size_t magic_n)
{
	return n >= at + magic_n && memcmp(head + at, magic, magic_n) == 0;
}

/* Text of any encoding that has no NUL in its first bytes; UTF-16 with its mark. */
static bool is_text(const uint8_t *head, size_t n)
{
	return begins(head, n, 0, "\xff\xfe", 2) || begins(head, n, 0, "\xfe\xff", 2) ||
	    (!memchr(head, 0, n) && !begins(head, n, 0, "%PDF-", 5) &&
	    !begins(head, n, 0, "PK\x03\x04", 4) && !begins(head, n, 0, "\x7f""ELF", 4) &&
	    !begins(head, n, 0, "\x1f\x8b", 2));
}

static bool fits(const struct kind *k, const uint8_t *head, size_t n)
{
	switch (k->shape) {
	case BY_MAGIC:
		return begins(head, n, k->at, k->magic, k->magic_n);
	case TEXT:
		return is_text(head, n);
	case ZIP:
		return begins(head, n, 0, "PK\x03\x04", 4) || begins(head, n, 0, "PK\x05\x06", 4);
	case CFB:
		return begins(head, n, 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	case MP4:
		return begins(head, n, 4, "ftyp", 4) || begins(head, n, 4, "moov", 4);
	case TIFF:	/* either order of bytes */
		return begins(head, n, 0, "II*\0", 4) || begins(head, n, 0, "MM\0*", 4);
	}
	BUG("shape of a file");
}

const char *file_media_type(const char *name, const uint8_t *head, size_t n, const char **ret_what)
{
	const char *dot = strrchr(name, '.');

	*ret_what = NULL;
	for (size_t i = 0; dot && i < COUNT(kinds); i++) {
		if (strcasecmp(dot + 1, kinds[i].ending) != 0)
			continue;
		*ret_what = kinds[i].what;
		return n == 0 || fits(&kinds[i], head, n) ? kinds[i].type : NULL;
	}
	return "application/octet-stream";
}

const char *file_endings(struct arena *a)
{
	struct sbuf *b = sbuf_new(a, 4096);

	for (size_t i = 0; i < COUNT(kinds); i++)
		sbuf_printf(b, "%s%s", i ? ", " : "", kinds[i].ending);
	return sbuf_str(b).p;
}
