/* web/file_page.c -- files up and down. What a body brings is taken in before: web/upload.h. */
#include "record/file.h"
#include "web/app.h"

static ssize_t read_file(void *arg, char *p, size_t room)
{
	return blob_read(arg, p, room);
}

static void close_file(void *thing)
{
	blob_close(thing);
}

/* What a browser could take for a page, and texts whose encoding nobody knows, are just bytes. */
static const char *served_as(const char *type)
{
	static const char *const active[] = { "application/json", "application/xml",
		"image/svg+xml", "message/rfc822" };

	for (size_t i = 0; i < COUNT(active); i++)
		if (strcmp(type, active[i]) == 0)
			return "application/octet-stream";
	return text_starts(type, "text/") ? "application/octet-stream" : type;
}

static int send_file(struct ctx *c, struct req *r, const char *type)
{
	struct http_stream *s = arena_zero(r->x->request.arena, 1, sizeof(*s));
	struct blob_reader *reader;
	struct hash digest;
	struct file f;
	int rc;

	if ((rc = file_find(c, r->param[0], r->param[1], &f)) < 0)
		return rc;
	if (type && strcmp(type, f.type) != 0)
		return err_set(&c->err, E_NOTFOUND, "the file \"%s\" is %s, and only %s is shown "
		    "here", f.name, f.type, type);
	REQUIRE(hash_from_hex(f.digest, &digest));
	if (f.erased)
		return err_set(&c->err, E_NOTFOUND, "the file \"%s\" was erased", f.name);
	if ((rc = blob_open(c->program->blobs, c->org, &digest, f.key, &reader, &c->err)) < 0)
		return rc == E_NOTFOUND ? (c->err.code = E_IO) : rc;
	arena_defer(r->x->request.arena, close_file, reader);
	*s = (struct http_stream){ read_file, reader, (uint64_t)f.size };
	r->stream = s;
	r->raw_type = served_as(f.type);
	r->raw_name = f.name;
	return E_OK;
}

static int get(struct ctx *c, struct req *r, struct value *view)
{
	(void)view;
	return send_file(c, r, NULL);
}

/* For the frame of file_view_page.c; what keeps it apart says doc/adr/0028. */
static int get_pdf(struct ctx *c, struct req *r, struct value *view)
{
	int rc = send_file(c, r, "application/pdf");

	(void)view;
	r->frame = rc == E_OK;
	return rc;
}

PAGE(file, .method = "GET", .path = "/files/:digest", .run = get, .flags = PAGE_SIGNED_IN,
    .title = N_("File"), .api = true,
    .help = "The contents of an attached file, for who may read a record that names it.");
PAGE(file_named, .method = "GET", .path = "/files/:digest/:name", .run = get,
    .flags = PAGE_SIGNED_IN, .title = N_("File"), .api = true,
    .help = "The same under a name for people; the server looks at the digest alone.");

PAGE(file_pdf, .method = "GET", .path = "/files/:digest/:name/pdf", .run = get_pdf,
    .flags = PAGE_SIGNED_IN, .title = N_("File"),
    .help = "An attached PDF for the browser's own viewer, in a sandbox within the page that shows "
	    "it; nothing else is answered here.");

/* The texts "digest name" that upload.c made of the files, as the records' values have them. */
static int post(struct ctx *c, struct req *r, struct value *view)
{
	static const struct field any = { "file", FK_FILES, N_("Files"), 0 };
	struct value *list = val_arr(c->arena), *one;

	if (c->err.code)
		return c->err.code;	/* contents that are not what their names say */
	for (size_t i = 0; r->form && i < r->form->n; i++) {
		const struct http_field *f = &r->form->fields[i];

		if (f->value.n < HASH_HEX || strcmp(f->name, "csrf") == 0 || f->file)
			continue;
		if (!(one = files_from_text(c, &any, f->value)))
			return c->err.code;
		val_push(list, val_copy(c->arena, one->u.list.first));
	}
	if (!list->u.list.n)
		return err_field(&c->err, "file", "required", "send at least one file");
	val_add(view, "data", list);
	r->status = 201;
	return E_OK;
}

PAGE(file_post, .method = "POST", .path = "/files", .run = post,
    .flags = PAGE_SIGNED_IN | PAGE_FILES, .title = N_("Files"), .api = true,
    .params = "name text the file's name, when the body is the file itself",
    .help = "Store files: a form with one or several, or one as the body itself. The answer is "
	    "what fields of records take.");
PAGE(file_put, .method = "PUT", .path = "/files", .run = post,
    .flags = PAGE_SIGNED_IN | PAGE_FILES, .title = N_("Files"), .api = true,
    .params = "name text the file's name, when the body is the file itself",
    .help = "The same as POST: contents that are there already are not stored again.");
