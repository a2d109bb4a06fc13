"""The job table: filtered, sorted and cut into pages by the database."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobs import access, queueing, trials
from jobs.models import Job
from jobs.phases import ACTIVE, Phase
from provenance import times

PAGE = 25
WAITING = (Phase.QUEUED, Phase.HELD)
SORTS = {
    "created": "creation_time",
    "type": "version__activity__name",
    "start": "start_time",
    "destruction": "destruction",
}
PERIODS = {"1": "Last 24 hours", "7": "Last 7 days", "30": "Last 30 days"}


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address of the page asks for; what it does not understand is nothing."""

    text: str = ""
    type: str = ""
    phase: str = ""
    days: str = ""
    sort: str = "-created"
    everybody: bool = False
    trials: bool = False

    @classmethod
    def read(cls, query: QueryDict, *, operator: bool) -> "Filter":
        sort, phase = query.get("sort", ""), query.get("phase", "")
        return cls(
            text=query.get("q", "").replace("\0", "").strip(),
            type=query.get("type", ""),
            phase=phase if phase in Phase.__members__ else "",
            days=query.get("since", "") if query.get("since", "") in PERIODS else "",
            sort=sort if sort.removeprefix("-") in SORTS else "-created",
            everybody=operator and "everybody" in query,
            trials=bool(query.get("trials")),
        )

    def without_phase(self, rows: QuerySet[Job]) -> QuerySet[Job]:
        """The portal's own checks are shown only to those who ask for them."""
        rows = trials.only(rows) if self.trials else trials.without_checks(rows)
        if self.text:
            rows = rows.filter(
                Q(run_id__icontains=self.text) | Q(public_id__startswith=self.text)
            )
        if self.type:
            rows = rows.filter(version__activity__name=self.type)
        if self.days:
            since = times.now() - timedelta(days=int(self.days))
            rows = rows.filter(creation_time__gte=since)
        return rows

    def apply(self, rows: QuerySet[Job]) -> QuerySet[Job]:
        """Archived jobs are shown only to those who ask for them."""
        rows = self.without_phase(rows)
        if self.phase:
            rows = rows.filter(phase=self.phase)
        else:
            rows = rows.exclude(phase=Phase.ARCHIVED)
        column = F(SORTS[self.sort.removeprefix("-")])
        down = self.sort.startswith("-")
        order = column.desc(nulls_last=True) if down else column.asc(nulls_last=True)
        return rows.order_by(order, "-pk")


@login_required
@require_safe
def jobs(request: HttpRequest) -> HttpResponseBase:
    operator = access.is_operator(request.user)
    wanted = Filter.read(request.GET, operator=operator)
    mine = access.jobs if wanted.everybody else access.own_jobs
    everything = mine(request.user)
    counts = _counts(wanted.without_phase(everything))
    rows = wanted.apply(everything).select_related("version__activity", "owner")
    page = _page(rows, counts, wanted, request.GET.get("page", "1"))
    context = {
        "filter": wanted,
        "query": request.GET,
        "operator": operator,
        "changes_all": access.may_change_all(request.user),
        "counts": counts,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_ends=1),
        "why": _why(page),
        "active": any(counts.get(phase) for phase in ACTIVE - {Phase.PENDING}),
        "periods": PERIODS,
        "types": access.described(request.user).order_by("name"),
        "any": bool(counts) or trials.without_checks(everything).exists(),
    }
    fragment = request.headers.get("X-Fragment") == "jobs"
    return render(
        request, "jobs/_table.html" if fragment else "jobs/list.html", context
    )


def _why(page: Page[Job]) -> dict[int, str]:
    """By job, why it waits."""
    if not any(job.phase in WAITING for job in page.object_list):
        return {}
    now = queueing.Queue.now()
    return {job.pk: now.why(job) for job in page.object_list if job.phase in WAITING}


def _counts(rows: QuerySet[Job]) -> dict[str, int]:
    counted = rows.order_by().values_list("phase").annotate(Count("pk"))
    return dict(counted)


class _Counted(Paginator):  # type: ignore[type-arg]  # Django has no subscript here
    """A paginator that is told the count, which the chips know already."""

    def __init__(self, rows: QuerySet[Job], count: int) -> None:
        super().__init__(rows, PAGE)
        self.__dict__["count"] = count


def _page(
    rows: QuerySet[Job], counts: dict[str, int], wanted: Filter, number: str
) -> Page[Job]:
    if wanted.phase:
        count = counts.get(wanted.phase, 0)
    else:
        count = sum(n for phase, n in counts.items() if phase != Phase.ARCHIVED)
    return _Counted(rows, count).get_page(number)
