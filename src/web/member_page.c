/* web/member_page.c -- a sign-in link for a member, shown once. Who may: identity/giving.c. */
#include "identity/identity.h"
#include "record/rec.h"
#include "web/app.h"
#include "web/generic.h"

/* In front of the path for people: the address their own browser gave, which was compared. */
static const char *origin_of(const struct req *r)
{
	const char *origin = http_header(&r->x->request, "Origin");

	return r->session && !r->session->token && origin ? origin : "";
}

static int make_link(struct ctx *c, struct req *r, struct value *view)
{
	char token[TOKEN_TEXT];
	const char *path;
	struct rec *member;
	int rc = member_invite(c, r->param[0], &member, token);

	if (rc < 0)
		return rc;
	path = arena_printf(c->arena, "/welcome/%s", token);
	val_add(view, "email", val_text(c->arena, rec_text(member, "email")));
	val_add(view, "sign_in", val_text(c->arena, path));
	val_add(view, "valid_hours", val_int(c->arena, INVITE_HOURS));
	if (r->api)
		return E_OK;
	val_add(view, "name", val_text(c->arena, rec_title(member)));
	val_add(view, "self_href", val_text(c->arena, self_of(c, member)));
	val_add(view, "link", val_text(c->arena, arena_join(c->arena, origin_of(r), path)));
	return E_OK;
}
PAGE(member_link, .method = "POST", .path = "/members/:code/sign-in-link", .run = make_link,
    .type = "member", .verb = VERB_EDIT, .template = "member-link", .title = N_("Sign-in link"),
    .api = true, .help = "Make a single-use link with which the member sets a password; older ones "
    "stop working. Needs every right the member has, over all records.");
