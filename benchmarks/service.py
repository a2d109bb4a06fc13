"""REST with ten thousand jobs of the owner, then with ninety thousand of others too."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from benchmarks import polls, waits
from benchmarks.figures import Cost, Figure
from benchmarks.portal import OWNER, Portal

OWN, OTHERS, FACTOR = 10_000, 90_000, 2
MANY = """
from django.contrib.auth.models import User
from benchmarks import noop
noop.many(User.objects.get_or_create(username={name!r})[0], {count})
"""
TOKEN = """
from django.contrib.auth.models import User
from opus.accounts import tokens
from opus.accounts.models import Scope
owner = User.objects.get(username={name!r})
print(tokens.make(owner, "benchmark", Scope.RUN, None)[1])
"""


def service(portal: Portal) -> Iterator[Figure]:
    """Each figure, and how much more the same costs in a full table."""
    token = portal.shell(TOKEN.format(name=OWNER))
    portal.shell(MANY.format(name=OWNER, count=OWN))
    job = urlsplit(portal.post("/rest/noop")).path
    few = _costs(portal, job, token)
    yield from (cost.figure for cost in few)
    portal.shell(MANY.format(name="somebody", count=OTHERS))
    many = _costs(portal, job, token)
    for before, after in zip(few, many, strict=True):
        yield _growth(before, after)


def _costs(portal: Portal, job: str, token: str) -> list[Cost]:
    return [
        *polls.polls(portal, f"{job}/phase", token),
        *polls.lists(portal, job.rpartition("/")[0], OWN),
        *waits.waits(portal, f"{job}/phase"),
    ]


def _growth(before: Cost, after: Cost) -> Figure:
    growth = before.growth(after)
    shown = f"{after.figure.value} ({growth:.2f} x)"
    what = f"  … with {OWN + OTHERS} jobs: {after.what}"
    return Figure(what, shown, f"{FACTOR} x", growth <= FACTOR)
