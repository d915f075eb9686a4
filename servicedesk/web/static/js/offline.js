/**
 * Phones in basements: a form with data-offline is kept in this phone when there is no network and sent when there is, each with an
 * Idempotency-Key so that nothing happens twice (R48). A field named happened_at with data-now gets the time of the tap by the server's
 * clock, for the server decides by when it happened.
 */
import { now } from "./time.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

const open = new Promise((resolve, reject) => {
  const request = indexedDB.open("servicedesk", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("outbox", { keyPath: "id", autoIncrement: true });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function store(mode, act) {
  const db = await open;
  return new Promise((resolve, reject) => {
    const request = act(db.transaction("outbox", mode).objectStore("outbox"));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
const kept = () => store("readonly", (box) => box.getAll());

// The cookie's is fresh even when this page is an old one out of the phone's store.
const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] || JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
// randomUUID exists on secure origins only; a phone on plain http still needs a key that never repeats.
const newKey = () => crypto.randomUUID?.() || [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function stampTime(form) {
  const field = form.querySelector("input[name=happened_at][data-now]");
  if (field) field.value = new Date(now()).toISOString();
}

// One phone, two shifts: what one person did is never sent in another's name.
const who = () => document.querySelector('meta[name="staff"]')?.content || "";
/** What this person's phone has not sent yet, in its order: {url, at}. */
export const mine = async () => (await kept()).filter((one) => one.who === who());
let waiting = 0;

async function keep(form, submitter) {
  const data = new FormData(form, submitter?.form === form ? submitter : undefined);
  const url = form.getAttribute("hx-post") || form.action;
  waiting += 1;
  await store("readwrite", (box) => box.add({ url, entries: [...data], key: form.dataset.key2 || newKey(), at: now(), who: who() }));
  form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
  show();
}

async function send(item) {
  const body = new FormData();
  for (const [name, value] of item.entries) body.append(name, value);
  body.set("csrfmiddlewaretoken", token());
  const headers = { "Idempotency-Key": item.key, "X-CSRFToken": token(), "HX-Request": "true" };
  // Signed out, the server sends one to the sign-in page: that is no answer, and nothing is lost.
  return fetch(item.url, { method: "POST", body, headers, credentials: "same-origin", redirect: "manual" });
}

let sending = false;
/** In the order they were made; a network error stops the round, a refusal is told and dropped. */
export async function drain() {
  if (sending || !navigator.onLine) return;
  sending = true;
  let sent = 0, answered = 0;
  try {
    for (const item of await mine()) {
      const response = await send(item);
      if (response.type === "opaqueredirect" || response.status >= 500 || response.status === 429) break;
      await store("readwrite", (box) => box.delete(item.id));
      answered += 1;
      if (response.ok) sent += 1;
      else toast({ text: t("rejected", { t: await reason(response) }), level: "refused" });
    }
  } catch { /* still no network: kept for the next round */ }
  sending = false;
  if (sent) toast({ text: t("uploaded", { n: sent }) });
  await show();
  if (answered && !waiting) document.dispatchEvent(new CustomEvent("uploaded"));
}

/** The server's words: a toast, or the first error of the form it sent back. */
async function reason(response) {
  try { return JSON.parse(response.headers.get("HX-Trigger")).toast.text; } catch { /* no toast */ }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector(".error, .form-errors")?.textContent.trim() || response.status;
}

async function show() {
  const bar = document.querySelector("[data-offline-bar]");
  const n = waiting = (await mine()).length;
  if (!bar) return;
  bar.hidden = n === 0 && navigator.onLine;
  bar.querySelector("span").textContent = t("queued", { n });
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-offline]");
  if (!form) return;
  stampTime(form);
  form.dataset.key2 = newKey();
  // What waits goes first: a second knock must not arrive before the first.
  if (navigator.onLine && !waiting) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  keep(form, event.submitter).then(drain);
}, true);
document.addEventListener("htmx:configRequest", (event) => {
  const form = event.target.closest?.("form[data-offline]");
  if (form) event.detail.headers["Idempotency-Key"] = form.dataset.key2 ||= newKey();
});
for (const lost of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(lost, (event) => {
    const form = event.target.closest?.("form[data-offline]");
    if (form) keep(form, event.detail.requestConfig?.triggeringEvent?.submitter);
  });
}
addEventListener("online", drain);
addEventListener("offline", show);
setInterval(drain, 30000);
show();
drain();
