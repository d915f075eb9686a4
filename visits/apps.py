from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "visits"

    def ready(self) -> None:
        # Each registers something: kinds of timer and of event, verbs, what the pages show.
        from tickets.callbacks.calling import HANDS
        from visits import clock, events, menu  # noqa: F401
        from visits.catalogue import events as catalogue  # noqa: F401
        from visits.door import menu as door  # noqa: F401
        from visits.hands import there
        from visits.windows import menu as windows  # noqa: F401

        HANDS.append(there)
