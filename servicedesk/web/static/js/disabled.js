/** A control that is not allowed yet stays visible and says why (aria-disabled): it must then do nothing. */
const stop = (event) => {
  if (!event.target.closest?.('[aria-disabled="true"]')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
};
document.addEventListener("click", stop, true);
