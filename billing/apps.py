from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        import billing.arrears.events
        import billing.fees.checks
        import billing.fees.events
        import billing.fees.menu
        import billing.payments.checks
        import billing.reports.checks  # noqa: F401

        # Each registers something: kinds of timer and of event, verbs, what the pages show.
        from billing import clock, events, held, menu, paper, phone  # noqa: F401
        from billing.prices import events as price_events  # noqa: F401
        from billing.quotes import clock as quote_clock  # noqa: F401
        from billing.quotes import events as quote_events  # noqa: F401
        from billing.quotes import guards, links, waiting  # noqa: F401
        from billing.quotes import menu as quote_menu  # noqa: F401
        from billing.quotes.consenting import drop_open
        from tickets.actions.closing import ENDINGS

        ENDINGS.append(drop_open)
