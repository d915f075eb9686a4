"""What comes in and what goes out: JSON in UTF-8, whatever the headers claim."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class StrictJson(JSONParser):
    """RFC 8259: UTF-8, no NaN; nesting that is too deep is malformed, not our failure."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The body's value. Raises ParseError saying where it stops being JSON."""
        try:
            return json.loads(stream.read().decode("utf-8"), parse_constant=no_constant)
        except RecursionError as deep:
            raise ParseError(_("The JSON is nested too deeply.")) from deep
        except ValueError as wrong:
            raise ParseError(_("This is not JSON: {why}").format(why=wrong)) from wrong


def no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number of JSON")


class OnlyOurs(BaseContentNegotiation):
    """One format goes out, so what the client would accept decides nothing."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The parser for the body's type; None (and so 415) for any other."""
        media_type = (request.content_type or "").split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == media_type), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        renderer: BaseRenderer = renderers[0]
        return renderer, renderer.media_type
