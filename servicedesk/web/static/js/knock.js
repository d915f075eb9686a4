/**
 * Countdowns one waits for: the ring of an offer or a knock ([data-ring] with data-due and data-start), and buttons that become
 * allowed at a time ([data-ready-at]; their <small> says how long still). At the end the phone buzzes (R20).
 */
import { now } from "./time.js";
import { roundedUp, span } from "./wording.js";
import { t } from "./words.js";

function turn(ring, at) {
  const due = Number(ring.dataset.due), start = Number(ring.dataset.start), left = Math.max(0, due - at);
  ring.querySelector("text").textContent = left ? span(roundedUp(left / 1000)) : t("knock_now");
  ring.querySelector(".left").setAttribute("stroke-dasharray", `${((100 * left) / Math.max(1, due - start)).toFixed(1)} 100`);
  if (left || "rung" in ring.dataset) return;
  ring.dataset.rung = "";
  navigator.vibrate?.([300, 150, 300]);
  ring.dispatchEvent(new CustomEvent("rang", { bubbles: true }));
}

function allow(button, at) {
  const left = Number(button.dataset.readyAt) - at;
  const note = button.querySelector("small");
  if (left > 0) {
    if (note) note.textContent = t("left", { t: span(roundedUp(left / 1000)) });
    return;
  }
  button.removeAttribute("aria-disabled");
  button.removeAttribute("data-ready-at");
  note?.remove();
}

function run() {
  const at = now();
  document.querySelectorAll("[data-ring]").forEach((ring) => turn(ring, at));
  document.querySelectorAll("[data-ready-at]").forEach((button) => allow(button, at));
}
setInterval(run, 1000);
run();
