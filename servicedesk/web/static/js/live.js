/**
 * Live parts. One EventSource for all tabs of a browser: the tab that holds the lock reads the stream, the others hear it over a
 * BroadcastChannel. The stream sends `hint` {"ticket", "estate", "what"} and, at least every 10 s, `beat` {"now": milliseconds}.
 *
 * <section data-live="HJ-… what …" hx-get="…" hx-trigger="hint" hx-swap="outerHTML">: an empty data-live takes every hint, words in
 * it are ticket numbers or kinds of change. data-live-rest: only while pointer and keyboard have rested for 2 s; until then its
 * [data-live-bar] says how many changes wait.
 */
import { correct, hms, now } from "./time.js";
import { t } from "./words.js";

const REST = 2000, THROTTLE = 1500, STALE = 15000, LOST = 60000;
const waiting = new Map();
let lastTouch = 0;
let lastSign = now();

for (const type of ["pointermove", "pointerdown", "keydown", "wheel"]) {
  document.addEventListener(type, () => (lastTouch = performance.now()), { passive: true, capture: true });
}

function concerns(el, hint) {
  const words = el.dataset.live.split(/\s+/).filter(Boolean);
  return !words.length || words.includes(hint.ticket) || words.includes(hint.what);
}

function onHint(hint) {
  for (const el of document.querySelectorAll("[data-live]")) {
    if (!concerns(el, hint)) continue;
    const key = el.id || el;
    const entry = waiting.get(key) || { el, n: 0, last: -THROTTLE };
    waiting.set(key, { ...entry, el, n: entry.n + 1 });
  }
  flush();
}

/** Refresh what waits, unless its hand has not rested or it was refreshed a moment ago. */
function flush() {
  const at = performance.now();
  for (const [key, entry] of waiting) {
    const el = typeof key === "string" ? document.getElementById(key) : entry.el;
    if (!el?.isConnected) { waiting.delete(key); continue; }
    if (!entry.n || at - entry.last < THROTTLE || document.hidden) continue;
    if ("liveRest" in el.dataset && at - lastTouch < REST) { showBar(el, entry.n); continue; }
    refresh(el, entry, at);
  }
}

function refresh(el, entry, at = performance.now()) {
  entry.n = 0;
  entry.last = at;
  hideBar(el);
  window.htmx?.trigger(el, "hint");
}

function showBar(el, n) {
  const bar = el.querySelector("[data-live-bar]");
  if (!bar) return;
  bar.hidden = false;
  bar.textContent = t("changes", { n });
}
const hideBar = (el) => el.querySelector("[data-live-bar]")?.setAttribute("hidden", "");

document.addEventListener("click", (event) => {
  const el = event.target.closest("[data-live-bar]")?.closest("[data-live]");
  if (el) refresh(el, waiting.get(el.id || el) || { n: 0, last: 0 });
  if (event.target.closest("[data-refresh]")) location.reload();
});

/** Fresh, stale or lost: what the page shows was right when the stream last gave a sign of life. */
function mark() {
  const age = now() - lastSign;
  const level = age < STALE ? "fresh" : age < LOST ? "stale" : "lost";
  for (const el of document.querySelectorAll("[data-live-mark]")) {
    const words = t(level, { t: hms(level === "fresh" ? now() : lastSign), m: Math.floor(age / 60000) });
    el.dataset.level = level;
    if (el.textContent !== words) el.textContent = words;
    const again = el.nextElementSibling?.matches("[data-refresh]") && el.nextElementSibling;
    if (again) again.hidden = level !== "lost";
  }
}

function receive({ type, data }) {
  lastSign = now();
  if (type === "beat" && data?.now) { correct(data.now); lastSign = now(); }
  if (type === "hint") onHint(data);
}

const channel = "BroadcastChannel" in window ? new BroadcastChannel("hints") : null;
if (channel) channel.onmessage = (event) => receive(event.data);

function read(url) {
  const source = new EventSource(url);
  const pass = (type) => (event) => {
    const message = { type, data: event.data ? JSON.parse(event.data) : null };
    receive(message);
    channel?.postMessage(message);
  };
  for (const type of ["hint", "beat"]) source.addEventListener(type, pass(type));
  source.onopen = () => receive({ type: "open" });
  // A closed stream (signed out, server away) is tried again; an interrupted one the browser reopens by itself.
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => read(url), 5000);
  };
  addEventListener("pagehide", () => source.close(), { once: true });
}

const url = document.querySelector('meta[name="stream"]')?.content;
if (url && document.querySelector("[data-live], [data-live-mark]")) {
  // Locks exist only on secure origins; without them each tab reads for itself.
  if (navigator.locks && channel) navigator.locks.request("stream", () => (read(url), new Promise(() => {})));
  else read(url);
  setInterval(() => { flush(); mark(); }, 1000);
}
