/**
 * Lists: J K or the arrows choose an item of [data-list] ([data-item]; aria-current="true" marks it), its [data-open] link gets the
 * focus so that Enter opens it. The chosen item survives a refresh by its id. A "choose" event tells who shows a summary.
 */
const field = (el) => el?.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], [role=radiogroup]");
let chosenId = "";

const list = () => [...document.querySelectorAll("[data-list]")].find((el) => el.getClientRects().length);
const items = (of) => [...of.querySelectorAll("[data-item]")];

export function choose(item, focus = true) {
  const of = item.closest("[data-list]");
  for (const other of items(of)) other === item ? other.setAttribute("aria-current", "true") : other.removeAttribute("aria-current");
  chosenId = item.id;
  item.scrollIntoView({ block: "nearest" });
  if (focus) (item.querySelector("[data-open]") || item).focus({ preventScroll: true });
  item.dispatchEvent(new CustomEvent("choose", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (field(event.target)) return;
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  const of = step && list();
  if (!of) return;
  const all = items(of);
  if (!all.length) return;
  const at = all.findIndex((item) => item.getAttribute("aria-current") === "true");
  event.preventDefault();
  choose(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step))]);
});

// A row's own button may choose the row, so that its prompt comes up.
document.addEventListener("click", (event) => {
  const item = event.target.closest("[data-choose]")?.closest("[data-item]");
  if (item) choose(item);
});

// A refreshed list keeps its chosen row, and the focus that was in it: at once, or an Enter that comes meanwhile is lost; and when
// all has settled, as the row may have come with another part of the answer.
for (const moment of ["htmx:afterSwap", "htmx:oobAfterSwap", "htmx:afterSettle"]) document.addEventListener(moment, () => {
  const item = chosenId && document.getElementById(chosenId);
  if (!item || item.getAttribute("aria-current") === "true" || !item.matches("[data-item]")) return;
  item.setAttribute("aria-current", "true");
  if (document.activeElement === document.body) item.querySelector("[data-open]")?.focus({ preventScroll: true });
});
