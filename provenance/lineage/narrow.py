"""Which of the jobs found really lead to, or come from, what was asked for.

A job can have made several results from several inputs. Where its steps tell which
came from which (`Derived`), the others' inputs are not part of the history.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from provenance.lineage.sql import Way

Edge = tuple[int, int, int]  # job, entity, the job at its other end


@dataclass(slots=True)
class Derivations:
    """By job: what each entity came from directly."""

    direct: dict[int, dict[int, set[int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int]]) -> "Derivations":
        found = cls()
        for job, generated, used in rows:
            inside = found.direct.setdefault(job, {})
            inside.setdefault(generated, set()).add(used)
        return found

    def sources(self, job: int, entity: int) -> set[int] | None:
        """All that the entity came from inside the job; None if that is not known."""
        inside = self.direct.get(job, {})
        if entity not in inside:
            return None
        seen: set[int] = set()
        waiting = [entity]
        while waiting:
            new = inside.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        return seen


@dataclass(slots=True)
class Walker:
    """Goes from entity to entity; `passed` are the edges that it went along."""

    way: Way
    derivations: Derivations
    by_job: Mapping[int, Mapping[int, list[int]]]
    passed: dict[Edge, None] = field(default_factory=dict)
    jobs: dict[int, None] = field(default_factory=dict)
    _whole: set[int] = field(default_factory=set)
    _seen: set[tuple[int, int]] = field(default_factory=set)

    def from_jobs(self, jobs: Iterable[int]) -> None:
        self._go([(job, None) for job in jobs])

    def from_entity(self, entity: int, jobs: Iterable[int]) -> None:
        """`jobs` made the entity, or, forth, used it."""
        self._go([(job, entity) for job in jobs])

    def _go(self, waiting: list[tuple[int, int | None]]) -> None:
        for job, entity in waiting:  # it grows meanwhile
            self.jobs[job] = None
            for far in self._through(job, entity):
                for other in self.by_job.get(job, {})[far]:
                    self.passed[job, far, other] = None
                    if (other, far) not in self._seen:
                        self._seen.add((other, far))
                        waiting.append((other, far))

    def _through(self, job: int, entity: int | None) -> list[int]:
        """The entities at the far side of the job that belong to this one."""
        far = self.by_job.get(job, {})
        if job in self._whole:
            return []
        if entity is None or job not in self.derivations.direct:
            self._whole.add(job)
            return list(far)
        if self.way == "back":
            sources = self.derivations.sources(job, entity)
            return [used for used in far if sources is None or used in sources]
        return [made for made in far if self._may_come_from(job, made, entity)]

    def _may_come_from(self, job: int, made: int, used: int) -> bool:
        sources = self.derivations.sources(job, made)
        return sources is None or used in sources


def by_job(edges: Iterable[Edge]) -> dict[int, dict[int, list[int]]]:
    found: dict[int, dict[int, list[int]]] = {}
    for job, entity, other in edges:
        found.setdefault(job, {}).setdefault(entity, []).append(other)
    return found
