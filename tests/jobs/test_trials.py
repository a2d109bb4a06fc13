"""Runs of examples: who may make them, what comes of them, and what that proves."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission

from jobs import access, drafts, lifecycle, outcomes, publishing, trials, trying
from jobs.descriptions import proof
from jobs.descriptions.value import Contact, Example, KnownError, UsedEntity
from jobs.errors import DescriptionError, LimitError, ValuesError
from jobs.execution.base import Report
from jobs.models import Job, Trial, Version
from jobs.phases import Phase
from jobs.trying import Run
from tests import factories

HELLO = Example("hello", values=(("text", ("hi",)),), results=("out",))
FAILS = "#!/bin/bash\nexit 3\n"


def draft(owner=None, **changes):
    return drafts.save(
        factories.description(**{"examples": (HELLO,), **changes}), owner
    )


def tried(version, by, example=HELLO):
    """The trial, run for real."""
    job = trying.draft(version, Run(example, by))
    factories.run(job)
    return Trial.objects.get(job=job)


def verdict(version, by, example=HELLO):
    trial = tried(version, by, example)
    return trial.passed, trial.message


def test_an_example_that_does_what_it_promises_passes(operator):
    version = draft()
    trial = tried(version, operator)
    assert (trial.passed, trial.message, trial.purpose) == (True, "", "draft")
    assert (trial.job.owner, trial.job.run_id) == (operator, "trial of hello")
    assert trials.is_proven(version)


def test_a_trial_runs_a_copy_that_stays_as_it_was(operator):
    version = draft()
    job = trying.draft(version, Run(HELLO, operator))
    assert (job.version.state, job.version.number) == (Version.State.TRIAL, 1)
    draft(script=FAILS)
    assert factories.run(job).phase == Phase.COMPLETED
    assert job.version.value().script == factories.SCRIPT


def test_the_same_draft_is_copied_once(operator):
    version = draft()
    first = trying.draft(version, Run(HELLO, operator))
    second = trying.draft(version, Run(HELLO, operator))
    assert first.version == second.version
    third = trying.draft(draft(title="Other"), Run(HELLO, operator))
    assert third.version != first.version


def test_a_copy_is_neither_published_nor_open(operator, alice):
    trying.draft(draft(), Run(HELLO, operator))
    assert not access.described(operator).exists()
    assert not access.runnable(operator).exists()
    assert [v.state for v in access.drafts(operator)] == [Version.State.DRAFT]


def test_who_tried_it_is_in_the_audit_trail(operator):
    version = draft()
    job = trying.draft(version, Run(HELLO, operator))
    event = version.events.last()
    assert (event.action, event.by) == ("tried", operator)
    assert event.note == f"trial of hello: {job.public_id}"


def test_files_of_a_trial_go_soon(operator, settings):
    settings.OPUS_TRIAL_DAYS = 2
    job = trying.draft(draft(), Run(HELLO, operator))
    assert (job.destruction - job.creation_time).days in (1, 2)


def test_what_only_readers_miss_keeps_nothing_from_running(operator):
    version = draft(title="", contact=Contact(), known_errors=(KnownError("(", ""),))
    assert verdict(version, operator) == (True, "")


def test_a_draft_that_cannot_run_is_told_by_field(operator):
    with pytest.raises(DescriptionError) as caught:
        trying.draft(draft(script=""), Run(HELLO, operator))
    assert set(caught.value.problems) == {"script"}
    assert not Job.objects.exists()


def test_values_that_do_not_fit_are_told_and_leave_nothing(operator):
    wrong = Example("wrong", values=(("txt", ("hi",)),))
    version = draft(examples=())
    with pytest.raises(ValuesError, match="did you mean text"):
        trying.draft(version, Run(wrong, operator))
    assert not Job.objects.exists()


def test_with_too_many_jobs_the_trial_is_refused_and_its_job_goes(operator, settings):
    settings.OPUS_USER_JOBS = 1
    version = draft()
    trying.draft(version, Run(HELLO, operator))
    with pytest.raises(LimitError):
        trying.draft(version, Run(HELLO, operator))
    assert Trial.objects.count() == 1
    assert Job.objects.latest("pk").phase == Phase.ARCHIVED


def test_only_the_right_to_run_drafts_lets_one_try(alice, bob, operator):
    alice.is_staff = True
    bob.user_permissions.add(Permission.objects.get(codename="run_draft"))
    assert [trying.may_try(one) for one in (alice, bob, operator)] == [
        False,
        True,
        True,
    ]


def test_a_script_that_fails_is_not_what_was_promised(operator):
    assert verdict(draft(script=FAILS), operator) == (
        False,
        "It should have completed. The script ended with exit status 3.",
    )


def test_an_example_may_promise_an_error(operator):
    error = Example("bad", outcome="ERROR")
    changes = {"examples": (error,), "generated": ()}
    assert verdict(draft(script=FAILS, **changes), operator, error) == (True, "")
    well = draft(script="#!/bin/bash\n", **changes)
    assert verdict(well, operator, error) == (
        False,
        "It should have failed, and completed.",
    )


def test_a_result_that_is_missing_is_named(operator):
    optional = replace(factories.OUT, optional=True)
    version = draft(script="#!/bin/bash\n", generated=(optional,))
    assert verdict(version, operator) == (False, "It left no out.")


def test_a_lost_run_is_not_the_error_that_was_promised(operator):
    job = Job(phase=Phase.ERROR, error="The run was lost.")
    said = outcomes.unexpected(job, Example("x", outcome="ERROR"))
    assert said == "Its script should have failed by itself. The run was lost."


def test_a_trial_that_somebody_aborts_has_not_passed(operator):
    version = draft()
    job = trying.draft(version, Run(HELLO, operator))
    lifecycle.abort(job, operator)
    trial = Trial.objects.get()
    assert (trial.passed, trial.message) == (False, "It was aborted.")
    assert not trials.is_proven(version)


def test_a_trial_that_takes_too_long_says_so(operator):
    job = Job(phase=Phase.ABORTED, exit_code=-15, error="The duration was exceeded.")
    assert outcomes.unexpected(job, HELLO) == "The duration was exceeded."


def test_a_verdict_is_given_once(operator):
    trial = tried(draft(), operator)
    before = trial.finished_at
    assert outcomes.decide(trial.job) is None
    trial.refresh_from_db()
    assert trial.finished_at == before


def test_a_job_that_is_no_trial_has_no_verdict(alice):
    assert outcomes.decide(factories.completed(alice)) is None


def test_other_values_are_a_trial_without_an_example(operator):
    given = Example("", values=(("text", ("else",)),))
    trial = tried(draft(), operator, given)
    assert (trial.example, trial.passed) == ("", True)
    assert trial.job.run_id == "trial of other values"


def words(version):
    return [state.word for state in trials.states(version)]


def test_the_states_of_examples(operator, django_assert_num_queries):
    version = draft(examples=(HELLO, Example("other")))
    assert words(version) == ["never", "never"]
    job = trying.draft(version, Run(HELLO, operator))
    assert words(version) == ["running", "never"]
    factories.run(job)
    with django_assert_num_queries(2):
        assert words(version) == ["passed", "never"]


def test_the_last_run_counts(operator):
    version = draft()
    tried(version, operator)
    job = trying.draft(version, Run(HELLO, operator))
    lifecycle.abort(job, operator)
    assert words(version) == ["failed"]
    assert not trials.is_proven(version)


def test_a_corrected_text_asks_for_no_new_trial(operator):
    tried(draft(), operator)
    text = replace(factories.TEXT, title="Text", description="A text.")
    version = draft(
        title="Ecco",
        description="More.",
        version="1.1",
        contact=Contact("Desk"),
        citation="Cite it.",
        documentation="https://example.org",
        known_errors=(KnownError("x", "y"),),
        parameters=(text,),
        examples=(replace(HELLO, title="Hello", name="renamed"), Example("second")),
    )
    assert words(version) == ["passed", "never"]
    publishing.publish(version, operator)


@pytest.mark.parametrize(
    "change",
    [
        {"script": factories.SCRIPT + "\n"},
        {"parameters": (replace(factories.TEXT, default="other"),)},
        {"parameters": (replace(factories.TEXT, unit="deg"),)},
        {"generated": (replace(factories.OUT, optional=True),)},
        {"used": (UsedEntity("image", required=False),)},
        {"execution_duration": 7},
        {"examples": (replace(HELLO, values=(("text", ("ho",)),)),)},
        {"examples": (replace(HELLO, results=()),)},
    ],
)
def test_what_can_change_a_run_asks_for_a_new_trial(change):
    before = factories.description(examples=(HELLO,))
    after = factories.description(**{"examples": (HELLO,), **change})
    assert proof.digest(before, HELLO) != proof.digest(after, after.examples[0])


def test_a_trial_of_something_else_is_stale(operator):
    tried(draft(), operator)
    version = draft(script=factories.SCRIPT + "\n")
    assert words(version) == ["stale"]
    with pytest.raises(DescriptionError, match="no example"):
        publishing.publish(version, operator)


def test_an_example_of_another_activity_proves_nothing(operator):
    tried(draft(), operator)
    assert words(draft(name="other")) == ["never"]


def test_a_job_ends_even_if_it_ends_before_it_ran(operator):
    job = trying.draft(draft(), Run(HELLO, operator))
    lifecycle.finish(job, Report(Phase.ERROR, "An input is gone."))
    assert Trial.objects.get().message == "It should have completed. An input is gone."
