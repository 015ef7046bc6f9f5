/*
 * ledger/note.h -- signed notes and checkpoints: what a log's head looks like outside.
 *
 * Source: C2SP signed-note v1.0.0 with Ed25519 (type 01) and C2SP tlog-checkpoint v1.0.0 without
 * extension lines. A note is a text, an empty line and signature lines; signatures by keys we
 * do not know are ignored, so that new algorithms and witnesses can be added beside ours.
 *
 *	rc = note_key_parse(str_of(vkey), &key, e);
 *	rc = note_open(note, &key, 1, &text, e);	(the signature is good)
 *	rc = checkpoint_parse(text, &head, e);
 */
#ifndef ANNEXA_LEDGER_NOTE_H
#define ANNEXA_LEDGER_NOTE_H

#include "base/err.h"
#include "base/hash.h"
#include "base/sbuf.h"

enum {
	NOTE_NAME_MAX = 200,		/* bytes of a key's name and of an origin */
	NOTE_MAX = 1 << 20,		/* bytes of a note */
	NOTE_SIGNATURES_MAX = 100,
	NOTE_VKEY_MAX = NOTE_NAME_MAX + 1 + 8 + 1 + 44	/* bytes of a printed key, without NUL */
};

/* Who can have signed: a name and a public key. The id is SHA-256(name 0A 01 public)[:4]. */
struct note_key {
	char name[NOTE_NAME_MAX + 1];
	uint8_t id[4];
	uint8_t public[32];
};

/* Names: 1..NOTE_NAME_MAX bytes of printable ASCII without space, plus, quote and backslash. */
bool note_name_ok(const char *name) MUST;
int note_key_init(
    struct note_key *k, const char *name, const uint8_t public[32], struct err *e) MUST;
/* name+hexid+base64(01 || public); the id must be the right one. */
int note_key_parse(struct str vkey, struct note_key *ret, struct err *e) MUST;
void note_key_print(const struct note_key *k, char out[NOTE_VKEY_MAX + 1]);

/*
 * Text, empty line, one signature line. The text is UTF-8 without control characters other than
 * line feed and ends with one. secret: Ed25519, 64 bytes as libsodium keeps them.
 */
int note_sign(struct sbuf *b, struct str text, const struct note_key *k, const uint8_t secret[64],
    struct err *e) MUST;
/*
 * The text of a note that at least one of the keys has signed; it points into the note and is
 * NOT followed by a NUL. A wrong signature under the name and id of a known key refuses the note
 * whatever else it carries.
 * Errors: E_INVALID malformed or a wrong signature, E_NOTFOUND no signature by a known key.
 */
int note_open(struct str note, const struct note_key *keys, size_t nkeys, struct str *ret_text,
    struct err *e) MUST;

/* The head of a log. Origin: rules of a name. */
struct checkpoint {
	char origin[NOTE_NAME_MAX + 1];
	uint64_t size;
	struct hash root;
};
void checkpoint_print(struct sbuf *b, const struct checkpoint *c);
/* Three lines and nothing else: origin, size without leading zeros, base64 of the root. */
int checkpoint_parse(struct str text, struct checkpoint *ret, struct err *e) MUST;

#endif
