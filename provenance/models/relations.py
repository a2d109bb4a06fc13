"""How activities, entities and agents relate."""

from django.db import models

from provenance import identity
from provenance.models.nodes import Activity, Agent, Entity


class Used(models.Model):
    """PROV: used. `job` is the activity itself, or the job that the step belongs to."""

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="used", db_index=False
    )
    job = models.ForeignKey(
        Activity, models.CASCADE, related_name="used_inside", db_index=False
    )
    entity = models.ForeignKey(
        Entity, models.PROTECT, related_name="used", db_index=False
    )
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
        indexes = [
            models.Index(fields=["job", "entity"]),
            models.Index(fields=["entity", "job"]),
        ]

    def __str__(self) -> str:
        return f"{self.activity.name} used {self.entity.name} as {self.role}"


class Generated(models.Model):
    """PROV: wasGeneratedBy. Inner steps and their job may both claim a file.

    `job` is the activity itself, or the job that the step belongs to.
    """

    entity = models.ForeignKey(
        Entity, models.PROTECT, related_name="generated", db_index=False
    )
    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="generated", db_index=False
    )
    job = models.ForeignKey(
        Activity, models.CASCADE, related_name="generated_inside", db_index=False
    )
    role = models.CharField(max_length=255, blank=True)
    time = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "generated"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "entity", "role"], name="generated_once_in_a_role"
            )
        ]
        indexes = [
            models.Index(fields=["job", "entity"]),
            models.Index(fields=["entity", "job"]),
        ]

    def __str__(self) -> str:
        return f"{self.activity.name} generated {self.entity.name} as {self.role}"


class Derived(models.Model):
    """PROV: wasDerivedFrom, within one job: recorded, or seen from its steps.

    A result that has no such row may come from anything that its job used.
    """

    job = models.ForeignKey(Activity, models.CASCADE, related_name="derived")
    generated = models.ForeignKey(Entity, models.CASCADE, related_name="derived_from")
    used = models.ForeignKey(Entity, models.CASCADE, related_name="led_to")

    class Meta:
        verbose_name_plural = "derived"
        constraints = [
            models.UniqueConstraint(
                fields=["job", "generated", "used"], name="derived_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.generated.name} from {self.used.name}"


class Informed(models.Model):
    """PROV: wasInformedBy, as a script recorded it."""

    informed = models.ForeignKey(Activity, models.CASCADE, related_name="informed_by")
    informant = models.ForeignKey(Activity, models.CASCADE, related_name="informs")

    class Meta:
        verbose_name_plural = "informed"
        constraints = [
            models.UniqueConstraint(
                fields=["informed", "informant"], name="informed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.informed.name} by {self.informant.name}"


class Member(models.Model):
    """PROV: hadMember."""

    collection = models.ForeignKey(Entity, models.CASCADE, related_name="members")
    entity = models.ForeignKey(Entity, models.CASCADE, related_name="collections")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "entity"], name="member_once")
        ]

    def __str__(self) -> str:
        return f"{self.entity.name} in {self.collection.name}"


class Attribution(models.Model):
    """PROV: wasAttributedTo, as a script recorded it."""

    entity = models.ForeignKey(Entity, models.CASCADE, related_name="attributions")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="attributions")
    role = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "agent", "role"], name="attributed_once_in_a_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entity.name} to {self.agent.name}"


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


class Bundle(models.Model):
    """A PROV document that a script left, as PROV-JSON, word for word."""

    public_id = models.CharField(max_length=64, unique=True, default=identity.bundle)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="bundles")
    name = models.CharField(max_length=255)
    content = models.JSONField()

    def __str__(self) -> str:
        return f"{self.name} of {self.activity.name}"
