"""Django's admin shows jobs and published versions; nobody changes them there."""

import pytest
from django.urls import reverse

from jobs import opening
from jobs.models import Job, Version
from tests import factories

pytestmark = pytest.mark.django_db


def address(model, page, *args):
    return reverse(f"admin:jobs_{model}_{page}", args=args)


@pytest.fixture
def job(alice):
    return factories.completed(alice)


@pytest.mark.parametrize("model", ["job", "version"])
def test_the_lists_are_there(as_operator, job, model):
    answer = as_operator.get(address(model, "changelist"), {"q": "echo"})
    assert answer.status_code == 200


def test_a_job_is_shown_with_its_parts_but_without_its_token(as_operator, job):
    Job.objects.filter(pk=job.pk).update(token="proof-of-the-runner")
    text = as_operator.get(address("job", "change", job.pk)).content.decode()
    for told in (job.public_id, "EXECUTING", "hello", "out.txt"):
        assert told in text
    assert "proof-of-the-runner" not in text


def test_a_version_is_shown_with_its_parts(as_operator, job):
    path = address("version", "change", job.version.pk)
    text = as_operator.get(path).content.decode()
    assert "printf" in text
    assert "out.txt" in text


def test_drafts_are_not_shown(as_operator):
    factories.draft(title="Unripe")
    draft = Version.objects.get()
    assert "Unripe" not in as_operator.get(address("version", "changelist")).text
    path = address("version", "change", draft.pk)
    assert as_operator.get(path).status_code == 302


def test_nothing_can_be_added(as_operator):
    for model in ("job", "version"):
        assert as_operator.get(address(model, "add")).status_code == 403
        assert as_operator.post(address(model, "add"), {}).status_code == 403


def test_nothing_can_be_changed(as_operator, job):
    for model, row in (("job", job), ("version", job.version)):
        path = address(model, "change", row.pk)
        assert as_operator.post(path, {"phase": "ERROR"}).status_code == 403
    assert factories.reload(job).phase == "COMPLETED"


def test_nothing_can_be_deleted(as_operator, job):
    for model, row in (("job", job), ("version", job.version)):
        path = address(model, "delete", row.pk)
        assert as_operator.post(path, {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [job.pk], "post": "yes"}
    as_operator.post(address("job", "changelist"), action)
    assert Job.objects.filter(pk=job.pk).exists()


def test_the_admin_is_for_staff(as_alice, job):
    assert as_alice.get(address("job", "changelist")).status_code == 302


def test_a_hostile_name_stays_text(as_operator, alice):
    job = factories.completed(alice, wishes=factories.Wishes(run_id="<script>x()"))
    text = as_operator.get(address("job", "change", job.pk)).content.decode()
    assert "<script>x()" not in text
    assert "&lt;script&gt;x()" in text


def test_the_queue_is_not_there_to_be_edited(as_operator):
    assert "django_q" not in as_operator.get(reverse("admin:index")).content.decode()
    assert as_operator.get("/admin/django_q/schedule/").status_code == 404


def test_a_job_that_belongs_to_nobody_is_shown_too(as_operator):
    job = factories.completed(None)
    assert job.public_id in as_operator.get(address("job", "changelist")).text
    assert as_operator.get(address("job", "change", job.pk)).status_code == 200


def test_who_opened_an_activity_is_in_the_trail(as_operator, operator):
    opening.decide(factories.version().activity, operator, anonymous=True)
    text = as_operator.get(address("descriptionevent", "changelist")).text
    assert "Anybody may run it." in text
