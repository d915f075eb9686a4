"""Django's handler for pages and REST; servicedesk/asgi.py puts it behind the event loop."""

import os
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

from servicedesk.garbage import collect_rarely

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")


class Utf8Request(WSGIRequest):
    """Everything that comes in is UTF-8. Django would believe a charset such as "hex", and fail before any view."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


application = get_wsgi_application()
application.request_class = Utf8Request
"""The WSGI application."""
# Before gunicorn forks: what is loaded by now stays shared between its processes.
collect_rarely()
