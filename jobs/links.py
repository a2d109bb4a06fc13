"""Absolute addresses of jobs and files, without a slash at their end."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.http import urlencode

from jobs.models import Job
from provenance.models import Entity
from provenance.serving import base as base  # noqa: PLC0414 - handed on

PREFIXES = ("rest", "uws")


@dataclass(frozen=True, slots=True)
class Links:
    """`base` is the portal's URL; `prefix` the path under which UWS was asked."""

    base: str
    prefix: str = PREFIXES[0]

    def jobs(self, name: str) -> str:
        return f"{self.base}/{self.prefix}/{name}"

    def job(self, row: Job) -> str:
        return f"{self.jobs(row.name)}/{row.public_id}"

    def child(self, row: Job, *path: str) -> str:
        return "/".join([self.job(row), *path])

    def sync(self, row: Job) -> str:
        return f"{self.jobs(row.name)}/sync/{row.public_id}"

    def entity(self, entity: Entity) -> str:
        return f"{self.base}/store?{urlencode({'ID': entity.public_id})}"


def of(request: HttpRequest) -> Links:
    """Addresses like the one that was asked: clients hold on to the path they know."""
    first = request.path.lstrip("/").partition("/")[0]
    return Links(base(request), first if first in PREFIXES else PREFIXES[0])


def hosts(request: HttpRequest) -> frozenset[str]:
    """The portal's own hosts, by which its addresses are recognised."""
    names = (base(request).partition("://")[2], request.get_host())
    return frozenset(name.lower() for name in names)
