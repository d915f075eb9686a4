/** [data-back] goes back; [data-print] prints the page; a page with [data-print-now] prints itself when it has loaded. */
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-back]")) history.back();
  if (event.target.closest("[data-print]")) print();
});
if (document.querySelector("[data-print-now]")) addEventListener("load", () => print());
