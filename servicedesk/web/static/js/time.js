/** The server's time, not the computer's: office clocks are wrong, and a promise hangs on the minute. */
const meta = document.querySelector('meta[name="server-now"]');
let offset = meta?.content ? Number(meta.content) - Date.now() + performance.now() : 0;

/** Milliseconds since 1970 by the server. */
export const now = () => Date.now() + offset;

/** Correct the offset by a fresh word of the server (a stream's beat); sudden jumps of the computer's clock heal too. */
export function correct(serverMilliseconds) {
  offset = serverMilliseconds - Date.now();
}

/** 10:42:18 in the estate's zone, which the server names; the browser's zone may differ. */
const zone = document.documentElement.dataset.zone || "Asia/Shanghai";
const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
export const hms = (milliseconds) => format.format(milliseconds);
