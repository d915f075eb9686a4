// Down a list of meters: Enter writes the figure and goes on to the next; arrows only walk. The day of the head counts.
const fields = () => [...document.querySelectorAll("[data-reading]")];

function step(from, by) {
  const all = fields();
  const next = all[all.indexOf(from) + by];
  if (next) {
    next.focus();
    next.select();
  }
}

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-reading]");
  if (!field || event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(field, event.key === "ArrowDown" ? 1 : -1);
  }
  // The form is sent by Enter itself, the row swapped in later: the focus is on the next one by then.
  if (event.key === "Enter" && field.value.trim()) setTimeout(() => step(field, 1));
});

document.getElementById("day")?.addEventListener("change", (event) => {
  for (const hidden of document.querySelectorAll("[data-reading-day]")) hidden.value = event.target.value;
});

const first = fields()[0];
if (first && !document.querySelector("[aria-invalid=true]")) first.focus();
