"""Who may see, run and edit what: one place, one queryset each."""

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Exists, OuterRef, QuerySet

from jobs.models import ActivityDescription, Job, Version
from provenance.visibility import Viewer

Person = User | AnonymousUser


def owner(person: Person) -> User | None:
    """Who owns what the person makes; nobody, if they have not logged in."""
    return None if person.is_anonymous else person


def is_operator(person: Person) -> bool:
    """Operators see everybody's jobs; they hold the permission `view_job`."""
    return person.is_active and person.has_perm("jobs.view_job")


def own_jobs(person: Person) -> QuerySet[Job]:
    if person.is_anonymous:
        return Job.objects.none()
    return Job.objects.filter(owner=person.pk)


def jobs(person: Person) -> QuerySet[Job]:
    """The jobs that may be listed for the person."""
    return Job.objects.all() if is_operator(person) else own_jobs(person)


def reachable(person: Person) -> QuerySet[Job]:
    """The jobs that the person may see, once they name one by its id; never list them.

    An anonymous job is open to whoever knows its id, which nobody can guess.
    """
    return jobs(person) | Job.objects.filter(owner=None)


def may_change_all(person: Person) -> bool:
    """Whether one may start, abort and destroy other people's jobs: `change_job`."""
    return is_operator(person) and person.has_perm("jobs.change_job")


def changeable(person: Person) -> QuerySet[Job]:
    """The listed jobs that the person may start, abort, change and destroy."""
    return Job.objects.all() if may_change_all(person) else own_jobs(person)


def reachable_to_change(person: Person) -> QuerySet[Job]:
    """The same, with the anonymous jobs, which whoever knows the id may change."""
    return changeable(person) | Job.objects.filter(owner=None)


def may_change(person: Person, job: Job) -> bool:
    """Whether the job, which the person has named by its id, is theirs to change."""
    is_open = job.is_anonymous or job.owner_id == person.pk
    return is_open or may_change_all(person)


def runnable(person: Person) -> QuerySet[Version]:
    """The published version of each activity that the person may submit."""
    if person.is_anonymous:
        return published().filter(activity__anonymous=True)
    return published()


def published() -> QuerySet[Version]:
    """The newest published version of each activity; it describes the activity."""
    shown = Version.objects.filter(state=Version.State.PUBLISHED)
    newer = shown.filter(activity=OuterRef("activity"), number__gt=OuterRef("number"))
    return shown.filter(~Exists(newer)).select_related("activity")


def described() -> QuerySet[ActivityDescription]:
    """Activities that everybody may know: they are published, or once were."""
    known = Version.objects.exclude(state=Version.State.DRAFT)
    return ActivityDescription.objects.filter(
        Exists(known.filter(activity=OuterRef("pk")))
    )


def describing(name: str) -> Version | None:
    """What describes an activity: the published version, else the last retired one."""
    retired = Version.objects.filter(state=Version.State.RETIRED)
    return (
        published().filter(activity__name=name).first()
        or retired.filter(activity__name=name)
        .select_related("activity")
        .order_by("number")
        .last()
    )


def drafts(person: Person) -> QuerySet[Version]:
    """What the person may go on writing."""
    if not may_edit(person):
        return Version.objects.none()
    drafts = Version.objects.filter(state=Version.State.DRAFT)
    return drafts.select_related("activity")


def may_edit(person: Person) -> bool:
    return person.is_active and person.is_staff


def may_open(person: Person) -> bool:
    """Whether one decides who runs an activity: `change_activitydescription`.

    To write scripts is not enough: an open activity spends the portal's machines on
    anybody, and that is for its operator to say.
    """
    return person.is_active and person.has_perm("jobs.change_activitydescription")


def editable(person: Person) -> QuerySet[ActivityDescription]:
    if not may_edit(person):
        return ActivityDescription.objects.none()
    return ActivityDescription.objects.all()


def viewer(person: Person) -> Viewer:
    """The person as provenance knows them."""
    if person.is_anonymous:
        return Viewer()
    groups = frozenset(person.groups.values_list("pk", flat=True))
    return Viewer(person.pk, groups, sees_all=is_operator(person))
