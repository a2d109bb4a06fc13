"""Jobs, what they were given, what they gave, and every move of their phase.

Only `jobs.lifecycle` writes a phase.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from jobs.models.descriptions import Version
from jobs.phases import FINAL, OVER, Phase
from provenance import identity, times

SOON = timedelta(days=2)


def new_id() -> str:
    return identity.new("j")


class Job(models.Model):
    """A UWS job (UWS 1.1, section 2.1) around one activity.

    Times are UTC with milliseconds. An anonymous job has no owner: whoever knows its
    id may see and change it. `token`, `host` and `claimed_at` say who runs it;
    `settled_at` says that nothing runs any more and that its results and provenance
    are complete.
    """

    public_id = models.CharField(max_length=64, unique=True, default=new_id)
    version = models.ForeignKey(Version, models.PROTECT, related_name="jobs")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs"
    )
    run_id = models.CharField(max_length=64, blank=True)
    phase = models.CharField(max_length=16, default=Phase.PENDING)
    creation_time = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    start_time = models.DateTimeField(null=True)
    end_time = models.DateTimeField(null=True)
    destruction = models.DateTimeField()
    execution_duration = models.PositiveIntegerField()  # seconds
    error = models.TextField(blank=True)  # one honest sentence
    # What its description knows of that error: a line of it, and one of what to do.
    advice = models.TextField(blank=True)
    error_detail = models.TextField(blank=True)  # the last lines of stderr
    exit_code = models.IntegerField(null=True)
    reason = models.CharField(max_length=255, blank=True)  # why it waits
    # what did not work without harm to the job: sentences
    warnings = models.JSONField(default=list)
    resources = models.JSONField(default=dict)  # of those that its description offers
    usage = models.JSONField(null=True)  # of jobs.execution.base.Usage
    disk_bytes = models.BigIntegerField(default=0)  # 0 once its folder is gone
    priority = models.SmallIntegerField(default=0)  # higher ones run first
    retry_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="retries"
    )
    reminded_days = models.PositiveSmallIntegerField(null=True)  # of the last letter
    notify = models.BooleanField(default=False)  # its owner wants a mail at its end

    backend = models.CharField(max_length=64, default="local")
    batch_id = models.CharField(max_length=64, blank=True)  # a scheduler's own word
    token = models.CharField(max_length=64, blank=True)
    host = models.CharField(max_length=255, blank=True)
    claimed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)  # its folder is gone

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="job_phase_is_known",
                condition=Q(phase__in=[phase.value for phase in Phase]),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-creation_time"]),
            models.Index(fields=["owner", "phase"]),
            models.Index(
                fields=["owner", "-priority", "queued_at"],
                name="job_queue",
                condition=Q(phase="QUEUED"),
            ),
            models.Index(
                fields=["host"], name="job_unsettled", condition=Q(settled_at=None)
            ),
            models.Index(fields=["destruction"]),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def name(self) -> str:
        """The activity's name, which is the job's type."""
        return self.version.activity.name

    @property
    def is_anonymous(self) -> bool:
        return self.owner_id is None

    @property
    def owner_name(self) -> str:
        """The owner's user name; empty for an anonymous job."""
        return self.owner.get_username() if self.owner else ""

    @property
    def explanation(self) -> str:
        """What its description says of its error; else what the portal says."""
        return self.advice.partition("\n")[0] or self.error

    @property
    def remedy(self) -> str:
        """What its description says that one can do; empty if it knows nothing."""
        return self.advice.partition("\n")[2]

    @property
    def over(self) -> bool:
        return self.phase in OVER

    @property
    def final(self) -> bool:
        """Whether it ended and is still there."""
        return self.phase in FINAL

    @property
    def ends_soon(self) -> bool:
        """Whether its files will be gone in two days."""
        return self.phase != Phase.ARCHIVED and self.destruction < times.now() + SOON

    @property
    def settled(self) -> bool:
        return self.settled_at is not None


class JobParameter(models.Model):
    """One parameter as the script gets it; `text` is null when it was not given.

    Several values are one on each line of `text`, and a list in `typed`. `given` are
    the texts as somebody typed them, where they differ from what the script gets.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="parameters")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=64)
    text = models.TextField(null=True)  # noqa: DJ001 - absent is not empty
    typed = models.JSONField(null=True)
    given = models.JSONField(null=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "name"], name="job_parameter_name_is_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name


class JobInput(models.Model):
    """One used entity: known from the start, or fetched from `url` before the run.

    `number` counts, from 0, those that were given under one name. `identifier` is what
    somebody gave where the description has a template for a URL.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="inputs")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=64)
    number = models.PositiveIntegerField(default=0)
    identifier = models.CharField(max_length=1024, blank=True)
    entity = models.ForeignKey(
        "provenance.Entity", models.PROTECT, null=True, related_name="+"
    )
    url = models.CharField(max_length=1024, blank=True)
    matched_by = models.CharField(max_length=32)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "name", "number"],
                name="job_input_is_unique_under_its_name",
            ),
            models.CheckConstraint(
                name="job_input_has_a_source",
                condition=Q(entity__isnull=False) | ~Q(url=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JobResult(models.Model):
    """One file that the job made; `result_id` is its name in UWS."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="results")
    position = models.PositiveIntegerField()
    result_id = models.CharField(max_length=96)
    name = models.CharField(max_length=64)  # the generated entity it belongs to
    path = models.CharField(max_length=1024)  # below the work folder, as it was made
    entity = models.OneToOneField("provenance.Entity", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "result_id"], name="result_id_is_unique_in_a_job"
            )
        ]

    def __str__(self) -> str:
        return self.result_id


class JobEvent(models.Model):
    """A move of the phase, never changed afterwards."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="events")
    time = models.DateTimeField()
    source = models.CharField(max_length=16, blank=True)
    target = models.CharField(max_length=16)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.source or '–'} → {self.target}"
