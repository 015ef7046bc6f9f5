/* ledger/signer_wire.c -- messages between the server and the signer. See signer_priv.h. */
#include "ledger/signer_priv.h"

void wire_raw(struct wire_out *w, const void *p, size_t n)
{
	if (w->bad || n > w->room - w->n) {
		w->bad = true;
		return;
	}
	if (n)
		memcpy(w->p + w->n, p, n);
	w->n += n;
}

void wire_u32(struct wire_out *w, uint32_t v)
{
	uint8_t b[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v };

	wire_raw(w, b, sizeof(b));
}

void wire_u64(struct wire_out *w, uint64_t v)
{
	wire_u32(w, (uint32_t)(v >> 32));
	wire_u32(w, (uint32_t)v);
}

void wire_bytes(struct wire_out *w, const void *p, size_t n)
{
	if (n > WIRE_MAX)
		w->bad = true;
	wire_u32(w, (uint32_t)n);
	wire_raw(w, p, n);
}

const uint8_t *wire_get_raw(struct wire_in *w, size_t n)
{
	const uint8_t *p = w->p;

	if (w->bad || n > w->n) {
		w->bad = true;
		return NULL;
	}
	w->p += n;
	w->n -= n;
	return p;
}

static uint32_t read_u32(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

uint32_t wire_get_u32(struct wire_in *w)
{
	const uint8_t *b = wire_get_raw(w, 4);

	return b ? read_u32(b) : 0;
}

uint64_t wire_get_u64(struct wire_in *w)
{
	uint64_t high = wire_get_u32(w);

	return high << 32 | wire_get_u32(w);
}

struct str wire_get_bytes(struct wire_in *w)
{
	size_t n = wire_get_u32(w);
	const uint8_t *p = wire_get_raw(w, n);

	return p ? (struct str){ (const char *)p, n } : STR("");
}

void wire_head(uint8_t head[WIRE_HEADER], uint32_t op, size_t n)
{
	struct wire_out w = { head, 0, WIRE_HEADER, false };

	REQUIRE(n <= WIRE_MAX);
	wire_u32(&w, (uint32_t)n);
	wire_u32(&w, op);
}

bool wire_head_read(const uint8_t head[WIRE_HEADER], size_t max, uint32_t *ret_op, size_t *ret_n)
{
	uint32_t n = read_u32(head);

	if (n > max)
		return false;
	*ret_n = n;
	*ret_op = read_u32(head + 4);
	return true;
}

void signer_answer_err(struct wire_out *answer, const struct err *e)
{
	const char *reason = e->detail ? e->detail : "no reason is known";

	answer->n = 0;
	answer->bad = false;
	wire_u32(answer, (uint32_t)e->code);
	wire_bytes(answer, reason, strnlen(reason, WIRE_REASON_MAX));
}

static int malformed(struct err *e)
{
	return err_set(e, E_INVALID, "the message to the signer is malformed");
}

static int answer_mark(struct signer_core *c, uint32_t op, const char *origin,
    struct wire_in *in, struct wire_out *answer, struct err *e)
{
	struct signer_mark m;
	int rc;

	if (in->n)
		return malformed(e);
	rc = op == WIRE_OPEN ? signer_core_open(c, origin, &m, e) :
	    signer_core_mark(c, origin, &m, e);
	if (rc)
		return rc;
	wire_u64(answer, m.size);
	wire_raw(answer, m.root.b, sizeof(m.root.b));
	wire_u64(answer, (uint64_t)m.t_us);
	wire_u64(answer, m.grown);
	return E_OK;
}

static int answer_append(struct signer_core *c, const char *origin, struct wire_in *in,
    struct err *e)
{
	size_t n = wire_get_u32(in);
	struct str *bodies;

	if (in->bad || n > in->n / 4)		/* each has a length of 4 bytes */
		return malformed(e);
	bodies = arena_alloc(&c->arena, (n + 1) * sizeof(*bodies));
	for (size_t i = 0; i < n; i++)
		bodies[i] = wire_get_bytes(in);
	if (in->bad || in->n)
		return malformed(e);
	return signer_core_append(c, origin, bodies, n, e);
}

static int answer_sign(struct signer_core *c, const char *origin, struct wire_in *in,
    struct wire_out *answer, struct err *e)
{
	uint64_t size = wire_get_u64(in);
	const uint8_t *bytes = wire_get_raw(in, HASH_BYTES);
	struct hash root;
	struct str note;
	int rc;

	if (!bytes || in->n)
		return malformed(e);
	memcpy(root.b, bytes, sizeof(root.b));
	if ((rc = signer_core_sign(c, origin, size, &root, &note, e)))
		return rc;
	wire_bytes(answer, note.p, note.n);
	return E_OK;
}

static int carry_out(struct signer_core *c, uint32_t op, struct wire_in *in,
    struct wire_out *answer, struct err *e)
{
	struct str text = wire_get_bytes(in);
	const char *origin;

	if (in->bad || text.n > NOTE_NAME_MAX || !str_valid(text.p, text.n))
		return malformed(e);
	origin = arena_text_n(&c->arena, text.p, text.n);
	switch (op) {
	case WIRE_MARK:
	case WIRE_OPEN:
		return answer_mark(c, op, origin, in, answer, e);
	case WIRE_APPEND:
		return answer_append(c, origin, in, e);
	case WIRE_SIGN:
		return answer_sign(c, origin, in, answer, e);
	default:
		return malformed(e);
	}
}

void signer_answer(struct signer_core *c, uint32_t op, const uint8_t *p, size_t n,
    struct wire_out *answer)
{
	struct wire_in in = { p, n, false };
	struct err e;

	arena_reset(&c->arena);
	err_init(&e, &c->arena);
	wire_u32(answer, E_OK);
	if (carry_out(c, op, &in, answer, &e))
		signer_answer_err(answer, &e);
	REQUIRE(!answer->bad);
}
