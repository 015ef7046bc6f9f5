// palette.js -- the command palette: Ctrl K, a few letters, Enter. Loaded when it is first opened.

const dialog = document.createElement("dialog");
dialog.className = "sheet palette";
dialog.setAttribute("aria-label", "Go to");
dialog.innerHTML = `<input class="form-control" type="search" role="combobox" aria-expanded="true" aria-autocomplete="list"
	aria-controls="palette-list" aria-label="Page, list, action or record" placeholder="Page, list, action, record or code" autocomplete="off">
	<ul id="palette-list" role="listbox" aria-label="Found"></ul><p class="quiet palette-none" role="status"></p>`;
document.body.append(dialog);
const input = dialog.querySelector("input"), list = dialog.querySelector("ul"), none = dialog.querySelector("p");
let running, at = -1;

function seen() {
	try {
		return JSON.parse(sessionStorage.getItem("seen") ?? "[]");
	} catch {
		return [];
	}
}

function mark(n) {
	const all = [...list.children];
	at = all.length ? (n + all.length) % all.length : -1;
	all.forEach((li, i) => li.setAttribute("aria-selected", String(i === at)));
	if (at < 0)
		input.removeAttribute("aria-activedescendant");
	else {
		input.setAttribute("aria-activedescendant", all[at].id);
		all[at].scrollIntoView({ block: "nearest" });
	}
}

function show(items) {
	list.replaceChildren(...items.map((item, i) => {
		const li = document.createElement("li"), label = document.createElement("bdi"), hint = document.createElement("span");
		li.id = `palette-${i}`;
		li.setAttribute("role", "option");
		li.dataset.href = item.href;
		label.textContent = item.label;
		hint.textContent = item.hint;
		hint.className = "quiet";
		li.append(label, hint);
		li.addEventListener("click", () => go(item.href));
		return li;
	}));
	none.textContent = items.length ? "" : "Nothing found.";	// spoken, too: the list itself is read by moving in it
	mark(0);
}

function go(href) {
	dialog.close();
	location.href = href;
}

async function look() {
	const q = input.value.trim();
	running?.abort();
	running = new AbortController();
	try {
		const answer = await fetch(`/api/v1/palette?q=${encodeURIComponent(q)}`, { headers: { accept: "application/json" }, signal: running.signal });
		if (!answer.ok)
			return;
		const { items } = await answer.json();
		show(q ? items : [...seen(), ...items]);
	} catch (e) {
		if (e.name !== "AbortError")
			show([]);
	}
}

input.addEventListener("input", look);
input.addEventListener("keydown", (e) => {
	if (e.key === "ArrowDown" || e.key === "ArrowUp") {
		e.preventDefault();
		mark(at + (e.key === "ArrowDown" ? 1 : -1));
	} else if (e.key === "Enter" && at >= 0) {
		e.preventDefault();
		go(list.children[at].dataset.href);
	} else if (e.key === "Escape") {	// the browser alone leaves the focus here until it draws
		e.preventDefault();
		dialog.close();
		input.blur();
	}
});
dialog.addEventListener("click", (e) => { if (e.target === dialog) dialog.close(); });

/** early: what was typed before it came. */
export function open(early) {
	if (dialog.open)
		return;
	input.value = early;
	dialog.showModal();
	look();
}
