"""What each result came from, as far as the steps inside the job tell."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from provenance.inner.things import key
from provenance.recorded import Recorded, StepRecord

MOST = 2000  # pairs; beyond that a result may come from everything


def derivations(recorded: Recorded, results: Collection[str]) -> list[tuple[str, str]]:
    """Pairs of keys, the later one first: those recorded, and those seen from steps."""
    told = dict.fromkeys(recorded.derived)
    inside = _Inside.of(recorded)
    seen: dict[tuple[str, str], None] = {}
    for result in sorted(results):
        for source in inside.sources(result):
            seen[result, source] = None
            if len(seen) > MOST:
                return list(told)
    return list(told | seen)


@dataclass(frozen=True, slots=True)
class _Inside:
    steps: Mapping[str, StepRecord]
    makers: Mapping[str, list[StepRecord]]

    @classmethod
    def of(cls, recorded: Recorded) -> "_Inside":
        makers: dict[str, list[StepRecord]] = {}
        for step in recorded.steps:
            for thing in step.generated:
                makers.setdefault(key(thing), []).append(step)
        return cls({step.id: step for step in recorded.steps}, makers)

    def sources(self, result: str) -> set[str]:
        """What no step made and the result came from; empty if that is not known."""
        found: set[str] = set()
        seen, waiting = {result}, [result]
        while waiting:
            thing = waiting.pop()
            makers = self._innermost(thing)
            if not makers:
                found.add(thing)
            for maker in makers:
                used = self._used(maker)
                if not used:
                    return set()
                waiting += used - seen
                seen |= used
        return found - {result}

    def _innermost(self, thing: str) -> list[StepRecord]:
        """A step and the step around it both tell of one file: the inner one counts."""
        makers = self.makers.get(thing, [])
        around = {outer.id for maker in makers for outer in self._around(maker)}
        return [maker for maker in makers if maker.id not in around]

    def _used(self, step: StepRecord) -> set[str]:
        """What it used, or what the nearest step around it did."""
        for each in (step, *self._around(step)):
            if each.used:
                return {key(thing) for thing in each.used}
        return set()

    def _around(self, step: StepRecord) -> Iterator[StepRecord]:
        seen = {step.id}
        outer = self.steps.get(step.parent)
        while outer and outer.id not in seen:
            yield outer
            seen.add(outer.id)
            outer = self.steps.get(outer.parent)
