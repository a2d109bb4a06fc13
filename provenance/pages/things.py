"""Pages of steps, agents and environments, and where identifiers lead."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from provenance import nodes, plans, visibility
from provenance.drawing import FORMATS
from provenance.models import (
    Activity,
    Agent,
    Bundle,
    Entity,
    Environment,
    Generated,
    Plan,
    Used,
)
from provenance.pages import asking, provsap
from provenance.pages.provsap import HTML

SHOWN = 100
DOCUMENTED = ("activity", "entity", "agent")


@require_safe
def step(request: HttpRequest, public_id: str) -> HttpResponseBase:
    viewer = asking.viewer(request)
    named = visibility.named_activities(viewer, [public_id])
    row = named.select_related("root", "parent", "environment").first()
    if row is None:
        raise Http404(f"There is no step {public_id[:64]} that you may see.")
    if row.root is None:
        return redirect("job", row.public_id)
    context = {
        "step": row,
        "inner": Activity.objects.filter(parent=row).order_by("start_time")[:SHOWN],
        "used": _seen(Used.objects.filter(activity=row), row, viewer),
        "generated": _seen(Generated.objects.filter(activity=row), row, viewer),
        "agents": row.associations.select_related("agent"),
        "section": "provenance",
    }
    return render(request, "provenance/step.html", context)


def _seen(
    rows: QuerySet[Used] | QuerySet[Generated],
    step: Activity,
    viewer: visibility.Viewer,
) -> list[Used | Generated]:
    found = rows.select_related("entity").order_by("pk")[:SHOWN]
    if step.is_unlisted:
        return list(found)
    seen = visibility.entities(viewer).in_bulk([row.entity_id for row in found])
    return [row for row in found if row.entity_id in seen]


@require_safe
def agent(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = asking.thing(request, public_id).thing
    if not isinstance(found, Agent):
        raise Http404(f"There is no agent {public_id[:64]} that you may see.")
    viewer = asking.viewer(request)
    activities = visibility.activities(viewer).filter(associations__agent=found)
    context = {
        "agent": found,
        "activities": activities.order_by("-pk")[:SHOWN],
        "shown": SHOWN,
        "section": "provenance",
    }
    return render(request, "provenance/agent.html", context)


@require_safe
def environment(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Only for whom there is something that ran there."""
    row = _environment(public_id)
    ran = visibility.activities(asking.viewer(request)).filter(environment=row)
    if row is None or not ran.exists():
        raise Http404(f"There is no environment {public_id[:64]} that you may see.")
    content = nodes.facts(row, asking.viewer(request))
    context = {
        "environment": row,
        "public_id": public_id,
        "packages": content.pop("packages", {}),
        "facts": content,
        "activities": ran.filter(root=None).order_by("-pk")[:SHOWN],
        "section": "provenance",
    }
    return render(request, "provenance/environment.html", context)


def _environment(public_id: str) -> Environment | None:
    digest = public_id.removeprefix("v-")
    if not digest:
        return None
    return Environment.objects.filter(digest__startswith=digest).first()


@require_safe
def identifier(request: HttpRequest, kind: str, public_id: str) -> HttpResponseBase:
    """Where the identifiers of provenance documents lead: to a page, or a document."""
    if kind in DOCUMENTED and not _wants_page(request):
        asking.thing(request, public_id)
        wanted = provsap.read(request, provsap.Query(), (public_id,))
        return provsap.answer(request, wanted)
    return redirect(_leads_to(request, kind, public_id))


def _wants_page(request: HttpRequest) -> bool:
    types = {form.content_type.partition(";")[0] for form in FORMATS.values()}
    return request.get_preferred_type([HTML, *sorted(types)]) in (HTML, None)


def _leads_to(request: HttpRequest, kind: str, public_id: str) -> str:
    match kind:
        case "plan" | "description":
            return reverse("activity", args=[_plan(request, public_id).name])
        case "environment":
            return reverse("environment", args=[public_id])
        case "bundle":
            return page_of(_bundled(request, public_id))
        case "parameter":
            public_id = public_id.partition(".")[0]
            kind = "activity"
        case _:
            pass
    found = asking.thing(request, public_id)
    if found.kind != kind:
        raise Http404(f"There is no {kind} {public_id[:64]} that you may see.")
    return page_of(found.thing)


def _bundled(request: HttpRequest, public_id: str) -> Activity:
    """The activity whose script left the document."""
    seen = visibility.activities(asking.viewer(request))
    named = visibility.named_activities
    row = Bundle.objects.filter(public_id=public_id).select_related("activity").first()
    if row is not None:
        if seen.filter(pk=row.activity_id).exists():
            return row.activity
        opened = named(asking.viewer(request), [row.activity.public_id]).first()
        if opened is not None:
            return opened
    raise Http404(f"There is no document {public_id[:64]} that you may see.")


def _plan(request: HttpRequest, public_id: str) -> Plan:
    """Of an activity that one may see. Whether it is still offered, its page knows."""
    digest = public_id.partition(".")[0].removeprefix(plans.PREFIX)
    followed = visibility.activities(asking.viewer(request)).filter(plan__isnull=False)
    found = Plan.objects.filter(digest__startswith=digest) if digest else None
    for row in found or ():
        if followed.filter(plan=row).exists():
            return row
    raise Http404(f"There is no description {public_id[:64]} that you may see.")


@require_safe
def terms(request: HttpRequest) -> HttpResponseBase:
    """What the words in the portal's own namespace mean."""
    return render(request, "provenance/terms.html", {"terms": TERMS})


def page_of(row: Activity | Entity | Agent) -> str:
    """The address of its page."""
    match row:
        case Entity():
            name = "entity"
        case Agent():
            name = "agent"
        case Activity():
            name = "job" if row.root_id is None else "step"
    return reverse(name, args=[row.public_id])


TERMS = {
    "Job": "An activity that the portal ran from a description.",
    "Step": "An activity inside a job, as the script or a tool recorded it.",
    "Environment": "The software that an activity found where it ran.",
    "EnvironmentRelation": "Between an activity and its environment.",
    "status": "How an activity ended: a UWS phase, or a word of the recorder.",
    "exitCode": "The number with which a program ended.",
    "wallTime": "Seconds that a job ran, with those in which it was suspended.",
    "cpuTime": "Seconds of CPU that all processes of a job used.",
    "peakMemory": "Bytes of memory that they held at once, sampled.",
    "peakProcesses": "How many processes there were at once, sampled.",
    "bytesRead": "Bytes that they read, from files and from each other.",
    "bytesWritten": "Bytes that they wrote.",
    "recordedAs": "The identifier that whoever recorded it gave.",
    "matchedBy": "How an input was recognised: upload, entity, result, url.",
    "size": "Bytes of a file.",
    "sha256": "The SHA-256 hash of the bytes, in hexadecimal digits.",
    "unstampedSha256": "The hash of what the script wrote, before the portal put a "
    "stamp of provenance into the file.",
    "origin": "Where the bytes of a file came from: an address, or upload.",
    "given": "What somebody typed, where the script got something else.",
    "isDefault": "Whether a parameter had its default, because nobody gave it.",
    "citation": "How to cite an activity.",
    "host": "The name of the machine.",
    "system": "Its operating system.",
    "release": "The version of that.",
    "machine": "The kind of its processor.",
    "executable": "The program that ran the script.",
    "python": "The version of Python.",
    "implementation": "Which Python it was.",
    "conda": "The name of the conda environment.",
    "software": "The name of the environment that the operator defined.",
    "softwareKind": "What it is: venv, conda, module, apptainer or plain.",
    "modules": "The lines of shell that load it.",
    "image": "The file of a container image.",
    "imageSha256": "The SHA-256 hash of that file, in hexadecimal digits.",
    "packages": "The installed packages with their versions, as JSON.",
}
