/**
 * A signature on the screen: <canvas class="pad" data-sign="id of a hidden input">; [data-sign-clear] wipes it. The input gets a PNG
 * data URL when the form is sent; an empty pad leaves it empty, and the server says what is missing (R23).
 */
async function prepare(canvas) {
  canvas.dataset.ready = "";
  const { default: SignaturePad } = await import("../vendor/signature_pad/signature_pad.min.js");
  const input = document.getElementById(canvas.dataset.sign);
  const ratio = Math.max(devicePixelRatio, 1);
  canvas.width = canvas.offsetWidth * ratio;
  canvas.height = canvas.offsetHeight * ratio;
  canvas.getContext("2d").scale(ratio, ratio);
  // Black on white in both themes: it is printed.
  const pad = new SignaturePad(canvas, { backgroundColor: "#ffffff", penColor: "#101418", minWidth: 1.2, maxWidth: 3 });
  const keep = () => (input.value = pad.isEmpty() ? "" : pad.toDataURL("image/png"));
  pad.addEventListener("endStroke", keep);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-sign-clear]")) return;
    pad.clear();
    keep();
  });
}

const all = (root) => root.querySelectorAll?.("canvas[data-sign]:not([data-ready])").forEach(prepare);
all(document);
document.addEventListener("htmx:load", (event) => all(event.target));
document.addEventListener("staged", () => all(document));
