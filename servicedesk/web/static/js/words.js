/** Words in the reader's language, from <meta name="words"> (servicedesk/web/words.py). */
const all = JSON.parse(document.querySelector('meta[name="words"]')?.content || "{}");

/** t("left", {t: "6:30"}) -> "剩 6:30". An unknown key shows itself, so that it is noticed. */
export function t(key, values = {}) {
  return (all[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
