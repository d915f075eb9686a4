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
  // Sent and left at once, not by a timer: what is typed next, however fast, belongs to the next one.
  if (event.key === "Enter" && field.value.trim()) {
    event.preventDefault();
    field.form.requestSubmit();
    step(field, 1);
  }
});

document.getElementById("day")?.addEventListener("change", (event) => {
  for (const hidden of document.querySelectorAll("[data-reading-day]")) hidden.value = event.target.value;
});

const first = fields()[0];
if (first && !document.querySelector("[aria-invalid=true]")) first.focus();
