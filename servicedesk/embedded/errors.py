"""The one exception of this package."""


class EmbeddedError(Exception):
    """A start-up problem that a person can mend; its text is one clear sentence."""
