/**
 * A price from the list with one thumb: [data-quote-find] narrows the lines of a form[data-quote], [data-step] adds and takes away,
 * [data-quote-sum] says the total. Sums are in fen, rounded half up as the server does; the server's sum is what counts.
 */
const form = document.querySelector("form[data-quote]");

// "45.5" in hundredths, as a whole number; nothing for what is no figure.
function hundredths(text) {
  const found = /^(\d+)(?:[.,](\d{1,2}))?$/.exec(text.trim());
  return found ? Number(found[1]) * 100 + Number((found[2] || "").padEnd(2, "0")) : 0;
}

function add() {
  let fen = 0;
  for (const line of form.querySelectorAll(".quote-items > li[data-price]")) {
    const quantity = hundredths(line.querySelector("input").value);
    fen += Math.floor((quantity * hundredths(line.dataset.price) + 50) / 100);
    line.classList.toggle("chosen", quantity > 0);
  }
  for (const price of form.querySelectorAll("[name=own-price]")) fen += hundredths(price.value);
  form.querySelector("[data-quote-sum]").textContent = fen ? `¥${(fen / 100).toFixed(2)}` : "";
}

function narrow(word) {
  let shown = 0;
  for (const line of form.querySelectorAll(".quote-items > li[data-words]")) {
    line.hidden = !line.dataset.words.includes(word) && !line.classList.contains("chosen");
    shown += line.hidden ? 0 : 1;
  }
  form.querySelector("[data-quote-none]").hidden = shown > 0;
}

// Agreeing needs the server: without network nothing is sent, and nothing typed is lost.
document.addEventListener("submit", (event) => {
  const note = document.querySelector("[data-quote-offline]");
  if (note) note.hidden = navigator.onLine;
  if (!navigator.onLine) event.preventDefault();
});

if (form) {
  form.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (!step) return;
    const input = step.parentElement.querySelector("input");
    const next = Math.max(0, hundredths(input.value) + 100 * Number(step.dataset.step));
    input.value = next ? String(next / 100) : "";
    add();
  });
  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-quote-find]")) narrow(event.target.value.trim().toLowerCase());
    else add();
  });
  // The search is no field of the form: its Enter must not tell a price.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-quote-find]")) event.preventDefault();
  });
  add();
}
