/**
 * Focus after htmx: a refused form puts it on the first wrong field; an opened part ([data-focus] or autofocus) takes it; a part that
 * goes (data-dismiss=".selector") gives it back to what opened it.
 */
let opener = null;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.matches("button, a")) opener = event.detail.elt;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt ?? event.target;
  const wrong = part.querySelector?.(".field.wrong input:not([type=hidden]), .field.wrong select, .field.wrong textarea");
  const next = wrong || (document.activeElement === document.body || part.contains(document.activeElement) ? part.querySelector?.("[data-focus], [autofocus]") : null);
  if (!next) return;
  next.focus();
  if (wrong) next.select?.();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismiss]");
  if (!button) return;
  button.closest(button.dataset.dismiss)?.remove();
  if (opener?.isConnected) opener.focus();
});
