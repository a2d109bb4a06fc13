"""Activity descriptions: a name, and versions that never change once published."""

from functools import lru_cache

from django.conf import settings
from django.db import models
from django.db.models import Q

from jobs.descriptions.value import (
    Contact,
    Description,
    GeneratedEntity,
    Parameter,
    UsedEntity,
)


class ActivityDescription(models.Model):
    """What versions have in common: the name under which jobs are submitted.

    `anonymous` lets anybody run it without logging in; that is the operator's word.
    """

    name = models.CharField(max_length=64, unique=True)
    anonymous = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """One state of a description; only a draft can still be changed.

    Only `jobs.publishing` writes versions.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        RETIRED = "retired"

    activity = models.ForeignKey(
        ActivityDescription, models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, default=State.DRAFT)
    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    type = models.CharField(max_length=64, blank=True)
    subtype = models.CharField(max_length=64, blank=True)
    version = models.CharField(max_length=64, blank=True)
    documentation = models.URLField(max_length=500, blank=True)
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(blank=True)
    execution_duration = models.PositiveIntegerField(default=0)
    script = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "number"], name="version_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["activity"],
                condition=Q(state="draft"),
                name="activity_has_one_draft",
            ),
            models.CheckConstraint(
                name="version_state_is_known",
                condition=Q(state__in=["draft", "published", "retired"]),
            ),
            models.CheckConstraint(
                name="only_a_draft_has_no_publication",
                condition=Q(state="draft", published_at=None)
                | (~Q(state="draft") & Q(published_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity.name} {self.label}"

    @property
    def label(self) -> str:
        """How people call this version: the author's own word, else its number."""
        return self.version or str(self.number)

    def value(self) -> Description:
        """The description as a value, with all its parts in order."""
        if self.state == self.State.DRAFT:
            return self._read()
        return _published(self.pk, self.digest)

    def _read(self) -> Description:
        return Description(
            name=self.activity.name,
            script=self.script,
            title=self.title,
            description=self.description,
            type=self.type,
            subtype=self.subtype,
            version=self.version,
            documentation=self.documentation,
            contact=Contact(self.contact_name, self.contact_email),
            execution_duration=self.execution_duration,
            parameters=tuple(row.value() for row in self.parameters.all()),
            used=tuple(row.value() for row in self.used.all()),
            generated=tuple(row.value() for row in self.generated.all()),
        )


@lru_cache(maxsize=256)
def _published(pk: int, _digest: str) -> Description:
    """What is published never changes, so each process reads it once."""
    return Version.objects.select_related("activity").get(pk=pk)._read()  # noqa: SLF001 - its own module


class Part(models.Model):
    """What parameters, used and generated entities have in common."""

    position = models.PositiveIntegerField()
    name = models.CharField(max_length=64)
    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


def _unique(kind: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(
            fields=["version", "name"], name=f"{kind}_name_is_unique_in_a_version"
        )
    ]


class ParameterDescription(Part):
    version = models.ForeignKey(Version, models.CASCADE, related_name="parameters")
    kind = models.CharField(max_length=32)
    required = models.BooleanField(default=True)
    default = models.TextField(blank=True)
    minimum = models.CharField(max_length=64, blank=True)
    maximum = models.CharField(max_length=64, blank=True)
    options = models.JSONField(default=list, blank=True)
    pattern = models.CharField(max_length=500, blank=True)
    unit = models.CharField(max_length=64, blank=True)
    ucd = models.CharField(max_length=128, blank=True)
    utype = models.CharField(max_length=128, blank=True)

    class Meta(Part.Meta):
        constraints = _unique("parameter")

    def value(self) -> Parameter:
        return Parameter(
            name=self.name,
            kind=self.kind,  # type: ignore[arg-type]  # only publishing writes it
            title=self.title,
            required=self.required,
            default=self.default,
            minimum=self.minimum,
            maximum=self.maximum,
            options=tuple(self.options),
            pattern=self.pattern,
            unit=self.unit,
            ucd=self.ucd,
            utype=self.utype,
            description=self.description,
        )


class UsageDescription(Part):
    version = models.ForeignKey(Version, models.CASCADE, related_name="used")
    content_type = models.CharField(max_length=127, blank=True)
    required = models.BooleanField(default=True)
    default = models.CharField(max_length=1024, blank=True)

    class Meta(Part.Meta):
        constraints = _unique("usage")

    def value(self) -> UsedEntity:
        return UsedEntity(
            name=self.name,
            title=self.title,
            content_type=self.content_type,
            required=self.required,
            default=self.default,
            description=self.description,
        )


class GenerationDescription(Part):
    version = models.ForeignKey(Version, models.CASCADE, related_name="generated")
    pattern = models.CharField(max_length=500, blank=True)
    content_type = models.CharField(max_length=127, blank=True)
    optional = models.BooleanField(default=False)

    class Meta(Part.Meta):
        constraints = _unique("generation")

    def value(self) -> GeneratedEntity:
        return GeneratedEntity(
            name=self.name,
            pattern=self.pattern,
            title=self.title,
            content_type=self.content_type,
            optional=self.optional,
            description=self.description,
        )
