/**
 * The roster's table: arrows move from day to day, a digit puts that kind of shift there, Delete clears the day, Enter opens its editor
 * beside it, Esc leads back. [data-roster] on the table when it may be written; [data-cell] buttons; [data-kind-key="1"] lines of the
 * hints name the kinds ([data-kind-value]).
 */
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const cellOf = (el) => el?.closest?.("[data-cell]");
let last = "";
let entered = false;

const lines = () => [...document.querySelectorAll("#roster-grid tbody tr")].map((row) => [...row.querySelectorAll("[data-cell]")]).filter((row) => row.length);

function move(cell, [down, right]) {
  const rows = lines();
  const row = rows.findIndex((one) => one.includes(cell));
  const next = rows[row + down]?.[rows[row].indexOf(cell) + right];
  if (next) next.focus();
}

function put(cell, kind) {
  const path = `${cell.getAttribute("hx-get")}/set`;
  window.htmx.ajax("POST", path, { source: cell, values: { kind }, target: "#roster-side", swap: "innerHTML" });
}

document.addEventListener("keydown", (event) => {
  const cell = cellOf(event.target);
  if (event.key === "Escape" && event.target.closest?.("#roster-side") && last) {
    document.getElementById(last)?.focus();
    event.preventDefault();
  }
  if (!cell || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (STEPS[event.key]) {
    event.preventDefault();
    move(cell, STEPS[event.key]);
    return;
  }
  entered = event.key === "Enter";
  if (!cell.closest("[data-roster]")) return;
  const kind = document.querySelector(`[data-kind-key="${CSS.escape(event.key)}"]`)?.dataset.kindValue;
  if (!kind && event.key !== "Delete" && event.key !== "Backspace") return;
  event.preventDefault();
  put(cell, kind || "");
});

document.addEventListener("focusin", (event) => {
  const cell = cellOf(event.target);
  if (cell) last = cell.id;
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-cell-link]");
  const cell = link && document.getElementById(link.hash.slice(1));
  if (!cell) return;
  event.preventDefault();
  cell.scrollIntoView({ block: "center" });
  cell.focus();
  cell.click();
});

document.addEventListener("htmx:afterSettle", (event) => {
  // A write that settles late must not take the focus that the editor asked for afterwards.
  if (entered && event.detail.target?.id === "roster-side" && event.detail.requestConfig?.verb === "get") {
    entered = false;
    event.detail.target.querySelector("[data-editor] select")?.focus();
  } else if (document.activeElement === document.body && last) {
    document.getElementById(last)?.focus();
  }
});
