/** Light or dark: at once here, kept in a cookie for this browser and, when there is an address, with the account. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-toggle]");
  if (!button) return;
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  document.dispatchEvent(new CustomEvent("theme", { detail: theme }));
  if (button.dataset.url) window.htmx?.ajax("POST", button.dataset.url, { swap: "none", values: { theme } });
});
