"""What looking into a failure finds: shared by corrections and whatever else is looked into (R5, R26)."""

from django.db import models


class Findings(models.Model):
    """原因分析、纠正措施、预防措施. Abstract: a table that keeps them inherits these three columns."""

    WORDS = ("cause", "corrective_action", "preventive_action")

    cause = models.CharField(max_length=1000, blank=True)
    corrective_action = models.CharField(max_length=1000, blank=True)
    preventive_action = models.CharField(max_length=1000, blank=True)

    class Meta:
        abstract = True
