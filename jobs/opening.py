"""Who may see and run an activity: what was decided, and by whom."""

from collections.abc import Collection

from django.contrib.auth.models import Group, User
from django.db import transaction

from jobs import drafts
from jobs.drafts import Action
from jobs.errors import DescriptionError
from jobs.models import ActivityDescription


@transaction.atomic
def decide(
    activity: ActivityDescription,
    by: User,
    *,
    anonymous: bool,
    groups: Collection[Group] = (),
) -> None:
    """Anybody, members of the groups, or, without either, whoever logs in.

    It holds for the versions that follow, too; jobs that there are go on. Raises
    DescriptionError for a contradiction.
    """
    if anonymous and groups:
        sentence = (
            "what some groups keep to themselves, not anybody can run: choose one"
        )
        raise DescriptionError({"groups": sentence})
    row = ActivityDescription.objects.select_for_update().get(pk=activity.pk)
    if row.anonymous != anonymous:
        _open(row, by, anonymous=anonymous)
    if set(row.groups.all()) != set(groups):
        row.groups.set(groups)
        names = ", ".join(sorted(group.name for group in groups)) or "everybody"
        drafts.tell_of(row, Action.GRANTED, by, f"It is for {names}.")


def _open(row: ActivityDescription, by: User, *, anonymous: bool) -> None:
    row.anonymous = anonymous
    row.save(update_fields=["anonymous"])
    if anonymous:
        drafts.tell_of(row, Action.OPENED, by, "Anybody may run it.")
    else:
        drafts.tell_of(row, Action.CLOSED, by, "Whoever runs it must log in.")
