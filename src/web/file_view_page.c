/* web/file_view_page.c -- attached pictures, texts, PDFs to look at, never as a page of ours. */
#include "record/file.h"
#include "web/app.h"

enum { TEXT_SHOWN = 128 << 10 };

static bool is_picture(const char *type)
{
	static const char *const safe[] = { "image/png", "image/jpeg", "image/gif", "image/webp" };

	for (size_t i = 0; i < COUNT(safe); i++)
		if (strcmp(type, safe[i]) == 0)
			return true;
	return false;	/* SVG is a program: it is only downloaded */
}

static bool is_text(const char *type)
{
	return text_starts(type, "text/") || strcmp(type, "application/json") == 0 ||
	    strcmp(type, "application/xml") == 0;
}

/* The beginning, as far as it is UTF-8 without control bytes; the template escapes it. */
static int read_text(struct ctx *c, const struct file *f, struct value *view)
{
	char *p = arena_alloc(c->arena, TEXT_SHOWN + 1);
	struct blob_reader *reader;
	struct hash digest;
	ssize_t got = 1;
	size_t n = 0;
	int rc;

	REQUIRE(hash_from_hex(f->digest, &digest));
	if ((rc = blob_open(c->program->blobs, c->org, &digest, f->key, &reader, &c->err)) < 0)
		return rc == E_NOTFOUND ? (c->err.code = E_IO) : rc;
	while (n < TEXT_SHOWN && (got = blob_read(reader, p + n, TEXT_SHOWN - n)) > 0)
		n += (size_t)got;
	blob_close(reader);
	if (got < 0)
		return err_set(&c->err, E_IO, "the file \"%s\" cannot be read", f->name);
	if (f->size > (int64_t)n) {	/* not in the middle of a character */
		while (n && ((unsigned char)p[n - 1] & 0xc0) == 0x80)
			n--;
		n -= n && ((unsigned char)p[n - 1] & 0x80);
	}
	p[n] = '\0';
	if (!str_valid(p, n) || memchr(p, '\0', n))
		return E_OK;
	val_set(view, "text", val_str(c->arena, (struct str){ p, n }));
	val_set_bool(c->arena, view, "cut", f->size > (int64_t)n);
	return E_OK;
}

static int look(struct ctx *c, struct req *r, struct value *view)
{
	struct file f;
	int rc;

	if ((rc = file_find(c, r->param[0], r->param[1], &f)) < 0)
		return rc;
	val_set_text(c->arena, view, "title", f.name);
	val_set_text(c->arena, view, "name", f.name);
	val_set_text(c->arena, view, "type", f.type);
	val_set_text(c->arena, view, "size", size_text(c->arena, f.size));
	val_set_text(c->arena, view, "digest", arena_text(c->arena, f.digest));
	val_set_text(c->arena, view, "file_href", arena_printf(c->arena, "/files/%s", f.digest));
	val_set_bool(c->arena, view, "erased", f.erased);
	if (f.erased)
		return E_OK;
	if (is_picture(f.type))
		val_set_bool(c->arena, view, "picture", true);
	else if (strcmp(f.type, "application/pdf") == 0) {
		r->frame = req_query(r, "open") != NULL;
		val_set_bool(c->arena, view, "pdf", true);
		val_set_text(c->arena, view, "pdf_href", r->frame ? arena_printf(c->arena,
		    "%s/pdf", file_href(c->arena, f.digest, f.name)) : NULL);
	} else if (is_text(f.type) && (rc = read_text(c, &f, view)) < 0)
		return rc;
	return E_OK;
}

PAGE(file_look, .method = "GET", .path = "/files/:digest/:name/look", .run = look,
    .flags = PAGE_SIGNED_IN, .template = "file", .title = N_("File"),
    .help = "An attached picture, text or PDF to look at, for who may read a record that names it.",
    .params = "open boolean show a PDF in the browser's viewer");
