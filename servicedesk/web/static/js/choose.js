/**
 * What a choice changes on the page at once.
 * [data-shown-when="grade=so_so|dissatisfied"]: shown while the field of that name, in the same form or page, has one of the values.
 * [data-needs="reason"] or "checks=permission" on a button: not allowed until that is chosen; its <small> says why.
 * [data-echo="arrival"] with data-words="… {t}": repeats the chosen option's data-says; data-plain when it has none.
 * form[data-send-at-once]: sent as soon as a file is chosen.
 */
const chosen = (root, name) => {
  const fields = [...root.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  return fields.filter((field) => (/radio|checkbox/.test(field.type) ? field.checked : true));
};
const formOf = (el) => el.form || el.closest("form") || document;

function show(el) {
  const [name, values] = el.dataset.shownWhen.split("=");
  const now = chosen(formOf(el), name).map((field) => field.value);
  el.hidden = !values.split("|").some((value) => now.includes(value));
}

function allow(button) {
  const [name, value] = button.dataset.needs.split("=");
  const met = chosen(formOf(button), name).some((field) => (value ? field.value === value : field.value));
  if (met) button.removeAttribute("aria-disabled");
  else button.setAttribute("aria-disabled", "true");
  const why = button.querySelector("small");
  if (why) why.hidden = met;
}

function echo(el) {
  const says = chosen(document, el.dataset.echo)[0]?.dataset.says;
  const time = /^\d\d:\d\d$/.test(says || "");
  el.textContent = time ? el.dataset.words.replace("{t}", says) : el.dataset.plain;
}

function run() {
  document.querySelectorAll("[data-shown-when]").forEach(show);
  document.querySelectorAll("[data-needs]").forEach(allow);
  document.querySelectorAll("[data-echo]").forEach(echo);
}

document.addEventListener("change", (event) => {
  run();
  const form = event.target.closest?.("form[data-send-at-once]");
  if (form && event.target.type === "file" && event.target.files.length) form.requestSubmit();
});
document.addEventListener("htmx:afterSettle", run);
document.addEventListener("staged", run);
run();
