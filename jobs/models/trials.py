"""Runs of the examples of a version: those of editors, and those that are scheduled."""

from django.db import models

from jobs.models.descriptions import Version
from jobs.models.jobs import Job


class Trial(models.Model):
    """One run of an example, and whether it came out as expected.

    `digest` stands for all that can change the run: a trial says nothing of others.
    `example` is empty when somebody ran other values than an example's. There is no
    job if what the example gives was refused. `passed` is null as long as it runs, and
    for a check that somebody ended, which says nothing.
    """

    class Purpose(models.TextChoices):
        DRAFT = "draft"  # somebody tries what is not published yet
        CHECK = "check"  # the portal looks whether it still works

    version = models.ForeignKey(Version, models.PROTECT, related_name="trials")
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="trial")
    purpose = models.CharField(max_length=16)
    example = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, db_index=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    passed = models.BooleanField(null=True)
    message = models.TextField(blank=True)  # what was not as expected

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["version", "-started_at"])]

    def __str__(self) -> str:
        return f"{self.version} {self.example}"
