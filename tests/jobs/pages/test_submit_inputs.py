"""The files of a job: uploads, URLs, and files that the portal has."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jobs.descriptions.value import Parameter, UsedEntity
from jobs.models import Job
from provenance.models import Entity
from tests import factories
from tests.jobs.pages.reading import errors, filled, main, send

pytestmark = pytest.mark.django_db
ADDRESS = "/activities/look/run"
UNKNOWN = f"e-{'a' * 26}"
COUNT = Parameter("count", "integer", default="1")


def submit(client, *, default="", required=True, **sent):
    used = UsedEntity("image", default=default, required=required)
    factories.version(name="look", used=(used,), parameters=(COUNT,))
    return send(client, client.get(ADDRESS), **sent)


def file(content=b"stars", name="m13.txt"):
    return SimpleUploadedFile(name, content)


def given():
    return Job.objects.get(version__activity__name="look").inputs.get()


def entity(owner):
    return factories.entity_of(factories.completed(owner))


def test_an_upload_becomes_an_entity_of_mine(as_alice, alice):
    submit(as_alice, image=file())
    found = given().entity
    assert (found.name, found.size, found.owner) == ("m13.txt", 5, alice)


def test_one_of_my_earlier_results_can_be_chosen(as_alice, alice):
    mine = entity(alice)
    submit(as_alice, image=mine.public_id)
    assert (given().entity, given().matched_by) == (mine, "entity")


def test_the_address_of_a_result_of_this_portal_is_that_entity(as_alice, alice):
    job = factories.completed(alice)
    url = f"http://testserver/rest/echo/{job.public_id}/results/out"
    submit(as_alice, image=url)
    assert (given().entity, given().matched_by) == (factories.entity_of(job), "result")


def test_another_url_is_fetched_before_the_job_runs(as_alice):
    submit(as_alice, image="https://archive.example.org/m13.fits")
    assert given().url == "https://archive.example.org/m13.fits"
    assert given().entity is None


def test_the_default_is_chosen_already(as_alice, alice):
    mine = entity(alice)
    submit(as_alice, default=mine.public_id)
    assert (given().entity, given().is_default) == (mine, True)


def test_an_upload_replaces_the_default(as_alice, alice):
    submit(as_alice, default=entity(alice).public_id, image=["", file()])
    assert given().entity.name == "m13.txt"


def test_an_upload_replaces_the_default_also_where_it_is_chosen(as_alice, alice):
    default = entity(alice).public_id
    submit(as_alice, default=default, image=[file(), default, ""])
    assert given().entity.name == "m13.txt"


def test_a_url_replaces_the_default(as_alice, alice):
    default = entity(alice).public_id
    submit(as_alice, default=default, image=[default, "https://example.org/x.fits"])
    assert given().url == "https://example.org/x.fits"


def test_an_optional_input_can_be_left_out(as_alice):
    submit(as_alice, required=False)
    assert not Job.objects.get().inputs.exists()


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("", "upload a file, or give an entity id or a URL"),
        (UNKNOWN, "is not a file that you can use"),
        ("file:///etc/passwd", "“file:///etc/passwd”"),
        ("http://testserver/rest/echo/j-no/results/out", "is not a file"),
        ("word", "neither an entity id (e-…) nor a URL"),
    ],
)
def test_a_wrong_input_comes_back_at_its_field(as_alice, text, right):
    answer = submit(as_alice, image=text)
    assert answer.status_code == 400
    assert right in errors(answer)["image"]
    if text:
        assert text in filled(answer)["image"]


def test_a_nul_in_an_input_is_an_error_at_its_field(as_alice):
    assert "U+0000" in errors(submit(as_alice, image="e-\x00"))["image"]


def test_somebody_elses_file_is_as_unknown_as_none(as_alice, bob):
    answer = submit(as_alice, image=entity(bob).public_id)
    assert "is not a file that you can use" in errors(answer)["image"]


def test_an_empty_upload_is_refused_even_where_there_is_a_default(as_alice, alice):
    default = entity(alice).public_id
    answer = submit(as_alice, default=default, image=[file(b""), default])
    assert errors(answer) == {"image": "“m13.txt” is empty: choose another file"}


def test_a_file_and_a_url_are_one_too_many_and_both_are_kept(as_alice):
    url = "https://example.org/x.fits"
    answer = submit(as_alice, image=[file(), url])
    assert "given twice" in errors(answer)["image"]
    assert url in filled(answer)["image"]
    assert Entity.objects.get(origin="upload").public_id in answer.content.decode()


def test_an_upload_need_not_be_sent_again_when_another_value_is_wrong(as_alice):
    answer = submit(as_alice, image=file(), count="x")
    assert list(errors(answer)) == ["count"]
    assert "m13.txt" in main(answer)
    send(as_alice, answer, count="2")
    assert given().entity.name == "m13.txt"
    assert Entity.objects.filter(origin="upload").count() == 1
