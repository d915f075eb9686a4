/**
 * The board: a card is lifted by dragging, or by arrows and the focus; 1–8 put it into a row, Enter confirms, A takes the recommended
 * row, Esc puts it back. While a card is lifted each row says whether its person fits.
 *
 * [data-board]; [data-card] with data-assign (POST address) and data-fits (GET address of {"<lane>": {"fit": "best|good|no|refused", "words": "…"}});
 * [data-lane="<staff id>"] with a .fit for the words and a [data-drop] slot; data-reason-url on the board opens the part that asks why,
 * when an unfit row is chosen.
 */
const board = () => document.querySelector("[data-board]");
let lifted = null;
let target = null;

const lanes = () => [...board().querySelectorAll("[data-lane]")];
let asked = Promise.resolve();

function lift(card) {
  if (lifted) putBack();
  lifted = card;
  card.closest("li")?.classList.add("lifted-from");
  card.setAttribute("aria-grabbed", "true");
  asked = fetch(card.dataset.fits, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : {}))
    .catch(() => ({}))
    .then((fits) => lifted === card && say(fits));
}

function say(fits) {
  for (const lane of lanes()) {
    const fit = fits[lane.dataset.lane];
    if (!fit) continue;
    lane.dataset.fit = fit.fit;
    const words = lane.querySelector(".fit");
    if (words) words.textContent = fit.words;
  }
}

/** The recommended row, as soon as the server has said who that is. */
function recommended() {
  const card = lifted;
  asked.then(() => {
    if (!card || lifted !== card) return;
    aim(lanes().find((lane) => lane.dataset.fit === "best") || null);
    drop();
  });
}

function putBack() {
  lifted?.closest("li")?.classList.remove("lifted-from");
  lifted?.removeAttribute("aria-grabbed");
  for (const lane of lanes()) {
    delete lane.dataset.fit;
    const words = lane.querySelector(".fit");
    if (words) words.textContent = "";
  }
  aim(null);
  lifted = null;
}

function aim(lane) {
  target?.querySelector("[data-drop]")?.classList.remove("target");
  target = lane;
  target?.querySelector("[data-drop]")?.classList.add("target");
}

/** Whether the row calls him unfit must be known before the card falls. */
const settle = () => asked.then(() => drop());

function drop() {
  if (!lifted || !target) return;
  const values = { staff: target.dataset.lane };
  const unfit = ["no", "refused"].includes(target.dataset.fit);
  const { assign } = lifted.dataset, reason = board().dataset.reasonUrl;
  const card = lifted.dataset.card;
  putBack();
  if (unfit && reason) window.htmx.ajax("GET", reason, { values: { ...values, ticket: card }, target: "#board-reason", swap: "innerHTML" });
  else window.htmx.ajax("POST", assign, { values, swap: "none" });
}

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.("[data-card]");
  if (!card || !board()) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.card);
  lift(card);
});
document.addEventListener("dragover", (event) => {
  const lane = lifted && event.target.closest?.("[data-lane]");
  if (!lane) return;
  event.preventDefault();
  if (lane !== target) aim(lane);
});
document.addEventListener("drop", (event) => {
  if (!lifted) return;
  event.preventDefault();
  drop();
});
document.addEventListener("dragend", () => lifted && putBack());

function choose(step) {
  const cards = [...board().querySelectorAll("[data-card]")].filter((card) => card.getClientRects().length);
  const at = cards.indexOf(lifted || document.activeElement);
  const next = cards[Math.max(0, Math.min(cards.length - 1, at + step))];
  next?.focus();
  if (next) lift(next);
}

const KEYS = {
  ArrowDown: () => choose(1),
  ArrowUp: () => choose(-1),
  Enter: () => lifted && target && settle(),
  Escape: () => lifted && putBack(),
  a: () => recommended(),
};

document.addEventListener("keydown", (event) => {
  if (!board() || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  const row = lifted && /^[1-9]$/.test(event.key) ? lanes()[Number(event.key) - 1] : null;
  if (row) aim(row);
  else if (!KEYS[event.key] || (event.key === "Enter" && !target) || (event.key === "Escape" && !lifted)) return;
  else KEYS[event.key]();
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
