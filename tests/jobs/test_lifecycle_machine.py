"""Whatever is called in whatever order, a job stays a job.

One that is over stays over, there is at most one of everything, and its events tell
its whole story.
"""

import contextlib
import itertools

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from jobs import changes, claims, lifecycle
from jobs.errors import JobsError
from jobs.execution.base import Made, Report
from jobs.models import Job
from jobs.phases import FINAL, MOVES, OVER, Phase
from provenance import times
from provenance.models import Activity
from tests import factories

MADE = Made("out", "out.txt", 5, "0" * 64)
ends = st.sampled_from(sorted(FINAL))


class Life(RuleBasedStateMachine):
    """One job, and everybody who wants something of it, at any time.

    `stale` is the row as somebody saw it a while ago.
    """

    owner = None
    version = None

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.job = factories.job(self.owner, of=self.version)
        self.stale = factories.reload(self.job)
        self.seen = []

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @rule()
    def somebody_looks(self):
        self.stale = factories.reload(self.job)

    @rule()
    def start(self):
        self.tries(lifecycle.start, self.stale, self.owner)

    @rule()
    def abort(self):
        self.tries(lifecycle.abort, self.stale, self.owner)

    @rule()
    def delete(self):
        self.tries(lifecycle.delete, self.stale, self.owner)

    @rule(host=st.sampled_from(["here", "there"]))
    def claim(self, host):
        claims.take(host, 1)

    @rule()
    def release(self):
        claims.release(self.stale)

    @rule()
    def the_script_starts(self):
        self.tries(lifecycle.started, self.stale, times.now())

    @rule(phase=ends, began=st.booleans(), made=st.booleans())
    def the_run_is_reported(self, phase, began, made):
        report = Report(
            phase,
            started=times.now() if began else None,
            made=[MADE] if made else [],
        )
        self.tries(lifecycle.finish, self.stale, report)

    @rule()
    def change(self):
        self.tries(changes.execution_duration, self.stale, 7)
        self.tries(changes.destruction, self.stale, times.now())

    @staticmethod
    def tries(call, *arguments):
        with contextlib.suppress(JobsError):
            call(*arguments)

    @invariant()
    def what_is_over_stays_over(self):
        phase = factories.reload(self.job).phase
        if self.seen and self.seen[-1] in OVER:
            assert phase in {self.seen[-1], Phase.ARCHIVED}
        self.seen.append(phase)

    @invariant()
    def the_events_are_one_unbroken_story(self):
        events = list(self.job.events.all())
        assert events[0].source == ""
        assert events[-1].target == factories.reload(self.job).phase
        for before, event in itertools.pairwise(events):
            assert event.source == before.target
            assert event.target in MOVES[event.source]
        targets = [event.target for event in events]
        assert len(targets) == len(set(targets))

    @invariant()
    def settled_means_recorded_once(self):
        job = factories.reload(self.job)
        records = Activity.objects.filter(public_id=job.public_id)
        assert records.count() == int(job.settled)
        assert job.results.count() <= int(job.settled)
        if records:
            assert records[0].status in FINAL

    @invariant()
    def what_is_over_and_not_settled_has_somebody_who_settles_it(self):
        job = factories.reload(self.job)
        if job.over and not job.settled:
            assert job.token

    @invariant()
    def nothing_that_is_archived_has_bytes(self):
        job = factories.reload(self.job)
        if job.phase == Phase.ARCHIVED and job.settled:
            assert not job.results.filter(entity__invalidated_at=None).exists()

    @invariant()
    def a_waiting_job_has_no_times_of_a_run(self):
        waiting = {Phase.PENDING, Phase.QUEUED}
        early = Job.objects.filter(phase__in=waiting).exclude(start_time=None)
        assert not early.exists()


@pytest.mark.django_db
def test_whatever_is_called_a_job_that_is_over_stays_over(alice):
    Life.owner, Life.version = alice, factories.version()
    run_state_machine_as_test(
        Life, settings=settings(max_examples=20, stateful_step_count=15)
    )
