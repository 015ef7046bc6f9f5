/* isms/control/effectiveness.c -- see effectiveness.h. */
#include "isms/control/effectiveness.h"

static const int claims[] = { 50, 20, 40, 60, 80, 90 };		/* by maturity, 0 = not assessed */
static const char *const maturities[] = { "not assessed", "initial", "repeatable", "defined",
	"managed", "optimising" };

enum { EVIDENCE_CLOSES = 20, PASS_CLOSES = 50, PARTLY_LEAVES = 60, FAIL_LEAVES = 20 };

static int maturity_step(int maturity)
{
	return maturity < 0 || maturity >= (int)COUNT(claims) ? 0 : maturity;
}

/* x, and `part` percent of what is missing to 100. */
static int closer(int x, int part)
{
	return x + (100 - x) * part / 100;
}

static int proved(int shown, enum proof p)
{
	switch (p) {
	case PROOF_PASS:
		return closer(shown, PASS_CLOSES);
	case PROOF_PARTLY:
		return shown * PARTLY_LEAVES / 100;
	case PROOF_FAIL:
		return shown * FAIL_LEAVES / 100;
	case PROOF_NONE:
		break;
	}
	return shown;
}

struct effectiveness effectiveness_of(struct effectiveness_in in)
{
	struct effectiveness e = { .claim = claims[maturity_step(in.maturity)] };

	e.shown = in.evidence > 0 ? closer(e.claim, EVIDENCE_CLOSES) : e.claim;
	e.proved = proved(e.shown, in.proof);
	e.percent = in.force == FORCE_WHOLE ? e.proved :
	    in.force == FORCE_PARTLY ? e.proved / 2 : 0;
	return e;
}

static const char *proof_words(enum proof p)
{
	switch (p) {
	case PROOF_PASS:
		return "the newest test passed and closes half of what is missing to 100";
	case PROOF_PARTLY:
		return "the newest test passed only partly and leaves 60 %";
	case PROOF_FAIL:
		return "the newest test failed and leaves 20 %";
	case PROOF_NONE:
		break;
	}
	return "no test says more";
}

const char *effectiveness_words(struct arena *a, struct effectiveness_in in)
{
	struct effectiveness e = effectiveness_of(in);
	const char *maturity = maturities[maturity_step(in.maturity)];
	const char *evidence;

	if (in.force == FORCE_NONE)
		return "0 %: it is not in place, so nothing works yet.";
	evidence = in.evidence > 0 ? arena_printf(a, "evidence closes a fifth of what is missing"
	    " (%d)", e.shown) : arena_printf(a, "there is no evidence (still %d)", e.shown);
	return arena_printf(a, "%d %%: maturity %s claims %d; %s; %s (%d)%s.", e.percent, maturity,
	    e.claim, evidence, proof_words(in.proof), e.proved, in.force == FORCE_PARTLY ?
	    "; it is partly in place, so half of that counts" : "");
}

enum force force_of(const char *state)
{
	return strcmp(state, "in-place") == 0 ? FORCE_WHOLE :
	    strcmp(state, "partly") == 0 ? FORCE_PARTLY : FORCE_NONE;
}

static const char *const proof_names[] = { [PROOF_FAIL] = "fail", [PROOF_PARTLY] = "partly",
	[PROOF_PASS] = "pass" };

enum proof proof_of(const char *result)
{
	for (size_t i = 0; result && i < COUNT(proof_names); i++)
		if (proof_names[i] && strcmp(proof_names[i], result) == 0)
			return (enum proof)i;
	return PROOF_NONE;
}

const char *proof_word(enum proof p)
{
	return proof_names[p];
}
