"""Where a description stands: which version is being written, and who did what last."""

from dataclasses import dataclass

from jobs import publishing
from jobs.models import ActivityDescription, DescriptionEvent, Version

Action = DescriptionEvent.Action
TOLD = {
    Version.State.SUBMITTED: Action.SUBMITTED,
    Version.State.REJECTED: Action.REJECTED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """`version` is the one that is open, else the newest; `number` the one to come.

    `revision` is what an editor begins with, 0 if nothing is open. `event` is who
    submitted or rejected it, `published` what jobs run now.
    """

    activity: ActivityDescription
    version: Version
    number: int
    event: DescriptionEvent | None
    published: Version | None

    @property
    def revision(self) -> int:
        return self.version.revision if self.version.is_open else 0


def of(activity: ActivityDescription) -> Standing:
    versions = activity.versions.exclude(state=Version.State.TRIAL)
    shown = versions.select_related("changed_by", "created_by", "published_by")
    is_open = shown.filter(state__in=Version.OPEN).first()
    newest = shown.order_by("number").last()
    version = is_open or newest
    assert version is not None  # noqa: S101 - an activity is made with its first draft
    return Standing(
        activity=activity,
        version=version,
        number=version.number if is_open else version.number + 1,
        event=_event(version),
        published=publishing.current(activity.name),
    )


def _event(version: Version) -> DescriptionEvent | None:
    """Who asked for what the version waits for, or refused it."""
    action = TOLD.get(Version.State(version.state))
    if action is None:
        return None
    return version.events.filter(action=action).select_related("by").last()
