"""The small marks of the pages as HTML: icons, a state's glyph, the seal, a timer's chip. The tags of the same names
are these; lists that are drawn by hand call them.
"""

from functools import lru_cache
from html import escape
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

# For a reader of the screen, not for the eye.
SR = ' class="sr"'


@lru_cache(maxsize=1000)
def icon(name: str, size: str = "") -> SafeString:
    """A line icon of the sprite: {% icon "phone" %}, {% icon "x" "s" %} (s 16 px, none 18 px, l 24 px)."""
    css = f"icon {size}".rstrip()
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>', css, sprite(), name)


@lru_cache(maxsize=100)
def glyph(state: str) -> SafeString:
    """The glyph of a ticket's state, which fills up along the path."""
    code = str(getattr(state, "value", state))
    return format_html(
        '<svg class="glyph" data-state="{}" aria-hidden="true"><use href="{}#s-{}"/></svg>', code, sprite(), code
    )


def sprite() -> str:
    """The sprite's address."""
    return static("icons/sprite.svg")


def seal() -> SafeString:
    """The square stamp before an urgent ticket's subject."""
    return format_html('<b class="seal" title="{}">{}</b>', _("Urgent"), _("!"))


def chip(shown: dict[str, Any]) -> SafeString:
    """What clocks.chip worked out, as HTML; by hand, as a list has one in each row and a template costs five times."""
    ticks = f' data-due="{shown["due"]}" data-start="{shown["start"]}" data-warn="{shown["warn"]}"'
    kind = f"<i{SR if shown['quiet'] else ''}>{escape(str(shown['kind']))}</i>" if shown["kind"] else ""
    moment = f' datetime="{shown["datetime"]}"' if shown["datetime"] else ""
    used = "" if shown["used"] is None else f'<progress max="100" value="{shown["used"]}"></progress>'
    return mark_safe(  # every value that is not ours is escaped
        f'<span class="clock" data-level="{escape(shown["level"])}"{ticks if shown["due"] else ""}>'
        f"{icon(shown['icon_name'])}{kind}<time{moment}>{escape(shown['text'])}</time>{used}</span>"
    )
