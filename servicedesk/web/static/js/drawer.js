/** [data-drawer="id"] opens and closes #id beside the work; aria-pressed or aria-expanded follows, the first field gets the focus. */
function set(drawer, open) {
  drawer.hidden = !open;
  document.body.toggleAttribute("data-drawer-open", open);
  for (const button of document.querySelectorAll(`[data-drawer="${drawer.id}"]`)) {
    button.setAttribute(button.hasAttribute("aria-pressed") ? "aria-pressed" : "aria-expanded", String(open));
  }
  if (open) (drawer.querySelector("[autofocus], input:not([type=hidden], .sr), textarea, select") || drawer).focus();
  drawer.dispatchEvent(new CustomEvent(open ? "drawer-open" : "drawer-close", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-drawer]");
  const drawer = button && document.getElementById(button.dataset.drawer);
  if (!drawer) return;
  event.preventDefault();
  set(drawer, drawer.hidden);
});

// Menus close when one clicks or tabs elsewhere, and by Escape.
const close = (except) => document.querySelectorAll("details[data-menu][open]").forEach((menu) => menu !== except && menu.removeAttribute("open"));
document.addEventListener("click", (event) => close(event.target.closest("details[data-menu]")));
document.addEventListener("focusin", (event) => close(event.target.closest("details[data-menu]")));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
  if (!menu) return;
  event.preventDefault();
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
}, true);
