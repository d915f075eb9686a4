/**
 * One line of news at the bottom right. From the server: HX-Trigger {"toast": {text, level: done | refused, undo_url, href}}
 * (servicedesk/web/htmx.py). Undo stands for 8 s and is POSTed.
 */
import { t } from "./words.js";

const UNDO = 8, DONE = 5, REFUSED = 12;

export function toast({ text, level = "done", undo_url: undo = "", href = "" }) {
  const region = document.getElementById("toasts");
  const form = document.getElementById(level === "refused" ? "toast-refused" : "toast-done");
  if (!region || !form) return;
  const line = form.content.firstElementChild.cloneNode(true);
  line.querySelector("span").textContent = text;
  if (undo) offerUndo(line, undo);
  if (href) offerLook(line, href);
  region.append(line);
  if (!undo) setTimeout(() => line.remove(), (level === "refused" ? REFUSED : DONE) * 1000);
  while (region.children.length > 3) region.firstElementChild.remove();
}

function offerUndo(line, url) {
  const button = line.querySelector("button");
  let left = UNDO;
  button.hidden = false;
  button.dataset.key = "z";
  button.textContent = t("undo", { n: left });
  const timer = setInterval(() => {
    left -= 1;
    button.textContent = t("undo", { n: left });
    if (left <= 0) { clearInterval(timer); line.remove(); }
  }, 1000);
  button.addEventListener("click", () => {
    clearInterval(timer);
    line.remove();
    window.htmx.ajax("POST", url, { swap: "none" });
  });
}

function offerLook(line, href) {
  const link = line.querySelector("a");
  if (!link) return;
  link.hidden = false;
  link.href = href;
  link.textContent = t("look");
}

document.addEventListener("toast", (event) => toast(event.detail));
// Toasts that came with the page (Django messages) leave as the others do.
for (const line of document.querySelectorAll("#toasts > .toast")) {
  setTimeout(() => line.remove(), (line.dataset.kind === "refused" ? REFUSED : DONE) * 1000);
}

const told = (event) => /toast/.test(event.detail.xhr?.getResponseHeader("HX-Trigger") || "");
document.addEventListener("htmx:sendError", (event) => {
  if (!event.detail.elt?.closest?.("[data-offline]")) toast({ text: t("no_network"), level: "refused" });
});
document.addEventListener("htmx:timeout", () => toast({ text: t("no_network"), level: "refused" }));
document.addEventListener("htmx:responseError", (event) => {
  if (!told(event)) toast({ text: t(event.detail.xhr.status >= 500 ? "failed" : "refused"), level: "refused" });
});
