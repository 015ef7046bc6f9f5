// annexa.js -- small comforts. Every page works without this file.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);
const html = document.documentElement;

// ---- appearance: a cookie, so that the server prints the right page at once ----

function cookie(name) {
	return document.cookie.split("; ").find((c) => c.startsWith(`${name}=`))?.slice(name.length + 1);
}

function themes(box) {
	const now = cookie("theme") ?? html.dataset.bsTheme ?? "auto";
	box.hidden = false;
	for (const input of all("input", box))
		input.checked = input.value === now;
	box.addEventListener("change", (e) => {
		const chosen = e.target.value;
		const age = chosen === "auto" ? 0 : 31536000;
		const secure = location.protocol === "https:" ? "; Secure" : "";
		document.cookie = `theme=${chosen === "auto" ? "" : chosen}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
		if (chosen === "auto")
			delete html.dataset.bsTheme;
		else
			html.dataset.bsTheme = chosen;
	});
}

// ---- menus: close on a click elsewhere and on Escape ----

function menus() {
	const opened = () => all("details.drop[open], details.tip[open]");
	document.addEventListener("click", (e) => {
		for (const menu of opened())
			if (!menu.contains(e.target))
				menu.open = false;
	});
	document.addEventListener("keydown", (e) => {
		if (e.key !== "Escape")
			return;
		for (const menu of opened()) {
			menu.open = false;
			one("summary", menu).focus();
		}
	});
}

// ---- dialogs ----

// Ask in a dialog; without an answer, no.
function ask(text, label) {
	const sheet = one("#sure");
	if (!sheet?.showModal)
		return Promise.resolve(window.confirm(text));
	one("[data-sure-text]", sheet).textContent = text;
	one("[data-sure-yes]", sheet).textContent = label || "Yes";
	sheet.returnValue = "no";
	sheet.showModal();
	return new Promise((answer) => {
		sheet.addEventListener("close", () => answer(sheet.returnValue === "yes"), { once: true });
	});
}

function sure(form) {
	form.addEventListener("submit", async (e) => {
		if (form.dataset.asked)
			return;
		e.preventDefault();
		if (!await ask(form.dataset.sure, form.dataset.sureLabel))
			return;
		form.dataset.asked = "yes";
		form.requestSubmit(e.submitter);
	});
}

// ---- forms ----

let unsaved = false;

function guard(form) {
	const print = () => new URLSearchParams([...new FormData(form)].map(([k, v]) => [k, v instanceof File ? v.name : v])).toString();
	const before = print();
	form.addEventListener("input", () => { unsaved = print() !== before; });
	form.addEventListener("submit", () => { unsaved = false; });
	form.addEventListener("keydown", (e) => {
		if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
			e.preventDefault();
			form.requestSubmit();
		}
	});
	for (const link of all("[data-leave]", form))
		link.addEventListener("click", async (e) => {
			if (!unsaved)
				return;
			e.preventDefault();
			if (await ask("What you changed on this page is lost.", "Leave without saving")) {
				unsaved = false;
				location.href = link.href;
			}
		});
}

// Two clicks on one button must not write twice.
function once(form) {
	form.addEventListener("submit", (e) => {
		if (e.defaultPrevented)
			return;
		if (form.dataset.sent)
			e.preventDefault();
		form.dataset.sent = "yes";
	});
	addEventListener("pageshow", () => { delete form.dataset.sent; });
}

// A filter applies itself; text waits until the typing stops. Empty ones stay out of the address.
function auto(form) {
	let timer;
	const send = () => form.requestSubmit();
	for (const button of all("[data-nojs]", form))
		button.hidden = true;
	form.addEventListener("change", (e) => { if (e.target.matches("select")) send(); });
	form.addEventListener("input", (e) => {
		if (!e.target.matches("[type=search]"))
			return;
		clearTimeout(timer);
		timer = setTimeout(() => { sessionStorage.setItem("typing", form.action); send(); }, 600);
	});
	form.addEventListener("submit", () => {
		clearTimeout(timer);
		for (const input of all("input, select", form))
			input.disabled = input.value === "";
	});
	addEventListener("pageshow", () => { for (const input of all("input, select", form)) input.disabled = false; });
	if (sessionStorage.getItem("typing") === form.action) {
		sessionStorage.removeItem("typing");
		const input = one("[type=search]", form);
		input?.focus();
		input?.setSelectionRange(input.value.length, input.value.length);
	}
}

// ---- choosing records: suggestions while typing, from the API; codes go into the field ----

function picker(input) {
	const many = "many" in input.dataset;
	const list = document.getElementById(input.getAttribute("list"));
	const given = [...list.children].map((o) => o.cloneNode(true));
	let timer, running;

	const last = () => many ? input.value.slice(input.value.lastIndexOf(",") + 1).trim() : input.value.trim();
	const before = () => many ? input.value.slice(0, input.value.lastIndexOf(",") + 1) : "";

	function show(options) {
		const head = before() ? `${before()} ` : "";
		list.replaceChildren(...options.map(([code, title]) => {
			const option = document.createElement("option");
			option.value = head + code;
			option.label = title ? `${code}  ${title}` : code;
			option.textContent = title;
			return option;
		}));
	}

	async function look() {
		const q = last();
		running?.abort();
		if (q === "") {
			show(given.map((o) => [o.value, o.textContent]));
			return;
		}
		running = new AbortController();
		try {
			const url = new URL(input.dataset.list, location.href);
			url.searchParams.set("q", q);
			const answer = await fetch(url, { headers: { accept: "application/json" }, signal: running.signal });
			if (!answer.ok)
				return;
			const body = await answer.json();
			const rows = Array.isArray(body) ? body : body.data ?? body.items ?? body.rows ?? [];
			show(rows.slice(0, 20).map((r) => [r.code ?? r.id, r.title ?? r.label ?? r.name ?? ""]));
		} catch (e) {
			if (e.name !== "AbortError")
				show(given.map((o) => [o.value, o.textContent]));
		}
	}

	input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 150); });
}

// ---- lists: the row is a link, j and k walk ----

function rows(table) {
	table.dataset.live = "yes";
	table.addEventListener("click", (e) => {
		if (e.target.closest("a, button, input, select, summary, label") || String(getSelection()))
			return;
		const link = one("th a", e.target.closest("tbody tr") ?? document.createElement("p"));
		if (link)
			e.ctrlKey || e.metaKey ? open(link.href, "_blank", "noopener") : link.click();
	});
}

function walk(step) {
	const links = all("[data-rows] tbody th a");
	const at = links.indexOf(document.activeElement);
	links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
}

// ---- choosing rows ----

function choose(form) {
	const boxes = all("[name=_code]", form), top = one("[data-all]", form), button = one("[data-chosen]", form);
	if (!top || !button)
		return;
	const words = button.textContent;
	const count = () => {
		const n = boxes.filter((b) => b.checked).length;
		top.checked = n === boxes.length;
		top.indeterminate = n > 0 && n < boxes.length;
		button.textContent = n ? `${words} (${n})` : words;
		button.disabled = n === 0;
	};
	top.hidden = false;
	top.addEventListener("change", () => { for (const b of boxes) b.checked = top.checked; count(); });
	form.addEventListener("change", count);
	addEventListener("pageshow", count);
	count();
}

// ---- the order of columns: moved here, applied with the form ----

function columns(form) {
	const list = one(".columns-shown", form), said = one("[data-said]", form);

	form.addEventListener("click", (e) => {
		const button = e.target.closest("button[name=_up], button[name=_down]"), item = button?.closest("li");
		if (!item)
			return;
		e.preventDefault();
		if (button.name === "_up")
			item.previousElementSibling?.before(item);
		else
			item.nextElementSibling?.after(item);
		for (const other of list.children) {
			one("[name=_up]", other).disabled = other === list.firstElementChild;
			one("[name=_down]", other).disabled = other === list.lastElementChild;
		}
		(button.disabled ? one("button:enabled", item) : button)?.focus();
		said.textContent = `${one("span", item).textContent}: place ${[...list.children].indexOf(item) + 1} of ${list.children.length}`;
	});
}

// What is typed into is meant to change.
function bulk(form) {
	form.addEventListener("input", (e) => {
		const box = one("[name=_set]", e.target.closest(".bulk-field") ?? document.createElement("p"));
		if (!box || e.target === box)
			return;
		box.checked = true;
		one("[name=_what][value=fields]", form).checked = true;
	});
	form.addEventListener("change", (e) => {
		if (e.target.name === "_to")
			one("[name=_what][value=state]", form).checked = true;
	});
}

// ---- linking: suggestions are of the type the chosen relation leads to ----

function linker(form) {
	const relation = one("[name=relation]", form), other = one("[name=other]", form);
	const fit = () => { other.dataset.list = relation.selectedOptions[0]?.dataset.list ?? ""; };
	relation.addEventListener("change", () => { other.value = ""; fit(); });
	fit();
}

// What is typed below after a conflict is meant to stay.
function picked(form) {
	form.addEventListener("input", (e) => {
		const mine = e.target.name?.startsWith("_pick_") ? null : one(`[name="_pick_${CSS.escape(e.target.name ?? "")}"][value=mine]`, form);
		if (mine)
			mine.checked = true;
	});
}

// ---- the board: a card may also be dragged; the column's button of the card does the move ----

function board(box) {
	let held;
	const button = (card, state) => one(`button[name=to][value="${CSS.escape(state)}"]`, card);
	for (const card of all("[data-card]", box)) {
		if (!one("button[name=to]", card))
			continue;
		card.draggable = true;
		card.addEventListener("dragstart", (e) => {
			held = card;
			card.classList.add("is-held");
			e.dataTransfer.effectAllowed = "move";
			e.dataTransfer.setData("text/plain", "");
		});
		card.addEventListener("dragend", () => { held = undefined; card.classList.remove("is-held"); });
	}
	for (const column of all("[data-state]", box)) {
		const may = () => held && button(held, column.dataset.state);
		column.addEventListener("dragover", (e) => {
			if (!may())
				return;
			e.preventDefault();
			column.classList.add("is-over");
		});
		column.addEventListener("dragleave", () => column.classList.remove("is-over"));
		column.addEventListener("drop", (e) => {
			column.classList.remove("is-over");
			const move = may();
			if (!move)
				return;
			e.preventDefault();
			move.form.requestSubmit(move);
		});
	}
}

// ---- a new filter: conditions and values that fit the field ----

function adder(form) {
	const field = one("[name=_f]", form), op = one("[name=_op]", form), input = one("[name=_v]", form);
	const list = one("#add-l", form), conditions = all("option", op);
	let running;

	function fit() {
		const chosen = field.selectedOptions[0], kind = chosen.dataset.kind, before = op.value;
		op.replaceChildren(...conditions.filter((o) => o.dataset.kinds.split(" ").includes(kind)));
		op.value = before;
		if (op.selectedIndex < 0)
			op.selectedIndex = 0;
		input.type = kind === "number" ? "number" : "text";
		if (kind === "number")
			input.step = "any";
		list.replaceChildren(...all("option", document.getElementById(`add-l-${field.value}`)).map((o) => o.cloneNode(true)));
		value();
	}

	function value() {
		input.disabled = "alone" in (op.selectedOptions[0]?.dataset ?? {});
		if (input.disabled)
			input.value = "";
	}

	async function look() {
		const href = field.selectedOptions[0].dataset.list;
		running?.abort();
		if (!href)
			return;
		running = new AbortController();
		try {
			const url = new URL(href, location.href);
			url.searchParams.set("q", input.value.trim());
			url.searchParams.set("limit", "20");
			const answer = await fetch(url, { headers: { accept: "application/json" }, signal: running.signal });
			if (answer.ok)
				list.replaceChildren(...(await answer.json()).data.map((r) => new Option(r.title ?? r.name ?? "", r.code)));
		} catch (e) {
			if (e.name !== "AbortError")
				list.replaceChildren();
		}
	}

	field.addEventListener("change", () => { input.value = ""; fit(); });
	op.addEventListener("change", value);
	input.addEventListener("input", look);
	fit();
}

// ---- copy ----

function copy(block) {
	if (!navigator.clipboard)
		return;
	const wrap = document.createElement("div");
	const button = document.createElement("button");
	wrap.className = "copy-wrap";
	button.type = "button";
	button.className = "btn btn-small";
	button.textContent = "Copy";
	block.replaceWith(wrap);
	wrap.append(block, button);
	button.addEventListener("click", async () => {
		await navigator.clipboard.writeText(block.textContent.trim());
		button.textContent = "Copied";
		setTimeout(() => { button.textContent = "Copy"; }, 2000);
	});
}

// ---- keyboard ----

function keys() {
	let g = false;
	const go = { h: "/", s: "/soa", c: "/check", r: "/risks", a: "/assets", t: "/tasks", d: "/documents" };
	const sheet = one("#keys");
	let early = null;	// what is typed while the palette is on its way
	document.addEventListener("keydown", (e) => {
		if (early !== null) {
			if (e.key.length === 1 && !e.ctrlKey && !e.metaKey)
				early += e.key;
			e.preventDefault();
			return;
		}
		if ((e.ctrlKey || e.metaKey) && !e.altKey && e.key.toLowerCase() === "k" && !one("dialog[open]:not(.palette)")) {
			e.preventDefault();
			early = "";
			import(`/static/palette.js${new URL(import.meta.url).search}`).then((palette) => palette.open(early))
				.finally(() => { early = null; });
			return;
		}
		const typing = e.target.closest("input, select, textarea, [contenteditable], dialog");
		if (typing || e.ctrlKey || e.metaKey || e.altKey)
			return;
		const after = g;
		g = e.key === "g";
		let used = true;
		if (after && go[e.key])
			location.href = go[e.key];
		else if (e.key === "/")
			(one("#q") ?? one("#find"))?.focus();
		else if (e.key === "?")
			sheet?.showModal();
		else if (e.key === "n")
			one("[data-new]")?.click();
		else if (e.key === "e")
			one("[data-edit]")?.click();
		else if (e.key === "x")
			one("[name=_code]", e.target.closest("tr") ?? document.createElement("p"))?.click();
		else if (e.key === "j" || e.key === "k")
			walk(e.key === "j" ? 1 : -1);
		else
			used = false;
		if (used)
			e.preventDefault();
	});
	for (const button of all("[data-keys]")) {
		button.hidden = false;
		button.addEventListener("click", () => sheet.showModal());
	}
}

// ---- writing a document: the preview follows, made by the server ----

function write(form) {
	const box = one("[data-preview]", form), text = one("textarea", form);
	let timer, running;

	async function show() {
		running?.abort();
		running = new AbortController();
		try {
			const answer = await fetch(form.dataset.write, { method: "POST", signal: running.signal,
				headers: { accept: "application/json" },
				body: new URLSearchParams({ csrf: form.elements.csrf.value, body: text.value }) });
			if (!answer.ok)
				return;
			const now = await answer.json();
			const page = new DOMParser().parseFromString(now.html, "text/html");
			const notes = [...now.problems, ...now.gaps.map((g) => `Line ${g.line}: ${g.name} has no value yet, see ${g.fill}.`)];
			one(".document-text", box).replaceChildren(...page.body.childNodes);
			for (const note of all(".note", box))
				note.remove();
			box.prepend(...notes.map((words) => Object.assign(document.createElement("p"), { className: "note", textContent: words })));
		} catch (e) {
			if (e.name !== "AbortError")
				throw e;
		}
	}

	for (const button of all("[data-preview-button]", form))
		button.hidden = true;
	text.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 400); });
	text.addEventListener("scroll", () => {
		const side = box.parentElement, room = text.scrollHeight - text.clientHeight;
		if (side.scrollHeight > side.clientHeight && room > 0)
			side.scrollTop = text.scrollTop / room * (side.scrollHeight - side.clientHeight);
	});
}

// ---- how far a long import is, while its answer is awaited ----

function progress(form) {
	form.addEventListener("submit", (e) => {
		const said = one("[data-wait]", form);
		if (e.submitter?.value !== "import" || !said) return;
		said.hidden = false;
		said.textContent = "Importing";
		setInterval(async () => {
			const r = await fetch(form.dataset.progress, { headers: { Accept: "application/json" } }).catch(() => null);
			const p = r?.ok ? await r.json() : {};
			if (p.all) said.textContent = `${p.done.toLocaleString("en")} of about ${p.all.toLocaleString("en")} rows`;
		}, 700);
	});
}

// ---- records looked at in this window, for the palette ----

function seen() {
	const code = one("main .over .code"), title = one("main h1");
	if (!code || !title || !one("[data-record]"))
		return;
	const item = { label: `${code.textContent} ${title.textContent}`, hint: "Seen before", href: location.pathname };
	let list = [];
	try {
		list = JSON.parse(sessionStorage.getItem("seen") ?? "[]");
	} catch { /* begin anew */ }
	sessionStorage.setItem("seen", JSON.stringify([item, ...list.filter((x) => x.href !== item.href)].slice(0, 8)));
}

// ---- start ----

addEventListener("beforeunload", (e) => { if (unsaved) e.preventDefault(); });
menus();
keys();
seen();
all("[data-themes]").forEach(themes);
all("form[data-guard]").forEach(guard);
all("form[data-sure]").forEach(sure);
all("form[method=post]").forEach(once);
all("form[data-auto]").forEach(auto);
all("input[data-list]").forEach(picker);
all("form[data-write]").forEach(write);
all("table[data-rows]").forEach(rows);
all("[data-copy]").forEach(copy);
all("form[data-adder]").forEach(adder);
all("form[data-columns]").forEach(columns);
all("form[data-choose]").forEach(choose);
all("[data-board]").forEach(board);
all("form.edit:has(.conflict)").forEach(picked);
all("form[data-linker]").forEach(linker);
all("form[data-bulk]").forEach(bulk);
all("form[data-progress]").forEach(progress);
for (const button of all("[data-print]")) {
	button.hidden = false;
	button.addEventListener("click", () => print());
}
if (matchMedia("(max-width: 39.99rem)").matches)
	for (const box of all("[data-sieve]"))
		box.open = Boolean(one(".is-on", box));
one("[data-summary]:has(li), [data-summary]:has([data-problem])")?.focus();
