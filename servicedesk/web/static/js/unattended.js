/** Requests that the page makes by itself (a hint of the stream, a timer) say so: they do not keep a session alive. */
document.addEventListener("htmx:configRequest", (event) => {
  const type = event.detail.triggeringEvent?.type;
  if (!type || type === "hint") event.detail.headers["X-Unattended"] = "1";
});
