from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets"

    def ready(self) -> None:
        from tickets import clock, events  # noqa: F401  register kinds of timer and of event
