"""Names as they are typed: every reading of the surname, then the initials."""

from functools import lru_cache

# Compound surnames are one word to their bearers.
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "慕容", "夏侯", "令狐", "皇甫", "司徒", "东方")
# What these signs are called as a surname, which is rarely what they are called elsewhere.
AS_SURNAME = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "朴": "piao", "盖": "ge",
    "翟": "zhai", "乐": "yue", "缪": "miao", "覃": "qin", "种": "chong", "繁": "po", "员": "yun", "任": "ren",
}  # fmt: skip
LONGEST = 200


@lru_cache(maxsize=4096)
def readings(sign: str) -> tuple[str, ...]:
    """All readings of a surname's sign, the surname's own first: pypinyin's best guess is wrong for some (曾, 单)."""
    # Imported when first needed: its dictionaries cost every process half a second of its start.
    from pypinyin import Style, pinyin

    own = [AS_SURNAME[sign]] if sign in AS_SURNAME else []
    return tuple(dict.fromkeys([*own, *pinyin(sign, style=Style.NORMAL, heteronym=True)[0]]))


def spell(name: str) -> str:
    """'曾敏' -> 'zengmin cengmin zm cm': what a search by pinyin compares with. Latin letters stay as they are."""
    name = name.strip().lower()
    if not name:
        return ""
    from pypinyin import lazy_pinyin

    known = next((surname for surname in COMPOUND if name.startswith(surname)), "")
    firsts = ("".join(lazy_pinyin(known)),) if known else readings(name[0])
    rest = lazy_pinyin(name[len(known) or 1 :])
    whole = [first + "".join(rest) for first in firsts]
    initials = [first[:1] + "".join(part[:1] for part in rest) for first in firsts]
    return " ".join(dict.fromkeys(whole + initials))[:LONGEST]
