from dispatch.models.assignment import Assignment

__all__ = ["Assignment"]
