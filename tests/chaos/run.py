"""One run: jobs are submitted and aborted while faults happen, then all is judged."""

import contextlib
import threading
import time

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from jobs import creation, hosts, lifecycle, publishing
from jobs.descriptions.check import check
from jobs.errors import JobsError
from jobs.models import Job
from tests.chaos import faults, judge, places
from tests.chaos.kinds import KINDS, description

ABORTED_AFTER = 6.0  # seconds at most
SETTLED_WITHIN = 240


def run(place, seed, chance, asked):
    call_command("migrate", verbosity=0)
    owner = User.objects.create_user("alice")
    new = publishing.publish_if_new
    versions = {kind: new(description(kind), None) for kind in KINDS}
    connections.close_all()
    place.start()
    places.until(_is_there)
    told = []
    happened = _happen(
        place,
        seed,
        chance,
        asked,
        lambda: _submit(place, owner, versions, chance, asked, told),
    )
    begun = time.monotonic()
    places.until(lambda: place.look() or not _left(), SETTLED_WITHIN)
    settle = time.monotonic() - begun
    time.sleep(1)
    verdict = judge.verdict(place, seed, happened, settle, told.append)
    for line in told:
        print(f"  {line}")
    return verdict


def _is_there():
    return hosts.alive().exists()


def _happen(place, seed, chance, asked, submit):
    """Faults, one after the other, while jobs are submitted; which there were."""
    thread = threading.Thread(target=submit)
    thread.start()
    known, happened = faults.of(place), []
    end = time.monotonic() + asked.seconds
    while time.monotonic() < end:
        time.sleep(chance.uniform(0.5, 2.5))
        name = chance.choice(sorted(known))
        happened.append(name)
        known[name](place, chance)
        time.sleep(0.5)
        place.look()
    thread.join()
    place.look()
    return happened


def _submit(place, owner, versions, chance, asked, told):
    """As users do: what the database refuses now they try again."""
    kinds = [kind for kind in KINDS for _ in range(kind.weight)]
    due = []
    for _ in range(asked.jobs):
        kind = chance.choice(kinds)
        job = _insist(lambda kind=kind: _new(place, owner, versions[kind]), told)
        if job and kind.is_aborted:
            due.append((time.monotonic() + chance.uniform(0, ABORTED_AFTER), job))
        time.sleep(asked.seconds / asked.jobs * chance.uniform(0.2, 1.4))
        due = _abort(due, owner, told)
    while due:
        time.sleep(0.2)
        due = _abort(due, owner, told)
    connections.close_all()


def _new(place, owner, version):
    values = check(version.value(), {"ledger": [str(place.ledger)]})
    job = creation.create(version, owner, values)
    lifecycle.start(job, owner)
    return job


def _abort(due, owner, told):
    now = time.monotonic()
    for when, job in due:
        if when <= now:
            _insist(lambda job=job: _abort_one(job, owner), told)
    return [(when, job) for when, job in due if when > now]


def _abort_one(job, owner):
    with contextlib.suppress(JobsError):  # it is over
        lifecycle.abort(Job.objects.get(pk=job.pk), owner)


def _insist(act, told):
    for _ in range(60):
        try:
            return act()
        except DatabaseError:
            close_old_connections()
            connections.close_all()
            time.sleep(0.5)
    told.append("the database did not come back")
    return None


def _left():
    try:
        return judge.unsettled().exists()
    except DatabaseError:
        connections.close_all()
        return True
