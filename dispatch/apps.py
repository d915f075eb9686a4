from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "dispatch"

    def ready(self) -> None:
        # Each registers something: kinds of timer and of event, verbs, what the pages show.
        from dispatch import arrivals, clock, events, ladder, menu, prompts  # noqa: F401
        from dispatch.actions.offers import drop_live
        from dispatch.handover import events as handover_events  # noqa: F401
        from dispatch.handover import notices  # noqa: F401
        from dispatch.shifts import events as roster_events  # noqa: F401
        from dispatch.staffing import accepted_by, open_work
        from dispatch.views import claims  # noqa: F401
        from servicedesk.people.queries import WORK
        from tickets.actions.closing import ENDINGS
        from tickets.callbacks.calling import HANDS

        WORK.append(open_work)
        ENDINGS.append(drop_live)
        HANDS.append(accepted_by)
