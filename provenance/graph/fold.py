"""From a Document to a Picture: what to show, within a budget of cards."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from provenance.document import Document
from provenance.graph import cards, history, reach
from provenance.graph.draft import Draft, draft
from provenance.graph.history import History
from provenance.graph.picture import Options, Picture, UrlOf
from provenance.graph.reach import Step
from provenance.graph.scope import Scope, opened


def fold(document: Document, options: Options, url_of: UrlOf) -> Picture:
    known = history.of(document)
    budget = _Budget(known, options, reach.walk(known))
    return cards.picture(known, budget.best(), url_of, options)


@dataclass(frozen=True, slots=True)
class _Budget:
    """Finds how many jobs fit, the nearest to the focus first."""

    history: History
    options: Options
    steps: Sequence[Step]

    def best(self) -> Draft:
        most = min(len(self.steps), self.options.budget)
        if self._fits(whole := self._draft(most)):
            return whole
        smaller = range(1, most)
        kept = bisect_right(smaller, self.options.budget, key=self._count)
        return self._draft(kept) if kept else self._one_job()

    def _one_job(self) -> Draft:
        """One job can have more files than a page has room for, or more steps."""
        coarse = self._draft(1, is_coarse=True)
        if self._fits(coarse):
            return coarse
        return self._draft(1, is_coarse=True, is_closed=True)

    def _fits(self, drawn: Draft) -> bool:
        return len(drawn.nodes) <= self.options.budget

    def _count(self, kept: int) -> int:
        return len(self._draft(kept).nodes)

    def _draft(
        self, kept: int, *, is_coarse: bool = False, is_closed: bool = False
    ) -> Draft:
        detail = self.options.detail
        scope = Scope(
            kept=tuple(step.job for step in self.steps[:kept]),
            cut=tuple(reach.cut(self.steps, kept)),
            opened=frozenset() if is_closed else opened(self.history, detail),
            detail=detail,
            has_agents=self.options.agents and detail == "everything",
            is_coarse=is_coarse,
        )
        return draft(self.history, scope)
