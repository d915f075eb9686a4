"""The Celery application. Redis carries nudges only: every truth is in PostgreSQL (engine-notes, "Celery on Redis")."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

from servicedesk.garbage import collect_rarely

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")

app = Celery("servicedesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def begin(**_signal: Any) -> None:
    collect_rarely()
