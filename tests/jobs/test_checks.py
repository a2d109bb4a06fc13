"""What is published is looked at once a day, few at a time, behind people's jobs."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from jobs import checks, claims, endings, lifecycle, publishing, trials
from jobs.descriptions.value import Example, UsedEntity
from jobs.given import Wishes
from jobs.models import Job, Letter, Trial, Version
from jobs.phases import Phase
from provenance import record, times
from tests import factories

HELLO = Example("hello", values=(("text", ("hi",)),))
BAD = Example("bad", outcome="ERROR")
WORLD = Example("world", values=(("text", ("world",)),))
# It does what the example wants as long as a file is there.
MOODY = "#!/bin/bash\ntest -e {} && echo ok > out.txt\n"


def published(by, **changes):
    """The description, published long ago."""
    fields = {"examples": (HELLO,), **changes}
    version = publishing.publish_if_new(factories.description(**fields), by)
    return long_ago(version)


def long_ago(version):
    rows = Version.objects.filter(pk=version.pk)
    rows.update(published_at=times.now() - timedelta(days=9))
    return rows.select_related("activity").get()


def a_day_later():
    day = timedelta(days=1, minutes=1)
    for trial in Trial.objects.all():
        Trial.objects.filter(pk=trial.pk).update(started_at=trial.started_at - day)


def run_check():
    """What the next check is, run for real."""
    a_day_later()
    checks.run()
    trial = Trial.objects.latest("pk")
    if trial.job and not trial.job.settled:
        factories.run(trial.job)
    trial.refresh_from_db()
    return trial


def test_a_check_belongs_to_who_published_it_and_runs_that_version(operator):
    version = published(operator)
    trial = run_check()
    assert (trial.purpose, trial.passed, trial.version) == ("check", True, version)
    assert (trial.job.version, trial.job.owner) == (version, operator)
    assert trial.job.run_id == "check of hello"
    assert trials.last_check(version.activity).passed


def test_once_in_so_many_hours_is_enough(operator, settings):
    published(operator)
    checks.run()
    factories.run(Job.objects.get())
    checks.run()
    assert Trial.objects.count() == 1
    settings.OPUS_CHECK_HOURS = 2
    Trial.objects.update(started_at=times.now() - timedelta(hours=3))
    checks.run()
    assert Trial.objects.count() == 2


def test_what_was_just_published_was_just_proven(operator):
    description = factories.description(examples=(HELLO,))
    publishing.publish_if_new(description, operator)
    checks.run()
    assert not Trial.objects.exists()


def test_nothing_is_checked_when_that_is_switched_off(operator, settings):
    settings.OPUS_CHECK_HOURS = 0
    published(operator)
    checks.run()
    assert not Trial.objects.exists()


@pytest.mark.parametrize("at_once", [1, 2])
def test_only_so_many_are_under_way_at_once(operator, settings, at_once):
    settings.OPUS_CHECKS_AT_ONCE = at_once
    for name in "abc":
        published(operator, name=name)
    checks.run()
    checks.run()
    assert Trial.objects.count() == at_once


def test_what_cannot_be_checked_holds_nobody_else_up(operator, alice):
    operator_less = published(None, name="a")
    alone = published(alice, name="b")
    alice.is_active = False
    alice.save()
    nothing = published(operator, name="c", examples=(BAD,))
    fine = published(operator, name="d")
    checks.run()
    assert [trial.version for trial in Trial.objects.all()] == [fine]
    assert checks.hindrances([operator_less, alone, nothing, fine]) == {
        operator_less.pk: "Nobody is known to have published it; who does owns its "
        "checks.",
        alone.pk: "alice, who published it, has no active account.",
        nothing.pk: "It has no example that should complete.",
        fine.pk: "",
    }


def test_who_may_not_run_it_any_more_does_not_check_it(alice):
    version = published(alice)
    version.activity.groups.add(Group.objects.create(name="others"))
    checks.run()
    assert not Trial.objects.exists()
    assert "may not run it any more" in checks.hindrances([version])[version.pk]


def test_an_old_or_retired_version_is_not_checked(operator):
    published(operator)
    newest = published(operator, title="Two")
    checks.run()
    assert Trial.objects.get().version == newest
    publishing.retire(newest, operator)
    a_day_later()
    checks.run()
    assert Trial.objects.count() == 1


def test_examples_take_turns_and_one_that_failed_goes_again(operator, tmp_path):
    there = tmp_path / "there"
    there.touch()
    examples = (BAD, HELLO, WORLD)
    published(operator, script=MOODY.format(there), examples=examples)
    assert [run_check().example for _ in range(3)] == ["hello", "world", "hello"]
    there.unlink()
    assert [run_check().example for _ in range(2)] == ["world", "world"]
    there.touch()
    assert [run_check().example for _ in range(2)] == ["world", "hello"]


def test_a_check_that_somebody_ends_says_nothing(operator):
    version = published(operator)
    checks.run()
    lifecycle.abort(Job.objects.get(), None, "The portal was shut down.")
    trial = Trial.objects.get()
    assert (trial.passed, trial.message) == (None, "It was aborted.")
    assert trial.finished_at is not None
    assert trials.last_check(version.activity) is None
    assert [state.word for state in trials.states(version)] == ["never"]


def test_an_example_whose_values_are_refused_has_failed(operator):
    entity = factories.uploaded(operator)
    gone = Example("gone", values=(("image", (entity.public_id,)),))
    version = published(operator, used=(UsedEntity("image"),), examples=(gone,))
    record.invalidate([entity], times.now())
    trial = run_check()
    assert (trial.job, trial.passed) == (None, False)
    assert trial.message.startswith("What it gives is refused: image: ")
    assert not trials.last_check(version.activity).passed
    a_day_later()
    checks.run()
    assert Trial.objects.count() == 2


def test_a_check_waits_until_nobody_else_does(operator, alice):
    published(operator)
    checks.run()
    checked = Job.objects.get()
    job = factories.queued(alice, name="other")
    assert claims.take("here", 10).pk == job.pk
    assert claims.take("here", 10).pk == checked.pk


def test_a_verdict_that_was_missed_is_made_up_for(operator):
    published(operator)
    checks.run()
    factories.run(Job.objects.get())
    Trial.objects.update(passed=None, finished_at=None)
    checks.run()
    assert Trial.objects.get().passed


def test_since_when_it_is_so(operator, tmp_path, django_assert_num_queries):
    there = tmp_path / "there"
    version = published(operator, script=MOODY.format(there))
    failed = [run_check(), run_check()]
    found = trials.last_check(version.activity)
    assert (found.passed, found.example) == (False, "hello")
    assert (found.since, found.time) == (failed[0].finished_at, failed[1].finished_at)
    there.touch()
    works = run_check()
    with django_assert_num_queries(2):
        found = trials.last_check(version.activity)
    assert (found.passed, found.since) == (True, works.finished_at)


def test_one_example_that_fails_is_a_failing_activity(operator, tmp_path):
    there = tmp_path / "there"
    version = published(operator, script=MOODY.format(there), examples=(HELLO, WORLD))
    failed = run_check()
    passed = Trial.objects.get(pk=failed.pk)
    passed.pk, passed.job, passed.example, passed.passed = None, None, "world", True
    passed.save()
    assert trials.last_check(version.activity).example == "hello"


def letters():
    return [(letter.to, letter.subject) for letter in Letter.objects.order_by("pk")]


def test_a_letter_says_when_it_begins_to_fail_and_when_it_works_again(
    operator, tmp_path
):
    operator.email = "olga@example.org"
    operator.save()
    there = tmp_path / "there"
    there.touch()
    published(operator, script=MOODY.format(there))
    run_check()
    assert letters() == []
    there.unlink()
    run_check()
    run_check()
    both = ("help@example.org", "olga@example.org")
    assert letters() == [(to, "echo 1 fails its check") for to in both]
    assert "exit status 1" in Letter.objects.first().body
    there.touch()
    run_check()
    run_check()
    assert letters()[2:] == [(to, "echo 1 works again") for to in both]


def test_a_first_check_that_fails_is_told(operator):
    published(operator, script="#!/bin/bash\nexit 3\n")
    run_check()
    assert letters() == [("help@example.org", "echo 1 fails its check")]


def test_a_check_is_neither_in_the_job_table_nor_in_the_uws_list(operator, as_operator):
    published(operator)
    trial = run_check()
    job = factories.completed(operator, of=trial.version)
    listed = as_operator.get("/rest/echo").getvalue().decode()
    table = as_operator.get("/jobs").content.decode()
    for page in (listed, table):
        assert job.public_id in page
        assert trial.job.public_id not in page
    asked = as_operator.get("/jobs?trials=1").content.decode()
    assert trial.job.public_id in asked
    assert job.public_id not in asked


def ended(owner, by=None, **changes):
    """A job whose owner wants a letter, ended by somebody."""
    owner.email = f"{owner.username}@example.org"
    owner.save()
    job = factories.executing(owner, **changes)
    Job.objects.filter(pk=job.pk).update(notify=True)
    job.refresh_from_db()
    if by:
        lifecycle.abort(job, by)
    return job


def test_whoever_asked_for_it_is_told_when_their_job_is_over(alice, settings):
    settings.OPUS_URL = "https://opus.example.org"
    alice.email = "alice@example.org"
    alice.save()
    job = factories.queued(alice, wishes=Wishes(run_id="M13"))
    Job.objects.filter(pk=job.pk).update(notify=True)
    factories.run(job)
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == (
        "alice@example.org",
        "echo: M13 is completed",
    )
    assert f"https://opus.example.org/jobs/{job.public_id}" in letter.body
    assert f"kept until {job.destruction:%Y-%m-%d %H:%M} UTC" in letter.body


def test_nobody_is_told_who_did_not_ask(alice):
    alice.email = "alice@example.org"
    alice.save()
    factories.run_new(alice)
    assert letters() == []


def test_the_letter_of_a_failure_begins_with_the_advice(alice):
    job = ended(alice)
    report = factories.Report(Phase.ERROR, "It ended with 3.", advice="Why.\nDo this.")
    lifecycle.finish(job, report)
    lifecycle.finish(job, report)
    body = Letter.objects.get().body
    assert body.index("Why.\nDo this.") < body.index("It ended with 3.")
    assert Letter.objects.get().subject == f"echo: {job.public_id} failed"


def test_whoever_ended_their_job_knows_it(alice, operator):
    mine, other = ended(alice, by=alice), ended(alice, by=operator)
    for job in (mine, other):
        lifecycle.finish(job, factories.Report(Phase.ABORTED))
    assert [letter.subject for letter in Letter.objects.all()] == [
        f"echo: {other.public_id} ended early"
    ]


def test_a_job_that_is_destroyed_while_it_runs_is_told_as_ended(alice):
    job = ended(alice)
    lifecycle.delete(job, None, "Its destruction time was reached.")
    lifecycle.finish(job, factories.Report(Phase.ABORTED))
    letter = Letter.objects.get()
    assert letter.subject.endswith("ended early")
    assert "Its destruction time was reached." in letter.body
    assert "Its files were destroyed" in letter.body


def test_who_has_no_address_gets_no_letter(alice):
    job = ended(alice)
    alice.email = ""
    alice.save()
    lifecycle.finish(Job.objects.get(), factories.Report(Phase.COMPLETED))
    assert letters() == []
    assert endings.settled(factories.reload(job)) is None
