/** How long is left, in words: the same rules as servicedesk/web/wording.py (tests hold the two together). */
import { t } from "./words.js";

const MINUTE = 60, HOUR = 3600, DAY = 86400;
export const SECONDS_BELOW = 15 * MINUTE;

export function span(seconds) {
  if (seconds < SECONDS_BELOW) return `${Math.floor(seconds / MINUTE)}:${String(seconds % MINUTE).padStart(2, "0")}`;
  const minutes = Math.floor(seconds / MINUTE);
  if (minutes < 60) return t("min", { m: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? t("h_min", { h: hours, m: minutes % 60 }) : t("h", { h: hours });
  const days = Math.floor(hours / 24);
  return hours % 24 ? t("d_h", { d: days, h: hours % 24 }) : t("d", { d: days });
}

/** Rounded up to what is shown, so that a clock never says "over" too early. */
export function roundedUp(seconds) {
  const whole = Math.ceil(seconds);
  if (whole < SECONDS_BELOW) return whole;
  const unit = whole <= DAY - MINUTE ? MINUTE : HOUR;
  return Math.ceil(whole / unit) * unit;
}

export function leftWords(milliseconds) {
  const seconds = milliseconds / 1000;
  return seconds > 0 ? t("left", { t: span(roundedUp(seconds)) }) : t("over", { t: span(Math.floor(-seconds)) });
}
