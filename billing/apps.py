from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        from billing import clock, events  # noqa: F401  register kinds of timer and of event
