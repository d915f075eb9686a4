"""Django's handler for pages and REST; servicedesk/asgi.py puts it behind the event loop."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")

application = get_wsgi_application()
"""The WSGI application."""
