"""Amounts in Chinese capitals (人民币大写), as receipts need them (R35)."""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def in_capitals(amount: Decimal) -> str:
    """1280.05 -> 壹仟贰佰捌拾元零伍分; whole yuan end in 整. Negative amounts begin with 负.

    Raises ValueError for more than two places, or for ten thousand times a million million and above.
    """
    fen = abs(amount) * 100
    if fen != fen.to_integral_value() or fen >= 10**18:
        raise ValueError(f"{amount} is no amount of money")
    yuan, rest = divmod(int(fen), 100)
    jiao, fen_left = divmod(rest, 10)
    sign = "负" if amount < 0 else ""
    words = (integer(yuan) + "元") if yuan else ""
    if not rest:
        return sign + (words or "零元") + "整"
    words += DIGITS[jiao] + "角" if jiao else "零" if yuan else ""
    return sign + words + (DIGITS[fen_left] + "分" if fen_left else "整")


def integer(n: int) -> str:
    """A positive whole number, group of four by group of four, one 零 for each gap."""
    groups: list[str] = []
    gap = False
    for place, group in reversed(list(enumerate(split(n)))):
        if group == 0:
            gap = bool(groups)
            continue
        if gap or (groups and group < 1000):
            groups.append("零")
        groups.append(four(group) + GROUPS[place])
        gap = False
    return "".join(groups)


def split(n: int) -> list[int]:
    """Groups of four digits, the lowest first."""
    found = []
    while n:
        n, group = divmod(n, 10_000)
        found.append(group)
    return found


def four(n: int) -> str:
    """1–9999."""
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = n // 10**place % 10
        if digit == 0:
            gap = bool(words)
        else:
            words += ("零" if gap else "") + DIGITS[digit] + UNITS[place]
            gap = False
    return words
