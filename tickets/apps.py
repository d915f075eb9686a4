from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets"

    def ready(self) -> None:
        # Each registers something: kinds of timer and of event, verbs, what the pages show.
        from tickets import clock, events, menu, prompts  # noqa: F401
        from tickets.callbacks import counts  # noqa: F401
        from tickets.callbacks import events as following  # noqa: F401
        from tickets.callbacks import menu as callbacks  # noqa: F401
        from tickets.complaints import clock as complaints  # noqa: F401
        from tickets.complaints import events as complaint_events  # noqa: F401
        from tickets.complaints import menu as complaint_menu  # noqa: F401
        from tickets.complaints import prompts as complaint_prompts  # noqa: F401
        from tickets.incidents import notices  # noqa: F401
        from tickets.phrasebook import events as phrasebook  # noqa: F401
