/** input[data-lookup="id"]: its list #id (role=listbox, filled by htmx) is walked with the arrows, Enter takes, Esc empties. */
const options = (input) => [...document.getElementById(input.dataset.lookup).querySelectorAll('[role="option"]')];

// [data-eager="id"]: Enter pressed before the answer is there takes the first line as soon as it comes, and the hand goes on in #id.
// Typing on in the input takes that back.
let wanted = null;
function want(input) {
  wanted = input;
  document.getElementById(input.dataset.eager)?.focus();
}
document.addEventListener("input", (event) => event.target === wanted && (wanted = null));

/** A new line answers a click once htmx has settled it. */
const answers = (option) => !option.classList.contains("htmx-added");

function mark(input, all, at) {
  all.forEach((option, i) => {
    option.id ||= `${input.dataset.lookup}-${i}`;
    option.setAttribute("aria-selected", String(i === at));
  });
  if (all[at]) {
    input.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

export function close(input) {
  document.getElementById(input.dataset.lookup)?.replaceChildren();
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

document.addEventListener("keydown", (event) => {
  const input = event.target.closest?.("input[data-lookup]");
  if (!input || event.isComposing || event.keyCode === 229) return;
  const all = options(input);
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && all.length) mark(input, all, (at + step + all.length) % all.length);
  else if (event.key === "Enter" && all.length && answers(all[0]) && !event.ctrlKey) (all[at] || all[0]).click();
  else if (event.key === "Enter" && ("eager" in input.dataset || all.length) && !event.ctrlKey) want(input);
  else if (event.key === "Escape") { close(input); input.blur(); }
  else return;
  event.preventDefault();
});

document.addEventListener("htmx:afterSwap", (event) => {
  const input = event.target.id && document.querySelector(`input[data-lookup="${CSS.escape(event.target.id)}"]`);
  if (!input) return;
  input.setAttribute("aria-expanded", String(options(input).length > 0));
  // Blanks between tags would keep an empty box in sight.
  if (!options(input).length) event.target.replaceChildren();
});
document.addEventListener("htmx:afterSettle", () => {
  const line = wanted?.isConnected && options(wanted)[0];
  if (!line || !answers(line)) return;
  wanted = null;
  line.click();
});
document.addEventListener("focusout", (event) => {
  const input = event.target.closest?.("input[data-lookup]");
  // Later, so that a click on an option still finds it.
  if (input) setTimeout(() => document.activeElement !== input && wanted !== input && close(input), 200);
});
