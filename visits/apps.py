from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "visits"

    def ready(self) -> None:
        from visits import clock, events  # noqa: F401  register kinds of timer and of event
