"""Absolute addresses of jobs and files, without a slash at their end."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import urlencode

from jobs.models import Job
from provenance.models import Entity


@dataclass(frozen=True, slots=True)
class Links:
    """`base` is the portal's URL, also without a slash."""

    base: str

    def jobs(self, name: str) -> str:
        return f"{self.base}/rest/{name}"

    def job(self, row: Job) -> str:
        return f"{self.jobs(row.name)}/{row.public_id}"

    def child(self, row: Job, *path: str) -> str:
        return "/".join([self.job(row), *path])

    def entity(self, entity: Entity) -> str:
        return f"{self.base}/store?{urlencode({'ID': entity.public_id})}"


def base(request: HttpRequest) -> str:
    """The portal's URL: the configured one, else the one that was asked."""
    return settings.OPUS_URL or f"{request.scheme}://{request.get_host()}"


def hosts(request: HttpRequest) -> frozenset[str]:
    """The portal's own hosts, by which its addresses are recognised."""
    names = (base(request).partition("://")[2], request.get_host())
    return frozenset(name.lower() for name in names)
