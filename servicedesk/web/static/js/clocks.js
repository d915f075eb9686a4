/** Every .clock[data-due] runs on by the server's time; at 80 % and at the due time its level changes by itself. */
import { now } from "./time.js";
import { leftWords } from "./wording.js";

const ICONS = { warning: "hourglass", breached: "alert-triangle" };

function level(clock, at) {
  if (at >= Number(clock.dataset.due)) return "breached";
  return clock.dataset.warn && at >= Number(clock.dataset.warn) ? "warning" : "calm";
}

function turn(clock, to) {
  clock.dataset.level = to;
  const use = clock.querySelector(".icon use");
  if (use && ICONS[to]) use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#i-${ICONS[to]}`));
  const row = clock.closest("[data-level].ticket-row");
  if (row) row.dataset.level = to;
}

export function tick(clock, at = now()) {
  const due = Number(clock.dataset.due), start = Number(clock.dataset.start);
  const time = clock.querySelector("time");
  const words = leftWords(due - at);
  if (time.textContent !== words) time.textContent = words;
  const to = level(clock, at);
  if (clock.dataset.level !== to) turn(clock, to);
  const bar = clock.querySelector("progress");
  if (bar && start) bar.value = Math.min(100, (100 * (at - start)) / (due - start));
}

/** One pass a second over what is on the page, aligned to the server's second; a hidden page rests. */
function run() {
  if (!document.hidden) {
    const at = now();
    for (const clock of document.querySelectorAll(".clock[data-due]")) tick(clock, at);
  }
  setTimeout(run, 1000 - (now() % 1000) + 5);
}
run();
document.addEventListener("visibilitychange", () => document.querySelectorAll(".clock[data-due]").forEach((clock) => tick(clock)));
document.addEventListener("htmx:load", (event) => event.target.querySelectorAll?.(".clock[data-due]").forEach((clock) => tick(clock)));
