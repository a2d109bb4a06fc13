"""The doctor at work on a stub."""

from opus.uwscheck import checks, doctor
from opus.uwscheck.client import Client
from opus.uwscheck.credentials import Credentials
from opus.uwscheck.plan import Plan
from opus.uwscheck.service import Service
from tests.opus.uwscheck.stub import PASSWORD, USER

WAITING = "WAIT"
ALLOWED = ("pass", "skipped")
SETS = {
    "run": (("seconds", "0.2"), ("outcome", "well")),
    "long": (("seconds", "30"), ("outcome", "well")),
    "fail": (("seconds", "0.1"), ("outcome", "fail")),
}
ADA = Credentials(USER, PASSWORD)


def service_at(url, credentials=ADA, *, seconds=5, **changes):
    plan = {
        "url": url,
        "sets": SETS,
        "upload": "image",
        "wait_seconds": 2,
        "at_once": 1,
        "patience": 5,
    }
    return Service(Plan(**{**plan, **changes}), Client(url, credentials, seconds))


def examined(service, chosen=checks.ALL):
    """What the doctor finds, by the id of the check."""
    found = {}
    doctor.examine(service, chosen, lambda f: found.update({f.check.id: f}))
    return found


def complaints(found):
    """The checks that did not pass, with the result."""
    return {
        name: str(finding.result)
        for name, finding in found.items()
        if finding.result not in ALLOWED
    }


def of_theme(title):
    return [check for check in checks.ALL if check.theme == title]


def quick():
    """All checks but those of a theme that waits on purpose."""
    return [check for check in checks.ALL if check.theme != WAITING]
