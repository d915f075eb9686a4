"""zh-Hans is the first language and complete (architecture.md, "The page")."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from servicedesk.web import messages

ROOT = Path(__file__).resolve().parents[2]
APPS = ("servicedesk", "tickets", "dispatch", "visits", "billing")


def test_everything_the_product_says_has_chinese() -> None:
    assert not messages.missing()


def test_placeholders_are_the_same_in_both_languages() -> None:
    with messages.catalogue(write=False) as book:
        pairs = [(entry.msgid, entry.msgstr) for entry in book]
    names = re.compile(r"\{(\w*)\}|%\((\w+)\)s")
    wrong = [english for english, chinese in pairs if set(names.findall(english)) != set(names.findall(chinese))]
    assert not wrong


def said_at_import(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls of gettext outside of any function: in whatever language the process began with."""
    names = {
        one.asname or one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for one in node.names
        if one.name == "gettext"
    }
    waiting: list[ast.AST] = [tree]
    while waiting:
        for child in ast.iter_child_nodes(waiting.pop()):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                continue
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id in names:
                yield child
            waiting.append(child)


def test_words_are_put_into_a_language_when_they_are_shown_not_when_a_module_is_loaded() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        for call in said_at_import(ast.parse(path.read_text("utf-8")))
    ]
    assert not wrong, "gettext_lazy: " + ", ".join(wrong)
