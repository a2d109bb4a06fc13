"""The same in numbers, for Prometheus."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Min, Sum
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from jobs import claims, hosts
from jobs.models import Host, Job, Letter, Scheduler
from jobs.phases import Phase
from provenance import times

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def text() -> bytes:
    """All numbers as they are now."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Numbers())
    return generate_latest(registry)


class _Numbers(Collector):
    def collect(self) -> Iterator[Metric]:
        yield _jobs()
        yield _waits()
        yield from _hosts()
        yield from _schedulers()
        yield from _disks()
        letters = Letter.objects.filter(sent_at=None).count()
        yield _gauge(
            "opus_letters_unsent", "Letters that are still to be sent.", letters
        )


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(name, said, value=value)


def _jobs() -> Metric:
    found = GaugeMetricFamily("opus_jobs", "Jobs in each phase.", labels=["phase"])
    rows = Job.objects.order_by().values_list("phase").annotate(Count("pk"))
    counts = dict(rows)
    for phase in Phase:
        found.add_metric([phase.value], counts.get(phase, 0))
    return found


def _waits() -> Metric:
    queued = Job.objects.filter(phase=Phase.QUEUED, token="")
    first = queued.aggregate(first=Min("queued_at"))["first"]
    seconds = (times.now() - first).total_seconds() if first else 0
    said = "Seconds that the first of the waiting jobs has waited."
    return _gauge("opus_longest_wait_seconds", said, seconds)


def _hosts() -> Iterator[Metric]:
    up = GaugeMetricFamily("opus_host_up", "Whether it has workers.", labels=["host"])
    slots = GaugeMetricFamily("opus_host_slots", "Jobs at once.", labels=["host"])
    taken = GaugeMetricFamily("opus_host_taken", "Slots taken.", labels=["host"])
    alive = set(hosts.alive().values_list("name", flat=True))
    for host in Host.objects.order_by("name"):
        up.add_metric([host.name], host.name in alive)
        slots.add_metric([host.name], host.slots)
        taken.add_metric([host.name], claims.unsettled(host.name).count())
    yield from (up, slots, taken)


def _schedulers() -> Iterator[Metric]:
    up = GaugeMetricFamily("opus_cluster_up", "Whether it answers.", labels=["cluster"])
    for row in Scheduler.objects.order_by("name"):
        up.add_metric([row.name], row.silent_since is None)
    yield up


def _disks() -> Iterator[Metric]:
    held = Job.objects.aggregate(total=Sum("disk_bytes"))["total"] or 0
    yield _gauge("opus_jobs_bytes", "Bytes that the folders of jobs hold.", held)
    free = GaugeMetricFamily("opus_disk_free_bytes", "Bytes free.", labels=["folder"])
    for name in ("OPUS_VAR", "OPUS_JOBS", "OPUS_RUN"):
        path = Path(getattr(settings, name))
        if path.is_dir():
            free.add_metric([name], shutil.disk_usage(path).free)
    yield free
