/**
 * Taking a unit's money: form[data-take] adds up the ticked bills ([data-owed], in yuan) in [data-take-sum]; the amount
 * follows until somebody writes another one; [data-take-less] and [data-take-more] say what stays open or is kept.
 * Sums are in fen; the server's are what counts.
 */
const form = document.querySelector("form[data-take]");
const fen = (text) => {
  const found = /^(\d+)(?:\.(\d{1,2}))?$/.exec(text.trim());
  return found ? Number(found[1]) * 100 + Number((found[2] || "").padEnd(2, "0")) : null;
};
const yuan = (sum) => `¥${(sum / 100).toLocaleString("en", { minimumFractionDigits: 2 })}`;

const boxes = () => [...form.querySelectorAll("[data-owed]")];
const owed = () => boxes().filter((box) => box.checked).reduce((sum, box) => sum + fen(box.dataset.owed), 0);

function say(name, sum) {
  const line = form.querySelector(`[data-take-${name}]`);
  line.hidden = !(sum > 0);
  if (sum > 0) line.querySelector("b").textContent = yuan(sum);
}

function show() {
  const all = form.querySelector("[data-take-all]");
  const ticked = boxes().filter((box) => box.checked).length;
  if (all) {
    all.checked = ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
    form.querySelector("[data-take-sum]").textContent = yuan(owed());
  }
  const amount = fen(form.elements.amount.value);
  say("less", amount === null ? 0 : owed() - amount);
  say("more", amount === null ? 0 : amount - owed());
}

if (form) {
  const amount = form.elements.amount;
  // What was written before a refusal stays: only an amount that is the sum follows it.
  let follows = fen(amount.value) === owed();
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-take-all]")) for (const box of boxes()) box.checked = event.target.checked;
    if (follows && event.target.type === "checkbox") amount.value = owed() ? (owed() / 100).toFixed(2) : "";
    show();
  });
  amount.addEventListener("input", () => {
    follows = amount.value.trim() === "";
    show();
  });
  show();
}
