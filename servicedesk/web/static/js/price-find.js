/**
 * input[data-price-find="list"]: what is typed narrows the items of template#list (data-words: code, name, pinyin) into the listbox
 * that lookup.js walks. The one that is taken goes into the first line of the form that is still empty, and the hand goes on there.
 */
import { close } from "./lookup.js";

const MOST = 8;
const items = (input) => [...document.getElementById(input.dataset.priceFind).content.querySelectorAll("[data-item]")];
const note = (input) => input.closest(".price-find").querySelector("[data-price-note]");

function narrow(input) {
  const word = input.value.trim().toLowerCase();
  const found = word ? items(input).filter((item) => item.dataset.words.includes(word)).slice(0, MOST) : [];
  document.getElementById(input.dataset.lookup).replaceChildren(...found.map((item) => item.cloneNode(true)));
  input.setAttribute("aria-expanded", String(found.length > 0));
  input.removeAttribute("aria-activedescendant");
  note(input).textContent = word && !found.length ? note(input).dataset.none : "";
}

function take(option, input) {
  const lines = [...input.closest("form").querySelectorAll(".charge-line")];
  const field = (line, name) => line.querySelector(`[name^="${name}_"]`);
  const free = lines.find((line) => !field(line, "item").value && !field(line, "name").value);
  if (!free) {
    note(input).textContent = note(input).dataset.full;
    return;
  }
  field(free, "item").value = option.dataset.item;
  field(free, "item").dispatchEvent(new Event("change", { bubbles: true }));
  input.value = "";
  close(input);
  field(free, "quantity").focus();
}

document.addEventListener("input", (event) => event.target.matches?.("[data-price-find]") && narrow(event.target));
document.addEventListener("click", (event) => {
  const option = event.target.closest?.(".price-found [data-item]");
  if (option) take(option, option.closest(".price-find").querySelector("[data-price-find]"));
});
// The search is no field of the form: its Enter must not tell a price.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.ctrlKey && event.target.matches?.("[data-price-find]")) event.preventDefault();
});
