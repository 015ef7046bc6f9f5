// web/js/gap.js: assessing a gap analysis by keyboard; the same form works without it.
//
// Keys set status and maturity, arrows go on. What changed is saved after a moment's quiet, and
// before leaving, with the revision it was made to: nobody's change is overwritten unseen.

const QUIET_MS = 700;
const form = document.querySelector("[data-work-form]");
const say = document.querySelector("[data-work-state]");
const FIELDS = ["status", "maturity", "target", "note", "evidence", "justification", "owner", "due"];
const NUMBERS = new Set(["maturity", "target"]);

function values() {
	const data = new FormData(form);
	return Object.fromEntries(FIELDS.map((name) => [name, String(data.get(name) ?? "").replaceAll("\r\n", "\n")]));
}

function tell(text, bad) {
	say.textContent = text;
	say.classList.toggle("work-bad", Boolean(bad));
}

let saved = values();
let rev = form.elements.rev.value;
let timer, running = Promise.resolve(true);

function changed() {
	const now = values();
	return Object.fromEntries(Object.entries(now).filter(([name, text]) => text !== saved[name]));
}

function problem(body, status) {
	if (status === 412)
		return "Somebody changed this row meanwhile. Load the page again to see it; what you typed is still here.";
	const errors = (body?.errors ?? []).map((e) => e.detail);
	return errors.length ? errors.join("; ") : body?.detail ?? "It could not be saved. Try again.";
}

async function send() {
	const change = changed(), sent = values();
	if (!Object.keys(change).length)
		return true;
	const body = Object.fromEntries(Object.entries(change).map(([name, text]) =>
		[name, text === "" ? null : NUMBERS.has(name) ? Number(text) : text]));
	tell("Saving …");
	try {
		const answer = await fetch(`/api/v1/gap_rows/${form.dataset.code}`, { method: "PATCH", body: JSON.stringify(body),
			headers: { "Content-Type": "application/json", "X-CSRF-Token": form.elements.csrf.value, "If-Match": `"${rev}"` } });
		const got = await answer.json();
		if (!answer.ok) {
			tell(problem(got, answer.status), true);
			return false;
		}
		rev = form.elements.rev.value = String(got.rev);
		saved = sent;
		tell("Saved.");
		return true;
	} catch {
		tell("The server cannot be reached. What you typed is still here.", true);
		return false;
	}
}

// One after the other: each change is made to the revision the one before left.
function save() {
	clearTimeout(timer);
	running = running.then(send);
	return running;
}

function later() {
	clearTimeout(timer);
	timer = setTimeout(save, QUIET_MS);
}

async function leave(href) {
	if (await save()) {
		form.dispatchEvent(new SubmitEvent("submit"));	// what is guarded is saved: nothing to ask
		location.href = href;
	}
}

function pick(input) {
	input.checked = true;
	input.dispatchEvent(new Event("change", { bubbles: true }));
	if (input.value === "not-applicable" && !form.elements.justification.value)
		form.elements.justification.focus();
}

form.addEventListener("change", () => {
	if (values().status === "not-applicable" && !values().justification) {
		tell("Say why it does not apply; then it is saved.");
		return;
	}
	later();
});
form.addEventListener("input", (e) => { if (e.target.matches("textarea, input:not([type=radio])")) later(); });
for (const button of form.querySelectorAll("[data-work-go]"))
	button.addEventListener("click", (e) => { e.preventDefault(); leave(button.dataset.workGo); });
document.querySelector("[data-work-out]").addEventListener("click", (e) => {
	if (Object.keys(changed()).length) {
		e.preventDefault();
		leave(e.currentTarget.href);
	}
});

document.addEventListener("keydown", (e) => {
	if (e.ctrlKey || e.metaKey || e.altKey)
		return;
	if (e.target.matches("textarea, select, input:not([type=radio])")) {
		if (e.key === "Escape")
			e.target.blur();
		return;
	}
	const target = form.querySelector(`[data-key="${CSS.escape(e.key)}"]`);
	const text = { n: "note", e: "evidence" }[e.key];
	if (text)
		form.elements[text].focus();
	else if (target?.matches("input"))
		pick(target);
	else if (target)
		target.click();
	else
		return;
	e.preventDefault();
	e.stopImmediatePropagation();
}, true);
