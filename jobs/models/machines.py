"""What the portal knows of the machines that run jobs, and what it allows to people."""

from django.contrib.auth.models import Group
from django.db import models


class Host(models.Model):
    """A computer with workers, as it said of itself when it was last seen."""

    name = models.CharField(max_length=255, unique=True)
    slots = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Scheduler(models.Model):
    """A batch system: when it last answered, and since when it does not, and why."""

    name = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    silent_since = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Allowance(models.Model):
    """What the members of a group may have, beside what everybody may.

    Of several groups the most generous counts. `share` is the weight of the jobs of one
    member when jobs wait: twice as much is twice as many slots.
    """

    group = models.OneToOneField(Group, models.CASCADE, related_name="allowance")
    share = models.PositiveIntegerField(default=100)
    running = models.PositiveIntegerField(null=True, blank=True)
    jobs = models.PositiveIntegerField(null=True, blank=True)
    disk_bytes = models.BigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Allowance of {self.group}"


class Spent(models.Model):
    """How long the jobs of one person ran lately, in seconds, at the time `at`.

    It halves in a day. `owner_key` is the person's, 0 for all who did not log in.
    """

    owner_key = models.BigIntegerField(unique=True)
    seconds = models.FloatField(default=0)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "spent"

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s of {self.owner_key}"
