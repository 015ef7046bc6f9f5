/* web/http_form.c -- paths, queries, cookies and forms: text from outside to checked values. */
#include "web/http.h"
#include "web/http_priv.h"

/* ---- percent-encoding ---- */

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decoded copy; with `plus`, + is a blank. NULL: a % without two digits, or not valid text. */
static char *decoded(struct arena *a, const char *p, size_t n, bool plus, size_t *ret_n)
{
	char *out = arena_alloc(a, n + 1);
	size_t k = 0;

	for (size_t i = 0; i < n; i++, k++) {
		out[k] = plus && p[i] == '+' ? ' ' : p[i];
		if (p[i] != '%')
			continue;
		if (n - i < 3 || hex(p[i + 1]) < 0 || hex(p[i + 2]) < 0)
			return NULL;
		out[k] = (char)(hex(p[i + 1]) << 4 | hex(p[i + 2]));
		i += 2;
	}
	out[k] = '\0';
	*ret_n = k;
	return str_valid(out, k) ? out : NULL;
}

/* Segments that are empty (but the last), `.` or `..` would let two servers see two paths. */
static bool plain_segments(const char *path)
{
	for (const char *p = path, *end; *p; p = end) {
		p++;			/* the slash */
		end = strchrnul(p, '/');
		if (end == p && *end)
			return false;
		if (p[0] == '.' && (end - p == 1 || (end - p == 2 && p[1] == '.')))
			return false;
	}
	return true;
}

const char *http_path(struct arena *a, const char *raw, size_t n)
{
	char *path;

	if (n == 0 || raw[0] != '/')
		return NULL;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)raw[i];

		if (c <= 0x20 || c >= 0x7f || strchr("\"#<>\\^`{|}", c))
			return NULL;
		if (c == '%' && n - i >= 3 && raw[i + 1] == '2' && (raw[i + 2] | 0x20) == 'f')
			return NULL;
	}
	if (!(path = decoded(a, raw, n, false, &n)))
		return NULL;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)path[i] < 0x20 || path[i] == 0x7f || path[i] == '\\')
			return NULL;
	return plain_segments(path) ? path : NULL;
}

/* "a=1&b=2" to pairs. -1: malformed, -2: too many. */
static int split_pairs(struct arena *a, struct str text, struct http_pair **ret, size_t *ret_n)
{
	size_t n = 1, k = 0, len;
	struct http_pair *pairs;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '&';
	if (n > HTTP_FORM_FIELDS)
		return -2;
	pairs = arena_alloc(a, n * sizeof(*pairs));
	for (const char *p = text.p, *stop = text.p + text.n, *end, *eq; p < stop; p = end + 1) {
		if (!(end = memchr(p, '&', (size_t)(stop - p))))
			end = stop;
		if (end == p)
			continue;
		if (!(eq = memchr(p, '=', (size_t)(end - p))))
			eq = end;
		if (!(pairs[k].name = decoded(a, p, (size_t)(eq - p), true, &len)))
			return -1;
		p = eq < end ? eq + 1 : end;
		if (!(pairs[k].value.p = decoded(a, p, (size_t)(end - p), true, &pairs[k].value.n)))
			return -1;
		k++;
	}
	*ret = pairs;
	*ret_n = k;
	return 0;
}

bool http_parse_query(struct http_request *r)
{
	struct http_pair *pairs = NULL;

	if (r->raw_query[0] == '\0')
		return true;
	if (split_pairs(r->arena, str_of(r->raw_query), &pairs, &r->nquery) < 0)
		return false;
	r->query = pairs;
	return true;
}

/* ---- lookups ---- */

const char *http_header(const struct http_request *r, const char *name)
{
	for (size_t i = 0; i < r->nheaders; i++)
		if (strcasecmp(r->headers[i].name, name) == 0)
			return r->headers[i].value.p;
	return NULL;
}

const char *http_query(const struct http_request *r, const char *name)
{
	const char *found = NULL;

	for (size_t i = 0; i < r->nquery; i++) {
		if (strcmp(r->query[i].name, name) != 0)
			continue;
		if (found)
			return NULL;
		found = r->query[i].value.p;
	}
	return found;
}

const char *http_cookie(const struct http_request *r, const char *name)
{
	const char *p = http_header(r, "Cookie"), *end, *found = NULL;
	size_t n = strlen(name), found_n = 0;

	for (; p && *p; p = *end ? end + 1 : end) {
		while (*p == ' ' || *p == '\t')
			p++;
		end = strchrnul(p, ';');
		if ((size_t)(end - p) <= n || strncmp(p, name, n) != 0 || p[n] != '=')
			continue;
		if (found)
			return NULL;	/* a planted second cookie must not decide */
		found = p + n + 1;
		found_n = (size_t)(end - found);
		while (found_n > 0 && (found[found_n - 1] == ' ' || found[found_n - 1] == '\t'))
			found_n--;
	}
	return found ? arena_text_n(r->arena, found, found_n) : NULL;
}

const struct http_field *http_form_find(const struct http_form *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->fields[i].name, name) == 0)
			return &f->fields[i];
	return NULL;
}

/* ---- forms ---- */

int http_form_urlencoded(struct arena *a, struct str text, struct http_form *ret, struct err *e)
{
	struct http_pair *pairs = NULL;
	struct http_field *fields;
	size_t n = 0;
	int rc = split_pairs(a, text, &pairs, &n);

	if (rc == -2)
		return err_set(e, E_TOOBIG, "form with more than %d fields", HTTP_FORM_FIELDS);
	if (rc < 0)
		return err_set(e, E_USAGE, "form is malformed or not UTF-8");
	fields = arena_zero(a, n, sizeof(*fields));
	for (size_t i = 0; i < n; i++)
		fields[i] = (struct http_field){ pairs[i].name, pairs[i].value, NULL, NULL };
	*ret = (struct http_form){ fields, n };
	return 0;
}

/* A header's value: `main; name="value"; ...`, RFC 9110 section 5.6.6 and what browsers send. */
static const char *next_parameter(struct arena *a, const char *p, char **ret_name, char **ret_value)
{
	const char *name, *end;
	size_t k = 0;

	while (*p == ' ' || *p == '\t' || *p == ';')
		p++;
	if (!*p)
		return NULL;
	name = p;
	end = p += strcspn(p, "=; \t");
	*ret_name = text_lower(a, arena_text_n(a, name, (size_t)(end - name)));
	*ret_value = arena_alloc(a, strlen(p) + 1);
	if (*p == '=' && p[1] == '"') {
		for (p += 2; *p && *p != '"'; p++) {
			if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
				p++;
			(*ret_value)[k++] = *p;
		}
		p += *p == '"';
	} else if (*p == '=') {
		for (p++; *p && !strchr("; \t", *p); p++)
			(*ret_value)[k++] = *p;
	}
	(*ret_value)[k] = '\0';
	return p;
}

static const char *parameter(struct arena *a, const char *header, const char *name)
{
	const char *p = header + strcspn(header, ";"), *found = NULL;
	char *key, *value;

	while ((p = next_parameter(a, p, &key, &value))) {
		if (strcmp(key, name) != 0)
			continue;
		if (found)
			return "";	/* twice: neither */
		found = value;
	}
	return found;
}

/* Browsers percent-encode quotes and line ends of names in multipart (HTML standard 4.10.21.8). */
static const char *browser_text(struct arena *a, const char *text)
{
	static const struct { const char *code; char c; } codes[] = {
		{ "%22", '"' }, { "%0D", '\r' }, { "%0A", '\n' } };
	char *out = arena_text(a, text), *k = out;

	for (const char *p = text; *p; k++) {
		*k = *p++;
		for (size_t i = 0; *k == '%' && i < COUNT(codes); i++)
			if (text_starts(p - 1, codes[i].code)) {
				*k = codes[i].c;
				p += 2;
			}
	}
	*k = '\0';
	return out;
}

/* Some browsers sent whole paths. */
static const char *last_segment(const char *file)
{
	for (const char *p = file; *p; p++)
		if (*p == '/' || *p == '\\')
			file = p + 1;
	return file;
}

struct part {
	const char *disposition, *type;
};

/* The header lines of a part, ended by an empty one. Returns what is behind, NULL if malformed. */
static char *part_headers(struct arena *a, char *p, char *end, struct part *part)
{
	char *limit = end - p > HTTP_FORM_PART_HEADER ? p + HTTP_FORM_PART_HEADER : end, *eol,
	     *line;

	*part = (struct part){ 0 };
	for (;; p = eol + 2) {
		if (!(eol = memmem(p, (size_t)(limit - p), "\r\n", 2)))
			return NULL;
		if (eol == p)
			return p + 2;
		if (!str_valid(p, (size_t)(eol - p)))
			return NULL;
		line = arena_text_n(a, p, (size_t)(eol - p));
		if (strncasecmp(line, "Content-Disposition:", 20) == 0 && !part->disposition)
			part->disposition = line + 20;
		else if (strncasecmp(line, "Content-Type:", 13) == 0 && !part->type)
			part->type = str_trim(a, str_of(line + 13)).p;
		else if (strncasecmp(line, "Content-Disposition:", 20) == 0)
			return NULL;	/* two: which name? */
	}
}

/* Name, file name and type from the headers; false: not a part of a form. */
static bool part_field(struct arena *a, const struct part *part, struct http_field *f)
{
	const char *name = NULL, *file;

	if (part->disposition)
		name = parameter(a, part->disposition, "name");
	if (!name || !*name ||
	    strncasecmp(str_trim(a, str_of(part->disposition)).p, "form-data", 9) != 0)
		return false;
	file = parameter(a, part->disposition, "filename");
	*f = (struct http_field){ .name = browser_text(a, name), .value = { "", 0 } };
	if (file) {
		f->file = last_segment(browser_text(a, file));
		f->type = part->type;
	}
	return true;
}

bool http_part(struct arena *a, char *p, size_t n, struct http_field *ret)
{
	struct part part;

	return part_headers(a, p, p + n, &part) == p + n && part_field(a, &part, ret);
}

/* From the byte behind a delimiter's line to the next delimiter. Returns what follows that. */
static char *one_part(struct arena *a, char *p, char *end, struct str mark, struct http_field *f)
{
	struct part part;
	char *stop;

	if (!(p = part_headers(a, p, end, &part)) || !part.disposition)
		return NULL;
	/* A part without contents: the delimiter's line end is the headers' own. */
	if (!(stop = memmem(p - 2, (size_t)(end - p) + 2, mark.p, mark.n)))
		return NULL;
	if (!part_field(a, &part, f))
		return NULL;
	if (stop > p)
		f->value = (struct str){ p, (size_t)(stop - p) };
	if (!f->file && !str_valid(f->value.p, f->value.n))
		return NULL;
	if (stop >= p)
		*stop = '\0';	/* the delimiter's CR: now the NUL behind the value */
	return stop + mark.n;
}

const char *http_delimiter(struct arena *a, const char *content_type)
{
	const char *boundary = parameter(a, content_type, "boundary");

	return boundary && *boundary && strlen(boundary) <= 70 ?
	    arena_printf(a, "\r\n--%s", boundary) : NULL;
}

static int malformed(struct err *e)
{
	return err_set(e, E_USAGE, "form is malformed or not UTF-8");
}

int http_form_multipart(struct arena *a, char *body, size_t n, const char *content_type,
    struct http_form *ret, struct err *e)
{
	char *p = body, *end = body + n;
	struct http_field *fields = NULL;
	size_t k = 0, room = 0;
	struct str mark = str_of(http_delimiter(a, content_type));

	if (!mark.n)
		return malformed(e);
	/* The first delimiter needs no line end before it; text before it is not ours to read. */
	if (n < mark.n || memcmp(p, mark.p + 2, mark.n - 2) != 0)
		return malformed(e);
	p += mark.n - 2;
	while (end - p < 2 || memcmp(p, "--", 2) != 0) {
		if (end - p < 2 || memcmp(p, "\r\n", 2) != 0)
			return malformed(e);
		if (k == HTTP_FORM_PARTS)
			return err_set(
			    e, E_TOOBIG, "form with more than %d fields", HTTP_FORM_PARTS);
		if (k == room) {
			struct http_field *more =
			    arena_zero(a, room = room ? room * 2 : 16, sizeof(*more));

			if (k)
				memcpy(more, fields, k * sizeof(*more));
			fields = more;
		}
		if (!(p = one_part(a, p + 2, end, mark, &fields[k])))
			return malformed(e);
		k++;
	}
	*ret = (struct http_form){ fields, k };
	return 0;
}
