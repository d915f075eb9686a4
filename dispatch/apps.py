from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "dispatch"

    def ready(self) -> None:
        from dispatch import clock, events  # noqa: F401  register kinds of timer and of event
