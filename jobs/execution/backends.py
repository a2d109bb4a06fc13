"""The machines this portal can use: this host, and a cluster if it has one."""

import getpass
from pathlib import Path

from django.conf import settings

from jobs.execution.base import Backend
from jobs.execution.batch.machine import Batch
from jobs.execution.batch.slurm import Slurm
from jobs.execution.batch.transport import Here, Ssh, Transport
from jobs.execution.local import Local

LOCAL, SLURM = "local", "slurm"
_local = Local()


def get(name: str = LOCAL) -> Backend:
    """The machine of that name; a cluster that is gone is asked as long as jobs are."""
    return cluster(name) if name == SLURM else _local


def names() -> frozenset[str]:
    """What a description may call them."""
    return frozenset({LOCAL, *clusters()})


def clusters() -> list[str]:
    """Those with a scheduler, which is asked every few seconds."""
    return [SLURM] if settings.OPUS_SLURM else []


def slots(name: str) -> int:
    """How many jobs this host hands to it at the same time."""
    return int(settings.OPUS_SLURM_JOBS if name == SLURM else settings.OPUS_SLOTS)


def cluster(name: str) -> Batch:
    """One of those with a scheduler. Raises KeyError."""
    return {SLURM: _slurm}[name]()


def _slurm() -> Batch:
    dialect = Slurm(
        user=settings.OPUS_SLURM_USER or _user(),
        account=settings.OPUS_SLURM_ACCOUNT,
        options=tuple(settings.OPUS_SLURM_OPTIONS),
    )
    place = Path(settings.OPUS_RUN) / "slurm.json"
    return Batch(dialect, _transport(), place, settings.OPUS_SLURM_PYTHON)


def _transport() -> Transport:
    if host := settings.OPUS_SLURM_SSH:
        return Ssh(host, Path(settings.OPUS_RUN) / "ssh")
    return Here()


def _user() -> str:
    """Whose jobs they are on the cluster."""
    at, _, _ = str(settings.OPUS_SLURM_SSH).rpartition("@")
    return at or getpass.getuser()
