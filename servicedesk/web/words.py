"""Words the scripts need, in the reader's language: put into the page by `{% words %}`, read by static/js/words.js."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# Glyphs of the six states stand in the sprite under these codes; the words are those of the design language.
STATES: dict[str, Any] = {
    "registered": _("Registered"),
    "dispatched": _("Dispatched"),
    "on_site": _("On site"),
    "signed_off": _("Signed off"),
    "callback": _("Callback"),
    "closed": _("Closed"),
}

SCRIPT_WORDS: dict[str, Any] = {
    "min": _("{m} min"),
    "h_min": _("{h} h {m} min"),
    "h": _("{h} h"),
    "d_h": _("{d} d {h} h"),
    "d": _("{d} d"),
    "left": _("{t} left"),
    "over": _("{t} over"),
    "fresh": _("Live · {t}"),
    "stale": _("Data of {t}, reconnecting"),
    "lost": _("Cut off for {m} min, stopped at {t}"),
    "changes": _("{n} changes"),
    "undo": _("Undo {n} s"),
    "look": _("Look"),
    "refused": _("The server refused it. Nothing was changed."),
    "failed": _("Something went wrong. Nothing was changed, try again."),
    "no_network": _("No connection. Nothing was sent."),
    "copied": _("Copied {t}"),
    "queued": _("No network: {n} kept on this phone, sent when there is a signal"),
    "uploaded": _("{n} sent"),
    "rejected": _("Not taken: {t}"),
    "knock_now": _("Now"),
    "sign_first": _("Not signed yet"),
}
