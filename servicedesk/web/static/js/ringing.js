/**
 * A new offer rings: sound and vibration, a few times, until the phone is touched. What is offered stands in [data-offer] (its id);
 * each id rings once per browser session. Browsers allow a sound only after a tap: the button [data-sound] switches it on, plays it
 * once and keeps the choice on this phone; on later pages the first tap allows it again. The sound is made here, no file is needed.
 */
const KEY = "sound", RUNG = "rung", TIMES = 4, EVERY = 4000;
let context = null, timer = 0;

const on = () => localStorage.getItem(KEY) === "on";
const rung = () => (sessionStorage.getItem(RUNG) || "").split(" ");

function allow() {
  context ||= new (window.AudioContext || window.webkitAudioContext)();
  return context.resume();
}

/** Two short notes, twice. */
function play() {
  if (!context || context.state !== "running") return;
  [[880, 0], [1175, 0.18], [880, 0.5], [1175, 0.68]].forEach(([pitch, after]) => {
    const tone = context.createOscillator(), volume = context.createGain(), at = context.currentTime + after;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.4, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.16);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.17);
  });
}

function ring() {
  if (on()) play();
  navigator.vibrate?.([400, 200, 400]);
}

function start() {
  stop();
  let left = TIMES;
  ring();
  timer = setInterval(() => (--left > 0 ? ring() : stop()), EVERY);
}
const stop = () => clearInterval(timer);

/** Ring for what was not offered before. */
function look() {
  const ids = [...document.querySelectorAll("[data-offer]")].flatMap((el) => el.dataset.offer.split(" ")).filter(Boolean);
  const before = rung();
  const fresh = ids.filter((id) => !before.includes(id));
  if (!fresh.length) return;
  sessionStorage.setItem(RUNG, [...before, ...fresh].slice(-50).join(" "));
  document.dispatchEvent(new CustomEvent("offered", { detail: fresh }));
  start();
}

function show() {
  document.querySelectorAll("[data-sound]").forEach((button) => button.setAttribute("aria-pressed", String(on())));
  document.querySelectorAll("[data-sound-off]").forEach((el) => (el.hidden = on()));
}

document.addEventListener("pointerdown", () => {
  stop();
  if (on()) allow().catch(() => {});
}, { passive: true });
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-sound]")) return;
  localStorage.setItem(KEY, on() ? "off" : "on");
  if (on()) allow().then(play).catch(() => {});
  show();
});
document.addEventListener("htmx:afterSettle", () => { show(); look(); });
show();
look();
