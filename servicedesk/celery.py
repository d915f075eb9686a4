"""The Celery application. Redis carries nudges only: every truth is in PostgreSQL (engine-notes, "Celery on Redis")."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")

app = Celery("servicedesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
