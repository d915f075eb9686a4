"""Bring the database up to this code and, unless told --empty, load the demo group once. Run by bin/serve."""

import io
import json
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from servicedesk.embedded.progress import step


class Dots(io.StringIO):
    """A dot for each thing that a command reports: progress, on one line."""

    def write(self, text: str) -> int:
        print(".", end="", flush=True)
        return len(text)


def main(arguments: list[str]) -> int:
    """The steps in order; a failure shows Django's own traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")
    django.setup()
    # Static files come from the finders; whitenoise still wants the folder to be there.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    with step("Bringing the database up to date"):
        call_command("migrate", database="owner", verbosity=0, interactive=False)
    with step("Compiling translations"):
        call_command("messages", "--compile")
    if "--empty" not in arguments:
        demo = Path(os.environ["DATA_DIR"]) / "demo.json"
        with step("Demo data (first start only)"):
            call_command("demo", "--if-empty", "--out", str(demo), "--verbosity", "2", stdout=Dots())
        tell_address(demo)
    return 0


def tell_address(demo: Path) -> None:
    """The port may differ from the one of the start that made the demo data."""
    if demo.exists():
        content = json.loads(demo.read_text())
        if content.get("base_url") != os.environ["BASE_URL"]:
            demo.write_text(json.dumps({**content, "base_url": os.environ["BASE_URL"]}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
