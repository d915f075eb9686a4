"""zh-Hans is the first language and complete (architecture.md, "The page")."""

import re

from servicedesk.web import messages


def test_everything_the_product_says_has_chinese() -> None:
    assert not messages.missing()


def test_placeholders_are_the_same_in_both_languages() -> None:
    with messages.catalogue(write=False) as book:
        pairs = [(entry.msgid, entry.msgstr) for entry in book]
    names = re.compile(r"\{(\w*)\}|%\((\w+)\)s")
    wrong = [english for english, chinese in pairs if set(names.findall(english)) != set(names.findall(chinese))]
    assert not wrong
