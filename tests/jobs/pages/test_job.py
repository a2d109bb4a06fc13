"""The page of one job, in each phase."""

import pytest
from django.contrib.auth.models import Permission

from jobs import lifecycle
from jobs.descriptions.value import Parameter
from jobs.execution.base import Report
from jobs.execution.folder import JobFolder
from jobs.given import Wishes
from jobs.models import Job
from jobs.phases import Phase
from tests import factories
from tests.jobs.pages.reading import main, one, tree, words

pytestmark = pytest.mark.django_db


def page(client, job, query=""):
    answer = client.get(f"/jobs/{job.public_id}{query}")
    assert answer.status_code == 200
    return answer


def part(response, name):
    return words(one(response, f'//*[@id="{name}"]'))


def failed(owner, **changes):
    job = factories.executing(owner)
    report = Report(Phase.ERROR, **{"message": "It ended with 3.", **changes})
    lifecycle.finish(job, report)
    return job


def test_a_job_of_somebody_else_is_unknown(as_bob, alice):
    assert as_bob.get(f"/jobs/{factories.job(alice).public_id}").status_code == 404


def test_a_stranger_is_asked_to_log_in(client, alice):
    job = factories.job(alice)
    answer = client.get(f"/jobs/{job.public_id}")
    assert answer.url == f"/login?next=/jobs/{job.public_id}"


def test_an_operator_sees_everybodys_job(as_bob, alice, bob):
    bob.user_permissions.add(Permission.objects.get(codename="view_job"))
    assert page(as_bob, factories.job(alice))


@pytest.mark.parametrize("phase", Phase)
def test_there_is_a_page_for_each_phase(as_alice, alice, phase):
    job = factories.job(alice)
    Job.objects.filter(pk=job.pk).update(phase=phase)
    assert phase.capitalize() in one(page(as_alice, job), "//title").text


def test_the_head_has_title_phase_and_run_name(as_alice, alice):
    job = factories.job(alice, title="Find sources", wishes=Wishes(run_id="M13"))
    assert part(page(as_alice, job), "p-head").startswith(
        f"Jobs / {job.name} Find sources Pending M13"
    )


def test_the_timeline_has_what_was_and_what_is_to_come(as_alice, alice):
    steps = tree(page(as_alice, factories.queued(alice))).xpath(
        '//ol[@class="steps"]/li'
    )
    assert [words(step).split()[0] for step in steps] == [
        "Pending",
        "Queued",
        "Executing",
        "Completed",
    ]
    assert [step.get("aria-current") for step in steps] == [None, "step", None, None]
    assert "not yet" in words(steps[2])


def test_the_timeline_of_a_job_that_failed_ends_there(as_alice, alice):
    steps = tree(page(as_alice, failed(alice))).xpath('//ol[@class="steps"]/li')
    assert [words(step).split()[0] for step in steps] == [
        "Pending",
        "Queued",
        "Executing",
        "Error",
    ]


def test_why_a_job_waits_is_said(as_alice, alice):
    job = factories.queued(alice)
    Job.objects.filter(pk=job.pk).update(reason="Both slots are taken.")
    assert "Both slots are taken." in part(page(as_alice, job), "p-progress")


def test_an_error_comes_first_with_the_end_of_stderr(as_alice, alice):
    answer = page(as_alice, failed(alice, detail="no such star", exit_code=3))
    assert part(answer, "p-error") == (
        "The job failed It ended with 3. no such star See the log"
    )
    parts = tree(answer).xpath("//*[@data-part]/@id")
    assert parts.index("p-error") < parts.index("p-progress") < parts.index("results")
    assert "Exit status 3" in part(answer, "p-about")


def test_an_aborted_job_says_by_what(as_alice, alice):
    job = factories.queued(alice)
    lifecycle.abort(job, alice, "Stopped after 5 s.")
    assert "Stopped after 5 s." in part(page(as_alice, job), "p-error")


def test_what_the_job_was_given_is_shown_with_units(as_alice, alice):
    parameters = (Parameter("width", "real", default="0.5", unit="mag"),)
    job = factories.job(alice, parameters=parameters)
    assert part(page(as_alice, job), "p-given") == "Given width 0.5 mag default"


def test_a_value_that_was_not_given_is_not_an_empty_one(as_alice, alice):
    def given(text):
        parameter = Parameter("text", "text", required=False)
        return factories.job(alice, parameters=(parameter,), values=text)

    assert "not given" in part(page(as_alice, given({})), "p-given")
    assert "not given" not in part(page(as_alice, given({"text": ""})), "p-given")


def test_what_is_expected_is_said_before_there_are_results(as_alice, alice):
    text = part(page(as_alice, factories.executing(alice)), "results")
    assert "out.txt" in text
    assert "when the job is over" in text


def test_a_job_that_left_no_files_says_so(as_alice, alice):
    assert "left no files" in part(page(as_alice, failed(alice)), "results")


def test_the_last_lines_of_the_log_are_shown(as_alice, alice):
    job = factories.executing(alice)
    folder = JobFolder(job.public_id)
    folder.stdout.parent.mkdir(parents=True, exist_ok=True)
    folder.stdout.write_text("".join(f"line {n}\n" for n in range(100)))
    folder.stderr.write_text("a warning\n")
    text = part(page(as_alice, job), "log")
    assert "line 60 line 61" in text
    assert "line 59" not in text
    assert "line 99" in text
    assert "a warning" in part(page(as_alice, job, "?log=stderr"), "log")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (factories.queued, "The log appears here while the job runs."),
        (factories.executing, "Nothing was printed to stdout so far."),
        (factories.completed, "Nothing was printed to stdout."),
    ],
)
def test_an_empty_log_says_why(as_alice, alice, make, told):
    assert told in part(page(as_alice, make(alice)), "log")


def test_a_deleted_job_keeps_its_record(as_alice, alice):
    job = factories.completed(alice)
    lifecycle.delete(job, alice)
    answer = page(as_alice, job)
    assert "The files were destroyed" in part(answer, "results")
    assert tree(answer).xpath('//section[@id="provenance"]//svg')


def test_the_fragment_is_the_job_alone(as_alice, alice):
    job = factories.executing(alice)
    answer = as_alice.get(f"/jobs/{job.public_id}", headers={"X-Fragment": "job"})
    assert answer.content.decode().strip().startswith('<div id="job"')
    assert one(answer, '//*[@id="job"]').get("data-active") == "1"


def test_the_parts_that_are_replaced_have_ids_of_their_own(as_alice, alice):
    ids = tree(page(as_alice, factories.completed(alice))).xpath("//*[@data-part]/@id")
    assert len(ids) == len(set(ids)) >= 7


def test_nothing_goes_on_once_a_job_is_settled(as_alice, alice):
    found = one(page(as_alice, factories.completed(alice)), '//*[@id="job"]')
    assert found.get("data-active") == "over"


def test_the_contact_is_there_for_questions(as_alice, alice):
    assert "help@example.org" in main(page(as_alice, factories.job(alice)))


def test_who_may_only_look_at_a_job_has_no_buttons_for_it(as_bob, bob, alice):
    job = factories.executing(alice)
    bob.user_permissions.add(Permission.objects.get(codename="view_job"))
    path = f"/jobs/{job.public_id}"
    assert tree(as_bob.get(path)).xpath('//form[contains(@action, "abort")]') == []
    assert as_bob.post(f"{path}/abort").status_code == 404
    bob.user_permissions.add(Permission.objects.get(codename="change_job"))
    assert tree(as_bob.get(path)).xpath('//form[contains(@action, "abort")]')
    assert as_bob.post(f"{path}/abort").url == path
    assert factories.reload(job).phase == "ABORTED"
