"""Which jobs to draw when there are too many: the nearest to the focus."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from provenance.graph.history import History


@dataclass(frozen=True, slots=True)
class Step:
    """How a walk from the focus first met a job: from which one, and which way."""

    job: str
    came_from: str = ""
    is_earlier: bool = True


def walk(history: History) -> list[Step]:
    """Every job, nearest first; what the focus is not connected to comes last."""
    met: dict[str, Step] = {}
    for job in [history.start, *history.uses]:
        if job and job not in met:
            _walk_from(Step(job), history, met)
    return list(met.values())


def _walk_from(start: Step, history: History, met: dict[str, Step]) -> None:
    met[start.job] = start
    waiting = deque([start.job])
    while waiting:
        here = waiting.popleft()
        for step in _neighbours(here, history):
            if step.job not in met:
                met[step.job] = step
                waiting.append(step.job)


def _neighbours(job: str, history: History) -> Iterator[Step]:
    for touched, links, is_earlier in (
        (history.uses, history.makers, True),
        (history.makes, history.users, False),
    ):
        for entity in touched[job]:
            for link in links.get(entity, ()):
                yield Step(history.job(link.activity), job, is_earlier)


def cut(steps: Sequence[Step], kept: int) -> list[tuple[str, ...]]:
    """The jobs after the first `kept`, gathered by the place where they are missing.

    A place is a kept job and a direction, so every missing job is in one place only.
    """
    places: dict[str, tuple[str, bool]] = {}
    gathered: dict[tuple[str, bool], list[str]] = {}
    for step in steps[kept:]:
        direct = (step.came_from, step.is_earlier)
        places[step.job] = places.get(step.came_from, direct)
        gathered.setdefault(places[step.job], []).append(step.job)
    return [tuple(jobs) for jobs in gathered.values()]
