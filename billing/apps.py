from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        import billing.fees.checks
        import billing.fees.events  # noqa: F401

        # Each registers something: kinds of timer and of event, verbs, what the pages show.
        from billing import clock, events, held, menu, paper, phone  # noqa: F401
