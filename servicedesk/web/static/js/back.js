/** [data-back] goes back; [data-print] prints the page. */
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-back]")) history.back();
  if (event.target.closest("[data-print]")) print();
});
