"""Activity descriptions: a name, and versions that never change once published."""

from functools import lru_cache
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q

from jobs.descriptions import json_format
from jobs.descriptions.value import Description


class ActivityDescription(models.Model):
    """What versions have in common: the name under which jobs are submitted.

    `anonymous` lets anybody run it without logging in; that is the operator's word.
    `groups` are those who may see and run it, everybody if there are none. One that is
    deleted keeps its versions, its jobs and its name.
    """

    name = models.CharField(max_length=64, unique=True)
    anonymous = models.BooleanField(default=False)
    groups = models.ManyToManyField(Group, related_name="activities")
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """One state of a description; only one that is still open can be changed.

    Only `jobs.drafts` and `jobs.publishing` write versions. `content` is the whole
    description; the columns beside it are what lists show. `revision` counts what was
    saved, so that nobody writes over what they have not seen. A trial is a copy of a
    draft that somebody has run.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        REJECTED = "rejected"
        PUBLISHED = "published"
        RETIRED = "retired"
        DISCARDED = "discarded"
        TRIAL = "trial"

    OPEN: ClassVar = (State.DRAFT, State.SUBMITTED, State.REJECTED)
    ONCE_PUBLISHED: ClassVar = (State.PUBLISHED, State.RETIRED)

    activity = models.ForeignKey(
        ActivityDescription, models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    type = models.CharField(max_length=64, blank=True)
    version = models.CharField(max_length=64, blank=True)
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(blank=True)
    execution_duration = models.PositiveIntegerField(default=0)
    longest_duration = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        permissions = [
            ("draft_version", "May write drafts of activity descriptions"),
            ("publish_version", "May validate, publish, reject and retire them"),
            ("run_draft", "May run drafts, which nobody has reviewed, on this host"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "number"],
                condition=~Q(state="trial"),
                name="version_number_is_unique",
            ),
            models.UniqueConstraint(
                fields=["activity"],
                condition=Q(state__in=["draft", "submitted", "rejected"]),
                name="activity_has_one_open_version",
            ),
            models.CheckConstraint(
                name="version_state_is_known",
                condition=Q(
                    state__in=[
                        "draft",
                        "submitted",
                        "rejected",
                        "published",
                        "retired",
                        "discarded",
                        "trial",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="only_what_was_published_has_a_publication",
                condition=Q(state__in=["published", "retired"])
                ^ Q(published_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity.name} {self.label}"

    @property
    def label(self) -> str:
        """How people call this version: the author's own word, else its number."""
        return self.version or str(self.number)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def value(self) -> Description:
        """The description as a value, with all its parts in order."""
        if self.is_open:
            return json_format.convert(self.content)
        return _settled(self.pk, self.digest)


@lru_cache(maxsize=256)
def _settled(pk: int, _digest: str) -> Description:
    """What is not open never changes, so each process reads it once."""
    content = Version.objects.values_list("content", flat=True).get(pk=pk)
    return json_format.convert(content)


class Mention(models.Model):
    """An entity that a version names, as a default or in an example: it is kept."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="mentions")
    public_id = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "public_id"], name="mentioned_once_in_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} names {self.public_id}"


class DescriptionEvent(models.Model):
    """Who did what to a description, when and why; never changed afterwards."""

    class Action(models.TextChoices):
        SAVED = "saved"
        IMPORTED = "imported"
        SUBMITTED = "submitted"
        WITHDRAWN = "withdrawn"
        REJECTED = "rejected"
        PUBLISHED = "published"
        RETIRED = "retired"
        DISCARDED = "discarded"
        DELETED = "deleted"
        RESTORED = "restored"
        OPENED = "opened"  # anybody may run it
        CLOSED = "closed"  # one must log in
        GRANTED = "granted"  # who may see and run it
        TRIED = "tried"

    activity = models.ForeignKey(
        ActivityDescription, models.PROTECT, related_name="events"
    )
    version = models.ForeignKey(
        Version, models.PROTECT, null=True, related_name="events"
    )
    time = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    action = models.CharField(max_length=16)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.activity} {self.action}"
