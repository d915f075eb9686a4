from django.apps import AppConfig


class BenchConfig(AppConfig):
    """An app so that `manage.py demo` is found; it has no models and no pages (docs/decisions.md)."""

    name = "bench"
