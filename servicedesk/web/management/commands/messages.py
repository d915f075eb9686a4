"""`manage.py messages --check | --compile | --add FILE | --prune`: the catalogue of translations."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from servicedesk.web import messages


class Command(BaseCommand):
    help = "Check, compile or extend the Chinese catalogue."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when something has no translation")
        parser.add_argument("--compile", action="store_true", help="write the .mo file")
        parser.add_argument("--add", type=Path, metavar="FILE", help='merge a JSON object {"English": "中文"}')
        parser.add_argument("--prune", action="store_true", help="drop entries that nothing uses")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["add"]:
            self.stdout.write(f"{messages.add(options['add'])} entries added or changed")
        if options["prune"]:
            self.stdout.write(f"{messages.prune()} entries dropped")
        if options["add"] or options["prune"] or options["compile"]:
            messages.compile_catalogue()
        if options["check"]:
            self.check_complete()

    def check_complete(self) -> None:
        """Raise CommandError naming each message without a translation."""
        gaps = messages.missing()
        if gaps:
            lines = [f"  {msgid!r}  ({', '.join(sorted(set(paths)))})" for msgid, paths in sorted(gaps.items())]
            raise CommandError("\n".join([f"{len(gaps)} messages have no Chinese:", *lines]))
        self.stdout.write("The catalogue is complete.")
