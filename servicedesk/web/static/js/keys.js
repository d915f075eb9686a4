/**
 * Keys. An element with data-key="n" is pressed (a field: focused) by N outside fields and by Alt+N anywhere; "alt+u" and
 * "ctrl+enter" ask for themselves; "g d" is G then D. Never while an input method composes.
 * Of several elements with one key the chosen row's comes first, then the first visible one; those in rows that are not chosen
 * (data-key-scope without aria-current) never.
 */
let pending = "";
let pendingTimer = 0;

const inField = (el) => el?.closest?.("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])");
const visible = (el) => el.getClientRects().length > 0 && !el.disabled && el.getAttribute("aria-disabled") !== "true";

/** "alt+u", "ctrl+enter", "?", "j": letters and digits by their place on the board when Alt changes what they write. */
function named(event) {
  let name = event.key.toLowerCase();
  const place = /^(?:Key|Digit)(.)$/.exec(event.code);
  if (event.altKey && place) name = place[1].toLowerCase();
  name = { " ": "space", arrowup: "up", arrowdown: "down", arrowleft: "left", arrowright: "right", esc: "escape" }[name] || name;
  return (event.ctrlKey || event.metaKey ? "ctrl+" : "") + (event.altKey ? "alt+" : "") + name;
}

export function find(key, from = null) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter(visible);
  const scope = (el) => el.closest("[data-key-scope]");
  const chosen = found.find((el) => scope(el)?.getAttribute("aria-current") === "true");
  // Escape closes the innermost thing that is open: the last one.
  const rest = found.filter((el) => !scope(el));
  // Inside a form its own button is meant, not that of another form that is open too.
  const form = inField(from) && from.form;
  const own = form && found.find((el) => el.form === form);
  return own || chosen || (key === "escape" ? rest.at(-1) : rest[0]);
}

export function press(el) {
  const label = el.matches("label, input[type=radio], input[type=checkbox], button, a, summary");
  if (label) {
    el.click();
    if (el.matches("input, label")) (el.control || el).focus();
  } else {
    el.focus();
    el.select?.();
  }
}

/** The keys to look for, most particular first. */
function wanted(event) {
  const name = named(event);
  const field = inField(event.target);
  if (field) return name.startsWith("alt+") ? [name, name.slice(4)] : name.startsWith("ctrl+") || name === "escape" ? [name] : [];
  if (pending) return [`${pending} ${name}`];
  return name.startsWith("alt+") ? [name, name.slice(4)] : [name];
}

function sequence(event) {
  const name = named(event);
  clearTimeout(pendingTimer);
  const starts = !pending && !inField(event.target) && document.querySelector(`[data-key^="${CSS.escape(name)} "]`);
  pending = starts ? name : "";
  if (starts) pendingTimer = setTimeout(() => (pending = ""), 1500);
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.repeat) return;
  if (named(event) === "?" && !inField(event.target)) {
    event.preventDefault();
    toggleMap();
    return;
  }
  const target = wanted(event).map((key) => find(key, event.target)).find(Boolean);
  sequence(event);
  if (!target) return;
  event.preventDefault();
  press(target);
});

/** The map: the general keys stand in the template, the page's own are read from its elements. */
function toggleMap() {
  const map = document.getElementById("keymap");
  if (!map) return;
  map.hidden = !map.hidden;
  if (map.hidden) return;
  const list = map.querySelector("dl");
  list.querySelectorAll("[data-own]").forEach((el) => el.remove());
  const shown = new Set();
  for (const el of document.querySelectorAll("[data-key]")) {
    const key = el.dataset.key;
    if (map.contains(el) || shown.has(key) || !visible(el)) continue;
    shown.add(key);
    list.append(...line(el, key));
  }
  map.focus();
}

function line(el, key) {
  const term = document.createElement("dt"), words = document.createElement("dd"), kbd = document.createElement("kbd");
  kbd.textContent = key.replaceAll("+", " ").replace("enter", "↵").replace("escape", "Esc").replace(/\b[a-z]/g, (c) => c.toUpperCase());
  const copy = (el.labels?.[0] || el).cloneNode(true);
  copy.querySelectorAll("kbd, small, .count").forEach((part) => part.remove());
  words.textContent = el.dataset.keyLabel || copy.textContent.trim() || el.ariaLabel || el.title;
  term.append(kbd);
  term.dataset.own = words.dataset.own = "";
  return [term, words];
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keymap]")) toggleMap();
});
