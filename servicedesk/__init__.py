"""The platform: tenants, people, estates, journal, timers, messages. It knows nothing of tickets, visits or money."""

from servicedesk.celery import app as celery_app

__all__ = ["celery_app"]
