"""Amounts in Chinese capitals, against the table of cases: 零, 整, 角 without 分, 分 without 角, up to 仟亿 (R35)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.capitals import in_capitals

TABLE = {
    "0": "零元整", "0.00": "零元整", "0.01": "壹分", "0.10": "壹角整", "0.11": "壹角壹分", "0.90": "玖角整",
    "1": "壹元整", "1.01": "壹元零壹分", "1.10": "壹元壹角整", "1.11": "壹元壹角壹分", "10": "壹拾元整",
    "10.05": "壹拾元零伍分", "11": "壹拾壹元整", "20": "贰拾元整", "30.30": "叁拾元叁角整",
    "99.99": "玖拾玖元玖角玖分", "100": "壹佰元整", "101": "壹佰零壹元整", "110": "壹佰壹拾元整",
    "111": "壹佰壹拾壹元整", "120.40": "壹佰贰拾元肆角整", "1000": "壹仟元整", "1001": "壹仟零壹元整",
    "1010": "壹仟零壹拾元整", "1011": "壹仟零壹拾壹元整", "1100": "壹仟壹佰元整", "1101": "壹仟壹佰零壹元整",
    "1110": "壹仟壹佰壹拾元整", "1409.50": "壹仟肆佰零玖元伍角整", "6007.14": "陆仟零柒元壹角肆分",
    "1680.32": "壹仟陆佰捌拾元叁角贰分", "10000": "壹万元整", "10001": "壹万零壹元整", "10010": "壹万零壹拾元整",
    "10100": "壹万零壹佰元整", "11000": "壹万壹仟元整", "10001.01": "壹万零壹元零壹分", "100000": "壹拾万元整",
    "100001": "壹拾万零壹元整", "107000.53": "壹拾万柒仟元伍角叁分", "101000": "壹拾万壹仟元整",
    "325.04": "叁佰贰拾伍元零肆分", "16409.02": "壹万陆仟肆佰零玖元零贰分", "1000000": "壹佰万元整",
    "1000001": "壹佰万零壹元整", "1010101": "壹佰零壹万零壹佰零壹元整", "10000000": "壹仟万元整",
    "10000001": "壹仟万零壹元整", "10010000": "壹仟零壹万元整", "100000000": "壹亿元整", "100000001": "壹亿零壹元整",
    "100010000": "壹亿零壹万元整", "100100000": "壹亿零壹拾万元整", "110000000": "壹亿壹仟万元整",
    "100001000": "壹亿零壹仟元整", "1000000000": "壹拾亿元整", "10000000000": "壹佰亿元整",
    "100000000000": "壹仟亿元整", "100000000000.01": "壹仟亿元零壹分",
    "123456789012.34": "壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分",
    "999999999999.99": "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分", "-45.50": "负肆拾伍元伍角整",
}  # fmt: skip
DIGITS = {digit: n for n, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(("amount", "words"), TABLE.items())
def test_the_table_of_cases(amount: str, words: str) -> None:
    """R35."""
    assert in_capitals(Decimal(amount)) == words


def read_back(words: str) -> Decimal:
    """The amount that the words say, read as a person does."""
    yuan, _sep, rest = words.removesuffix("整").partition("元") if "元" in words else ("", "", words.removesuffix("整"))
    total = section = digit = 0
    for sign in yuan:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in UNITS:
            section, digit = section + digit * UNITS[sign], 0
        else:
            total, section, digit = (total + section + digit) * {"万": 10**4, "亿": 10**8}[sign], 0, 0
    jiao = DIGITS[rest[rest.index("角") - 1]] if "角" in rest else 0
    fen = DIGITS[rest[rest.index("分") - 1]] if "分" in rest else 0
    return Decimal(total + section + digit) + Decimal(jiao * 10 + fen) / 100


@given(st.decimals(min_value=0, max_value="99999999.99", places=2))
def test_what_is_written_reads_back_as_the_amount(amount: Decimal) -> None:
    """R35: no two amounts share their words, 零 never stands twice, and 整 ends what has no 分."""
    words = in_capitals(amount)
    assert read_back(words) == amount and "零零" not in words
    assert words.endswith("整") == (amount * 10 == int(amount * 10))
