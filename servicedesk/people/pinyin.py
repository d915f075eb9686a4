"""Names as they are typed: every reading of the surname, then the initials."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin, pinyin

# Compound surnames are one word to their bearers.
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "慕容", "夏侯", "令狐", "皇甫", "司徒", "东方")
LONGEST = 200


@lru_cache(maxsize=4096)
def readings(sign: str) -> tuple[str, ...]:
    """All readings of one sign, the most common first: pypinyin's best guess is wrong for some surnames (曾, 单)."""
    return tuple(dict.fromkeys(pinyin(sign, style=Style.NORMAL, heteronym=True)[0]))


def spell(name: str) -> str:
    """'曾敏' -> 'zengmin cengmin zm cm': what a search by pinyin compares with. Latin letters stay as they are."""
    name = name.strip().lower()
    if not name:
        return ""
    known = next((surname for surname in COMPOUND if name.startswith(surname)), "")
    firsts = ("".join(lazy_pinyin(known)),) if known else readings(name[0])
    rest = lazy_pinyin(name[len(known) or 1 :])
    whole = [first + "".join(rest) for first in firsts]
    initials = [first[:1] + "".join(part[:1] for part in rest) for first in firsts]
    return " ".join(dict.fromkeys(whole + initials))[:LONGEST]
