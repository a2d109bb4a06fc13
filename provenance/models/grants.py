"""Who else may see what."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from provenance.models.nodes import Activity, Entity


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
