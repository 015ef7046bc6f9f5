/*
 * rule/kept.c -- what the rules found, until a record changes or the day does. See rule_priv.h.
 *
 * Running all rules costs more than the page that shows them, and most pages come between two
 * changes. Kept are ids and sentences as the rules gave them; who may see which is asked each time.
 */
#include <pthread.h>
#include "record/counts.h"
#include "rule/rule_priv.h"

enum { ORGS = 4, KEPT_BYTES = 4 << 20 };

/* A cache, for all threads: the last organisations that were checked. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kept {
	uint64_t serial, stamp;		/* of the program's counts; of all types together */
	int64_t org;
	char day[DATE_TEXT];
	struct found_rule *rules;	/* one block: rules, rows, texts; NULL = empty */
	size_t n, bytes;
} slots[ORGS];
static size_t next_slot;

/* Is the slot what this request would find? */
static bool fits(const struct kept *k, struct ctx *c, const char *day, size_t n)
{
	uint64_t stamp = counts_stamp(c->generations);

	return k->rules && k->serial == counts_serial(c->program->counts) && k->org == c->org.id &&
	    k->n == n && k->stamp == stamp && strcmp(k->day, day) == 0 &&
	    counts_stamp_now(c->program->counts) == stamp;
}

/* The block with its pointers moved to where it lies now. */
static void moved(struct found_rule *rules, size_t n, const char *from, char *to)
{
	for (size_t i = 0; i < n; i++) {
		if (!rules[i].rows)
			continue;
		rules[i].rows = (struct found *)(void *)(to + ((const char *)rules[i].rows - from));
		for (size_t j = 0; j < rules[i].listed; j++)
			rules[i].rows[j].text = to + (rules[i].rows[j].text - from);
	}
}

const struct found_rule *kept_find(struct ctx *c, const char *day, size_t n)
{
	char *copy = NULL;

	if (!c->generations || c->as_of_us)
		return NULL;
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < ORGS && !copy; i++) {
		const struct kept *k = &slots[i];

		if (!fits(k, c, day, n))
			continue;
		copy = arena_alloc(c->arena, k->bytes);
		memcpy(copy, k->rules, k->bytes);
		moved((struct found_rule *)(void *)copy, n, (const char *)k->rules, copy);
	}
	pthread_mutex_unlock(&lock);
	return (const struct found_rule *)(const void *)copy;
}

static size_t bytes_of(const struct found_rule *rules, size_t n)
{
	size_t bytes = n * sizeof(*rules);

	for (size_t i = 0; i < n; i++)
		bytes += rules[i].listed * sizeof(struct found);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < rules[i].listed; j++)
			bytes += strlen(rules[i].rows[j].text) + 1;
	return bytes;
}

/* Rules, then their rows, then the texts, one behind the other. */
static struct found_rule *packed(const struct found_rule *rules, size_t n, size_t bytes)
{
	struct found_rule *out = mem_new(1, bytes);
	struct found *row = (struct found *)(void *)(out + n);
	char *text;

	memcpy(out, rules, n * sizeof(*out));
	for (size_t i = 0; i < n; i++) {
		out[i].rows = rules[i].listed ? row : NULL;
		if (rules[i].listed)
			memcpy(row, rules[i].rows, rules[i].listed * sizeof(*row));
		row += rules[i].listed;
	}
	text = (char *)(void *)row;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < out[i].listed; j++) {
			size_t size = strlen(out[i].rows[j].text) + 1;

			memcpy(text, out[i].rows[j].text, size);
			out[i].rows[j].text = text;
			text += size;
		}
	return out;
}

void kept_put(struct ctx *c, const char *day, const struct found_rule *rules, size_t n)
{
	size_t bytes = bytes_of(rules, n), at = ORGS;
	struct found_rule *block;
	struct kept *k;

	if (!c->generations || c->as_of_us || bytes > KEPT_BYTES)
		return;
	block = packed(rules, n, bytes);
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < ORGS; i++)
		if (slots[i].rules && slots[i].org == c->org.id &&
		    slots[i].serial == counts_serial(c->program->counts))
			at = i;
	if (at == ORGS)
		at = next_slot++ % ORGS;
	k = &slots[at];
	mem_free(k->rules);
	*k = (struct kept){ .serial = counts_serial(c->program->counts),
		.stamp = counts_stamp(c->generations), .org = c->org.id, .rules = block, .n = n,
		.bytes = bytes };
	memcpy(k->day, day, DATE_TEXT);
	pthread_mutex_unlock(&lock);
}
