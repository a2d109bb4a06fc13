"""The findings as lines for people and as JSON for programmes.

docs/uwscheck.md describes the JSON; a change of it is a new `format`.
"""

import json
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from opus.uwscheck import VERSION
from opus.uwscheck.doctor import Finding
from opus.uwscheck.registry import Check
from opus.uwscheck.verdicts import Result

FORMAT = 1
WIDTH = 88
INDENT = 11
COUNTED = (
    (Result.PASS, "passed", "passed"),
    (Result.FAIL, "failed", "failed"),
    (Result.WARNING, "warning", "warnings"),
    (Result.SKIPPED, "skipped", "skipped"),
)
Paint = Callable[[Result, str], str]


@dataclass(slots=True)
class Report:
    """What was found out about one service, so far."""

    service: str
    user: str
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    findings: list[Finding] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    complete: bool = False

    def count(self, result: Result) -> int:
        return Counter(finding.result for finding in self.findings)[result]

    @property
    def failed(self) -> bool:
        return self.count(Result.FAIL) > 0

    def summary(self) -> str:
        """Like “38 passed, 2 failed, 1 warning, 4 skipped”."""
        numbers = [(self.count(result), *words) for result, *words in COUNTED]
        return ", ".join(f"{n} {one if n == 1 else more}" for n, one, more in numbers)

    def json(self) -> str:
        spent = (datetime.now(UTC) - self.started).total_seconds()
        document = {
            "format": FORMAT,
            "client": f"uwscheck {VERSION}",
            "service": self.service,
            "user": self.user or None,
            "started": self.started.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "seconds": round(spent, 1),
            "complete": self.complete,
            "summary": {str(result): self.count(result) for result in Result},
            "checks": [_as_json(finding) for finding in self.findings],
            "left": self.left,
        }
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _as_json(finding: Finding) -> dict[str, object]:
    check = finding.check
    return {
        "id": check.id,
        "theme": check.theme,
        "title": check.title,
        "clause": check.clause,
        "result": str(finding.result),
        "seen": finding.seen,
        "mend": check.mend,
        "seconds": round(finding.seconds, 2),
    }


def lines(finding: Finding, paint: Paint, *, more: bool) -> Iterable[str]:
    """One line, and the explanation if there is something to explain."""
    check, result = finding.check, finding.result
    yield f"  {paint(result, f'{result:8}')} {check.id:22} {check.title}"
    if result in (Result.FAIL, Result.WARNING):
        yield from _paragraph("seen", finding.seen)
        yield from _paragraph("rule", check.clause)
        yield from _paragraph("mend", check.mend)
    elif more or result is Result.SKIPPED:
        yield from _paragraph("seen" if more else "why", finding.seen)


def _paragraph(label: str, said: str) -> list[str]:
    head = f"{'':{INDENT}}{label}: "
    return textwrap.wrap(
        said,
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [head.rstrip()]


def listing(checks: Iterable[Check]) -> Iterable[str]:
    """All checks, without asking a service."""
    for check in checks:
        yield f"{check.id:22} {check.title}"
        yield from _paragraph("rule", check.clause)
