/**
 * The desk: the intake opens beside the list and is folded away without losing a word; what is typed is listened to; the prompt under
 * the hand stays.
 */
import { now } from "./time.js";

const slot = () => document.getElementById("intake-slot");
const form = () => document.getElementById("new-ticket");
const button = () => document.querySelector("[data-new]");

function open(visible) {
  slot().hidden = !visible;
  document.getElementById("side").toggleAttribute("data-intake", visible);
  button()?.setAttribute("aria-pressed", String(visible));
  if (!visible) return button()?.focus();
  const first = form()?.querySelector("[data-focus]") || form()?.querySelector("textarea");
  first?.focus();
  // Once: the hand may be further on by the time htmx has settled the part.
  first?.removeAttribute("data-focus");
}

// Digits typed before htmx had settled the new intake were heard by nobody: look them up now.
document.addEventListener("htmx:afterSettle", (event) => {
  const who = event.target.id === "intake-slot" && document.getElementById("who");
  if (who && who.value) window.htmx.trigger(who, "search");
});

async function begin(url) {
  if (!form()) await window.htmx.ajax("GET", url, { target: "#intake-slot", swap: "innerHTML" });
  open(true);
}

document.addEventListener("click", (event) => {
  const start = event.target.closest("[data-new]");
  if (start) {
    event.preventDefault();
    begin(start.dataset.new);
  }
  if (event.target.closest("[data-fold]")) open(false);
  const same = event.target.closest('[data-dismiss=".dup"]')?.closest("[data-number]");
  if (same && form()) form().append(Object.assign(document.createElement("input"), { type: "hidden", name: "not_same", value: same.dataset.number }));
}, true);

// The call's length, by the server's clock.
setInterval(() => {
  for (const el of document.querySelectorAll("[data-elapsed]")) {
    const s = Math.max(0, Math.floor((now() - Number(el.dataset.elapsed)) / 1000));
    el.textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
  }
}, 1000);

const DECIDES = ["kind", "skill", "urgent", "channel", "validity", "assignee", "department"];
const HEARD = ["description", "place", "contact_phone"];
let listening = 0;

/** Let a part of the intake fetch itself anew, if the intake is still there. */
function ask(part) {
  const el = document.getElementById(part);
  if (el) window.htmx.trigger(el, part);
}

document.addEventListener("change", (event) => {
  if (event.target.form?.id !== "new-ticket") return;
  if (event.target.name === "skill" && event.isTrusted) form().dataset.skillByHand = "";
  if (event.target.matches("[data-photo-input]")) {
    const count = form().querySelector("[data-photos]");
    count.textContent = event.target.files.length;
    count.hidden = !event.target.files.length;
  }
  if (event.target.name === "kind") {
    const skills = document.getElementById("intake-skills");
    skills.hidden = !skills.dataset.repairs.split(" ").includes(event.target.value);
  }
  if (!DECIDES.includes(event.target.name)) return;
  ask("assign");
  if (!["assignee", "department", "channel"].includes(event.target.name)) ask("beside");
});

document.addEventListener("input", (event) => {
  if (event.target.form?.id !== "new-ticket" || !HEARD.includes(event.target.name)) return;
  clearTimeout(listening);
  listening = setTimeout(() => ask("beside"), 350);
});

/** The caller is known: what follows from the place and the kind is asked for. */
document.addEventListener("called", (event) => {
  const radio = event.detail.kind && form()?.querySelector(`[name="kind"][value="${CSS.escape(event.detail.kind)}"]`);
  // What was typed since then was not heard yet.
  ask("beside");
  if (!radio) return ask("assign");
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
});
/**
 * [data-pick]: a person or a place of a look-up. The form asks, not the line, which is gone before the answer comes; and the matter is
 * next, so the hand need not wait for it.
 */
document.addEventListener("click", (event) => {
  const line = event.target.closest("[data-pick]");
  if (!line || !form()) return;
  window.htmx.ajax("POST", line.dataset.pick, { source: form(), target: "#caller", swap: "innerHTML" });
  document.getElementById("intake-description").focus();
});

/** What the words sound like: the kind of work is picked, until a hand has picked one. */
document.addEventListener("heard", (event) => {
  if (!form() || "skillByHand" in form().dataset) return;
  const radio = event.detail.skill && form().querySelector(`[name="skill"][value="${CSS.escape(event.detail.skill)}"]`);
  if (!radio || radio.checked) return;
  radio.checked = true;
  const more = radio.closest("details[data-more]");
  if (more) more.open = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
});

// Done with a ticket: the next one may come up. Written down: the intake has served.
document.addEventListener("ticket-changed", (event) => {
  const chosen = document.getElementById("chosen");
  if (chosen && chosen.value === event.detail?.ticket) chosen.value = "";
}, true);
document.addEventListener("desk-changed", () => { open(false); slot()?.replaceChildren(); }, true);

// The prompt stays while a form is open in it, and is not read out again when nothing in it changed.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  if (target.id !== "prompt") return;
  const next = fragment.querySelector?.("#prompt") ?? fragment;
  const unchanged = next.dataset?.prompt === target.dataset.prompt && event.detail.requestConfig?.triggeringEvent?.type === "hint";
  if (target.querySelector("form") && unchanged) event.detail.shouldSwap = false;
});

const first = slot()?.dataset.open;
if (first) begin(first);
