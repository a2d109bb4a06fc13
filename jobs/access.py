"""Who may see, run and edit what: one place, one queryset each."""

from django.contrib.auth.models import AnonymousUser, Group, User
from django.db.models import Exists, OuterRef, Q, QuerySet

from jobs.models import ActivityDescription, Job, Version
from provenance.visibility import Viewer

Person = User | AnonymousUser
DRAFT = "jobs.draft_version"
BACKEND = "django.contrib.auth.backends.ModelBackend"


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


def visible(person: Person) -> QuerySet[ActivityDescription]:
    """The activities that the person may know of, whatever the state of versions."""
    everything = ActivityDescription.objects.all()
    if may_draft(person) or may_publish(person) or is_operator(person):
        return everything
    if person.is_anonymous:
        return everything.filter(groups=None)
    mine = Group.objects.filter(user=person.pk, activities=OuterRef("pk"))
    return everything.filter(Q(groups=None) | Q(Exists(mine)))


def runnable(person: Person) -> QuerySet[Version]:
    """The published versions that the person may submit, old ones, too."""
    versions = _published(person)
    if person.is_anonymous:
        return versions.filter(activity__anonymous=True)
    return versions


def current(person: Person) -> QuerySet[Version]:
    """The newest version of each activity that the person may submit."""
    return _newest(runnable(person))


def published(person: Person) -> QuerySet[Version]:
    """The newest published version of each activity; it describes the activity."""
    return _newest(_published(person))


def newest() -> QuerySet[Version]:
    """The newest published version of each activity, whoever may see it."""
    versions = Version.objects.filter(state=Version.State.PUBLISHED)
    return _newest(versions.select_related("activity"))


def _published(person: Person) -> QuerySet[Version]:
    shown = Version.objects.filter(
        state=Version.State.PUBLISHED, activity__in=visible(person)
    )
    return shown.select_related("activity")


def _newest(versions: QuerySet[Version]) -> QuerySet[Version]:
    newer = Version.objects.filter(
        state=Version.State.PUBLISHED,
        activity=OuterRef("activity"),
        number__gt=OuterRef("number"),
    )
    return versions.filter(~Exists(newer))


def described(person: Person) -> QuerySet[ActivityDescription]:
    """Activities that are published, or once were, and that the person may know.

    Who has jobs of one goes on to know it.
    """
    known = Version.objects.filter(state__in=Version.ONCE_PUBLISHED)
    mine = own_jobs(person).filter(version__activity=OuterRef("pk"))
    return ActivityDescription.objects.filter(
        Exists(known.filter(activity=OuterRef("pk"))),
        Q(pk__in=visible(person)) | Exists(mine),
    )


def describing(name: str, person: Person) -> Version | None:
    """What describes an activity: the published version, else the last retired one."""
    versions = Version.objects.filter(
        activity__name=name, activity__in=visible(person)
    ).select_related("activity")
    for state in (Version.State.PUBLISHED, Version.State.RETIRED):
        if found := versions.filter(state=state).order_by("number").last():
            return found
    return None


def drafts(person: Person) -> QuerySet[Version]:
    """What the person may go on writing."""
    if not may_draft(person):
        return Version.objects.none()
    return Version.objects.filter(state__in=Version.OPEN).select_related("activity")


def may_draft(person: Person) -> bool:
    """Whether one may write descriptions: staff, and who has `draft_version`."""
    return person.is_active and (person.is_staff or person.has_perm(DRAFT))


def may_publish(person: Person) -> bool:
    """Whether one validates, publishes, rejects and retires: `publish_version`."""
    return person.is_active and person.has_perm("jobs.publish_version")


def validators() -> QuerySet[User]:
    """Those who are told what waits for validation, as far as they have an address."""
    people = User.objects.with_perm("jobs.publish_version", backend=BACKEND)
    return people.exclude(email="").order_by("pk")


def may_run_drafts(person: Person) -> bool:
    """Whether one may run, on the portal's machines, what nobody has reviewed."""
    return person.is_active and person.has_perm("jobs.run_draft")


def may_open(person: Person) -> bool:
    """Whether one decides who runs an activity: `change_activitydescription`.

    To write scripts is not enough: an open activity spends the portal's machines on
    anybody, and that is for its operator to say.
    """
    return person.is_active and person.has_perm("jobs.change_activitydescription")


def editable(person: Person) -> QuerySet[ActivityDescription]:
    """Deleted ones, too: they can be restored."""
    if not may_draft(person):
        return ActivityDescription.objects.none()
    return ActivityDescription.objects.all()


def viewer(person: Person) -> Viewer:
    """The person as provenance knows them."""
    if person.is_anonymous:
        return Viewer()
    groups = frozenset(person.groups.values_list("pk", flat=True))
    return Viewer(person.pk, groups, sees_all=is_operator(person))
