from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "dispatch"

    def ready(self) -> None:
        # Each registers something: kinds of timer and of event, verbs, what the pages show.
        from dispatch import arrivals, clock, events, ladder, menu, prompts  # noqa: F401
        from dispatch.staffing import open_work
        from dispatch.views import claims  # noqa: F401
        from servicedesk.people.queries import WORK

        WORK.append(open_work)
