/** What somebody has unfolded (a <details> with an id) stays so when its part is fetched anew and swapped out of band. */
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  for (const old of target.querySelectorAll("details[id]")) {
    const fresh = fragment.querySelector(`#${CSS.escape(old.id)}`);
    if (fresh) fresh.open = old.open;
  }
});
