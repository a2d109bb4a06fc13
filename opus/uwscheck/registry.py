"""Checks and their themes: a module of checks has a theme, which collects them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from opus.uwscheck.service import Service

Examine = Callable[[Service], str]


@dataclass(frozen=True, slots=True)
class Check:
    """One question to a service.

    `clause` says what the standard or practice demands, `mend` what the author of
    the service can do. `examine` returns what was seen if all is well and raises a
    Verdict otherwise. Checks that mostly wait (`waits`) are made at the same time.
    """

    id: str
    title: str
    clause: str
    mend: str
    examine: Examine
    theme: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Theme:
    title: str
    checks: list[Check] = field(default_factory=list)

    def check(
        self, name: str, title: str, *, clause: str, mend: str, waits: bool = False
    ) -> Callable[[Examine], Examine]:
        """Make the function a check of this theme, after those before it."""

        def register(examine: Examine) -> Examine:
            self.checks.append(
                Check(name, title, clause, mend, examine, self.title, waits)
            )
            return examine

        return register
