/** [data-copy="HJ-…"] copies and says so; [data-copied] is what it says of a long text. Without a secure origin there is no clipboard: then the text is selected instead. */
import { toast } from "./toast.js";
import { t } from "./words.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = button.dataset.copy;
  if (!navigator.clipboard) {
    const field = Object.assign(document.createElement("textarea"), { value: text, className: "sr" });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus();
  } else await navigator.clipboard.writeText(text);
  toast({ text: t("copied", { t: button.dataset.copied ?? text }) });
});
