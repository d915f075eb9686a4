/** A form with data-clear is emptied once what it sent was taken (the server answers with the event ticket-changed). */
document.addEventListener("ticket-changed", (event) => {
  const form = event.target.closest?.("form[data-clear]");
  if (!form) return;
  form.reset();
  form.querySelector("input, textarea")?.blur();
});
