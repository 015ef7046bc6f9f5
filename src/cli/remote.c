/* cli/remote.c -- see remote.h. HTTP by libcurl. */
#include <curl/curl.h>
#include "base/hash.h"
#include "cli/remote.h"

enum { ANSWER_MAX = 128 << 20, ROUNDS = 100, FILE_MAX = 40 << 20 };

static size_t take(char *p, size_t size, size_t n, void *arg)
{
	sbuf_add(arg, p, size * n);
	return sbuf_ok(arg) ? size * n : 0;	/* less than all ends it */
}

/* https anywhere; http only to this machine, for the token is in the request. */
static bool address_ok(const char *url)
{
	static const char *const own[] = { "http://127.0.0.1", "http://localhost", "http://[::1]" };

	if (strncmp(url, "https://", 8) == 0)
		return true;
	for (size_t i = 0; i < COUNT(own); i++) {
		size_t n = strlen(own[i]);

		if (strncmp(url, own[i], n) == 0 && strchr(":/", url[n]))
			return true;
	}
	return false;
}

static int post(struct arena *a, const char *url, const char *token, const struct sbuf *body,
    struct sbuf *answer, long *ret_status, struct err *e)
{
	struct curl_slist *heads = NULL;
	CURL *h = curl_easy_init();
	CURLcode rc;

	if (!h)
		return err_set(e, E_IO, "there is no memory for a connection");
	heads = curl_slist_append(heads, "Content-Type: application/json");
	heads = curl_slist_append(heads, "Accept: application/json");
	heads = curl_slist_append(heads, arena_printf(a, "Authorization: Bearer %s", token));
	heads = curl_slist_append(heads, "Expect:");
	(void)curl_easy_setopt(h, CURLOPT_URL, url);
	(void)curl_easy_setopt(h, CURLOPT_HTTPHEADER, heads);
	(void)curl_easy_setopt(h, CURLOPT_POSTFIELDS, body->p);
	(void)curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->n);
	(void)curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take);
	(void)curl_easy_setopt(h, CURLOPT_WRITEDATA, answer);
	(void)curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "https,http");
	(void)curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);	/* the token goes nowhere else */
	(void)curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, 15L);
	(void)curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	rc = curl_easy_perform(h);
	(void)curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, ret_status);
	curl_slist_free_all(heads);
	curl_easy_cleanup(h);
	return rc == CURLE_OK ? E_OK : err_set(e, E_IO, "the server at %s: %s", url,
	    curl_easy_strerror(rc));
}

/* Was this path given on the command line? Only such files are read and written for a server. */
static bool given(int argc, char **argv, const char *path)
{
	for (int i = 1; i < argc; i++) {
		const char *at = strstr(argv[i], path);

		if (at && at[strlen(path)] == '\0' && (at == argv[i] || strchr("=@", at[-1])))
			return true;
	}
	return false;
}

static int attach(struct arena *a, struct cmd *io, int argc, char **argv, const char *path,
    struct value *files)
{
	struct str text;
	char *b64;
	int rc;

	if (!given(argc, argv, path))
		return err_set(&io->c->err, E_REFUSED, "the server asks for the file \"%s\", which "
		    "the command does not name", path);
	if ((rc = io->read_file(io, path, &text)) < 0)
		return rc;
	if (text.n > FILE_MAX)
		return err_set(&io->c->err, E_TOOBIG, "%s is larger than 40 MB; send it with POST "
		    "/api/v1/files", path);
	b64 = arena_alloc(a, base64_room(text.n));
	base64_encode(text.p, text.n, b64);
	val_add(files, arena_text(a, path), val_text(a, b64));
	return E_OK;
}

static int store(struct arena *a, struct cmd *io, int argc, char **argv, const struct value *files)
{
	int rc = E_OK;

	for (const struct value *f = files ? files->u.list.first : NULL; f && rc == E_OK;
	     f = f->next) {
		size_t room = f->u.s.n / 4 * 3 + 3, n;
		uint8_t *p = arena_alloc(a, room);

		if (!given(argc, argv, f->key))
			return err_set(&io->c->err, E_REFUSED, "the server answers with a file "
			    "\"%s\", which the command does not name", f->key);
		if (f->kind != V_TEXT || !base64_decode(f->u.s.p, f->u.s.n, p, room, &n))
			return err_set(&io->c->err, E_IO, "the server's answer is not understood");
		rc = io->write_file(io, f->key, p, n);
	}
	return rc;
}

static struct value *request(struct arena *a, int argc, char **argv, struct value *files,
    const char *org, const struct cmd *io)
{
	struct value *o = val_obj(a), *list = val_arr(a);

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--url") == 0 || strcmp(argv[i], "--data") == 0) {
			i++;	/* where it runs is settled */
			continue;
		}
		if (!text_starts(argv[i], "--url=") && !text_starts(argv[i], "--data="))
			val_push(list, val_text(a, argv[i]));
	}
	val_add(o, "argv", list);
	val_add(o, "org", val_text(a, org));
	val_add(o, "files", files);
	val_add(o, "terminal", val_bool(a, io->terminal));
	val_add(o, "colour", val_bool(a, io->colour));
	return o;
}

/* A problem of the API as an error: its sentence, its fields. */
static int problem(struct arena *a, const struct value *v, long http, struct err *e)
{
	const char *detail = val_get_text(v, "detail");
	const struct value *errors = val_get(v, "errors");
	int code = http == 401 ? E_SIGNIN : http == 403 ? E_DENIED : http == 429 ? E_LIMIT :
	    http >= 500 ? E_IO : E_USAGE;

	for (const struct value *f = errors ? errors->u.list.first : NULL; f; f = f->next)
		IGNORE(err_field(e, arena_text(a, val_get_text(f, "field")), "remote", "%s",
		    val_get_text(f, "detail") ? val_get_text(f, "detail") : ""));
	e->code = code;
	e->detail = detail ? detail : "the server's answer is not understood";
	e->hint = http == 401 ? "set ANNEXA_TOKEN to a token of this server: annexa token create" :
	    val_get_text(v, "hint");
	return code;
}

/* One exchange: E_PRECONDITION when the server wants *ret_need. */
static int once(struct arena *a, const char *url, const char *token, struct value *o,
    struct value **ret, const char **ret_need, struct err *e)
{
	struct sbuf *body = sbuf_new(a, ANSWER_MAX), *answer = sbuf_new(a, ANSWER_MAX);
	struct value *v = NULL;
	long status = 0;
	struct err unread;
	int rc;

	err_init(&unread, a);
	json_print(body, o);
	if ((rc = post(a, url, token, body, answer, &status, e)) < 0)
		return rc;
	if (!answer->n || json_parse(a, answer->p, answer->n, &v, &unread) < 0 ||
	    v->kind != V_OBJECT)
		return err_set(e, E_IO, "%s answers %ld, not as Annexa does", url, status);
	if (status == 428 && (*ret_need = val_get_text(v, "need")))
		return E_PRECONDITION;
	if (status != 200)
		return problem(a, v, status, e);
	*ret = v;
	return E_OK;
}

static int run(struct arena *a, int argc, char **argv, const struct invocation *inv,
    struct cmd *io, struct value **ret)
{
	const char *token = getenv("ANNEXA_TOKEN"), *need = NULL;
	size_t n = strlen(inv->url);
	struct value *files = val_obj(a);
	int rc = E_PRECONDITION;
	const char *url;

	if (!address_ok(inv->url))
		return err_set(&io->c->err, E_USAGE, "--url must begin with https://, or name this "
		    "machine: the token would go over the network in clear");
	if (!token || !token[0])
		return err_hint(&io->c->err, E_SIGNIN,
		    "make one on the server: annexa token create YOUR@ADDRESS --name NAME",
		    "--url needs a token in ANNEXA_TOKEN");
	url = arena_printf(a, "%.*s/api/v1/command", (int)(n && inv->url[n - 1] == '/' ? n - 1 : n),
	    inv->url);
	for (int i = 0; rc == E_PRECONDITION && i < ROUNDS; i++) {
		if (need && (rc = attach(a, io, argc, argv, need, files)) < 0)
			return rc;
		rc = once(a, url, token, request(a, argc, argv, files, inv->org, io), ret, &need,
		    &io->c->err);
		files = val_copy(a, files);
	}
	return rc;
}

int remote_run(struct arena *a, int argc, char **argv, const struct invocation *inv,
    struct cmd *io)
{
	struct ctx none = { .arena = a };
	struct value *v = NULL;
	const char *text;
	int rc;

	err_init(&none.err, a);
	io->c = &none;
	if ((rc = run(a, argc, argv, inv, io, &v)) == E_OK)
		rc = store(a, io, argc, argv, val_get(v, "files"));
	if (rc < 0) {
		if (inv->json)
			cmd_json(io, run_error_value(a, &none.err));
		run_print_error(io->chatter, &none.err);
		return err_exit(rc);
	}
	if ((text = val_get_text(v, "out")))
		sbuf_text(io->out, text);
	if ((text = val_get_text(v, "err")))
		sbuf_text(io->chatter, text);
	return (int)val_get_int(v, "status", 5);
}
