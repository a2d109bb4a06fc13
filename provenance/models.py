"""Who did what with which data: the rows of the IVOA Provenance Data Model.

Class and attribute names follow ProvenanceDM 1.0. Rows are written once, by
`provenance.record`; later only an activity is closed, an entity invalidated or
moved. What is unlisted belongs to nobody: its unguessable id is the key to it, and it
is never in a list. Nothing here points to a job: an activity carries the job's id as
text, so that the record outlives it.
"""

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
    # [{name, value, unit, default}], in the order of the description
    parameters = models.JSONField(default=list)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    is_unlisted = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "activities"
        constraints = [_unlisted_is_nobodys("activity")]

    def __str__(self) -> str:
        return f"{self.name} {self.public_id}"


class Entity(models.Model):
    """A thing with one origin: same bytes from two activities are two entities."""

    class Kind(models.TextChoices):
        FILE = "file"  # the portal has, or had, its bytes
        EXTERNAL = "external"  # a location that somebody named

    public_id = models.CharField(max_length=64, unique=True, default=identity.entity)
    kind = models.CharField(max_length=16, default=Kind.FILE)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127, blank=True)
    size = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    # FILE: relative to OPUS_JOBS; EXTERNAL: as it was named
    location = models.CharField(max_length=1024, blank=True)
    origin = models.CharField(max_length=1024, blank=True)  # where the bytes came from
    comment = models.TextField(blank=True)
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
                condition=Q(kind__in=["file", "external"]),
            ),
            _unlisted_is_nobodys("entity"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.public_id}"


class Used(models.Model):
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="used")
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="used")
    role = models.CharField(max_length=255, blank=True)
    time = models.DateTimeField(null=True)
    matched_by = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name_plural = "used"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "entity", "role"], name="used_once_in_a_role"
            )
        ]
        indexes = [models.Index(fields=["entity", "activity"])]

    def __str__(self) -> str:
        return f"{self.activity.name} used {self.entity.name} as {self.role}"


class Generated(models.Model):
    """PROV: wasGeneratedBy. Inner steps and their job may both claim a file."""

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="generated")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="generated")
    role = models.CharField(max_length=255, blank=True)
    time = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "generated"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "entity", "role"], name="generated_once_in_a_role"
            )
        ]
        indexes = [models.Index(fields=["entity", "activity"])]

    def __str__(self) -> str:
        return f"{self.activity.name} generated {self.entity.name} as {self.role}"


class Association(models.Model):
    """PROV: wasAssociatedWith."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="associations")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="associations")
    role = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "agent", "role"], name="associated_once_in_a_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity.name} with {self.agent.name} as {self.role}"


class Grant(models.Model):
    """Lets more people than the owner see an activity with all it made, or an entity.

    They are a user, a group, or, when neither is named, everybody.
    """

    activity = models.ForeignKey(
        Activity, models.CASCADE, null=True, related_name="grants"
    )
    entity = models.ForeignKey(Entity, models.CASCADE, null=True, related_name="grants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    group = models.ForeignKey("auth.Group", models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="grant_is_for_one_thing",
                condition=Q(activity=None, entity__isnull=False)
                | Q(activity__isnull=False, entity=None),
            ),
            models.CheckConstraint(
                name="grant_is_to_one_audience",
                condition=Q(user=None) | Q(group=None),
            ),
        ]

    def __str__(self) -> str:
        whom = self.user or self.group or "everybody"
        return f"{self.activity or self.entity} for {whom}"
