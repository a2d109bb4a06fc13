"""What there is: activities, entities, agents, and what activities followed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from provenance import identity


def _unlisted_is_nobodys(kind: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"unlisted_{kind}_is_nobodys",
        condition=Q(is_unlisted=False) | Q(owner=None),
    )


class Agent(models.Model):
    """A person, organisation or program that is responsible for something."""

    public_id = models.CharField(max_length=64, unique=True, default=identity.agent)
    key = models.CharField(max_length=255, unique=True)  # what makes it the same one
    type = models.CharField(max_length=32, default="Person")
    name = models.CharField(max_length=255)
    email = models.EmailField(blank=True)
    affiliation = models.CharField(max_length=255, blank=True)
    url = models.CharField(max_length=1024, blank=True)

    def __str__(self) -> str:
        return self.name


class Plan(models.Model):
    """One version of an activity description, as it was when it ran (a prov:Plan)."""

    name = models.CharField(max_length=255)
    version = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "version", "digest"], name="plan_is_stored_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Environment(models.Model):
    """The software that runs found: host, interpreter, packages; once per content."""

    digest = models.CharField(max_length=64, unique=True)
    content = models.JSONField()

    def __str__(self) -> str:
        return self.digest[:12]


class Activity(models.Model):
    """Something that happened over time: a job, or a step inside one."""

    public_id = models.CharField(max_length=64, unique=True, default=identity.activity)
    name = models.CharField(max_length=255)
    start_time = models.DateTimeField(null=True)
    end_time = models.DateTimeField(null=True)
    status = models.CharField(max_length=32)
    comment = models.TextField(blank=True)
    # of an inner step: the job it belongs to, and the step or job directly around it
    root = models.ForeignKey("self", models.CASCADE, null=True, related_name="steps")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+")
    environment = models.ForeignKey(
        Environment, models.PROTECT, null=True, related_name="+"
    )
    exit_code = models.IntegerField(null=True)
    # what a job used, sampled: seconds and bytes by the names of Usage
    usage = models.JSONField(default=dict)
    # how whoever recorded a step names it
    foreign_id = models.CharField(max_length=1024, blank=True)
    # [{name, value, unit, default}], in the order of the description
    parameters = models.JSONField(default=list)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    is_unlisted = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "activities"
        constraints = [_unlisted_is_nobodys("activity")]
        indexes = [models.Index(fields=["name", "start_time"])]

    def __str__(self) -> str:
        return f"{self.name} {self.public_id}"


class Entity(models.Model):
    """A thing with one origin: same bytes from two activities are two entities."""

    class Kind(models.TextChoices):
        FILE = "file"  # the portal has, or had, its bytes
        EXTERNAL = "external"  # a location that somebody named
        VALUE = "value"  # what one step passed to another in memory
        COLLECTION = "collection"  # others are its members

    public_id = models.CharField(max_length=64, unique=True, default=identity.entity)
    kind = models.CharField(max_length=16, default=Kind.FILE)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127, blank=True)
    size = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    # of what the script wrote, where the portal has put a stamp into the file
    unstamped_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    value = models.JSONField(null=True)
    # FILE: relative to OPUS_JOBS; EXTERNAL: as it was named
    location = models.CharField(max_length=1024, blank=True)
    origin = models.CharField(max_length=1024, blank=True)  # where the bytes came from
    comment = models.TextField(blank=True)
    foreign_id = models.CharField(max_length=1024, blank=True)
    generated_at = models.DateTimeField(null=True)
    invalidated_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    is_unlisted = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "entities"
        constraints = [
            models.CheckConstraint(
                name="entity_kind_is_known",
                condition=Q(kind__in=["file", "external", "value", "collection"]),
            ),
            _unlisted_is_nobodys("entity"),
        ]
        indexes = [models.Index(fields=["name", "recorded_at"])]

    def __str__(self) -> str:
        return f"{self.name} {self.public_id}"
