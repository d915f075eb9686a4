/**
 * A visit without network. A form that was kept (offline.js) says by data-next which stage follows; that stage lies ready in a
 * <template data-stage> and takes the place of the present one (or of data-into="#part" alone), with the times put in here: [data-tap] the moment of the tap,
 * [data-after="300"] around a ring and [data-ready-after="300"] on a button what counts from it (R20). data-enables names a
 * link that the kept form makes possible. A page that is opened anew does not know what this phone has not sent yet: it goes on the
 * same way, with the times of those taps. Once all was sent, the page asks the server again, unless somebody is typing.
 */
import { mine } from "./offline.js";
import { hms, now } from "./time.js";

let typed = false;

// The signature's page lies ready too, and what it draws with (sw.js): it is signed where there is no network.
const ahead = document.querySelector("#job[data-ahead]")?.dataset.ahead;
if (ahead && navigator.serviceWorker?.controller && navigator.onLine) {
  fetch(new URL("../vendor/signature_pad/signature_pad.min.js", import.meta.url)).catch(() => {});
  caches.open("pages").then((pages) => pages.add(new Request(ahead, { credentials: "same-origin" }))).catch(() => {});
}

function put(stage, at) {
  const job = document.getElementById("job");
  const template = job?.querySelector(`template[data-stage="${CSS.escape(stage)}"]`);
  if (!template) return;
  const copy = template.content.cloneNode(true);
  copy.querySelectorAll("[data-tap]").forEach((el) => (el.textContent = hms(at)));
  copy.querySelectorAll("[data-after]").forEach((el) => {
    const ring = el.querySelector("[data-ring]");
    ring.dataset.start = at;
    ring.dataset.due = at + 1000 * el.dataset.after;
  });
  copy.querySelectorAll("[data-ready-after]").forEach((el) => (el.dataset.readyAt = at + 1000 * el.dataset.readyAfter));
  const { into } = template.dataset;
  ((into && job.querySelector(into)) || job.querySelector("[data-now-stage]") || job).replaceChildren(copy);
  window.htmx?.process(job);
  document.dispatchEvent(new CustomEvent("staged"));
  if (!into) scrollTo(0, 0);
}

function enable(id) {
  const link = document.getElementById(id);
  if (!link) return;
  link.removeAttribute("aria-disabled");
  link.querySelector("small")?.remove();
}

function follow(form, at) {
  const { next, enables } = form.dataset;
  if (next) put(next, at);
  if (enables) enable(enables);
}

document.addEventListener("kept", (event) => {
  typed = false;
  follow(event.target, now());
});
mine().then((waiting) => {
  for (const { url, at } of waiting) {
    const form = [...document.querySelectorAll("#job form[data-offline]")].find((one) => (one.getAttribute("hx-post") || one.action) === url);
    if (form) follow(form, at);
  }
});
document.addEventListener("input", (event) => { if (event.target.closest("#job form")) typed = true; });
document.addEventListener("htmx:afterSwap", () => (typed = false));
document.addEventListener("uploaded", () => {
  const job = document.getElementById("job");
  if (job && !typed) window.htmx?.trigger(job, "refresh");
});
