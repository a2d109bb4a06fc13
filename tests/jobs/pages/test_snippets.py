"""“The same from a program”: on forms, on pages of jobs, and as notebooks."""

import json

import pytest
from django.test import Client

from jobs import publishing
from jobs.descriptions.value import Parameter, UsedEntity
from jobs.given import Input, Wishes
from jobs.models import ActivityDescription, JobResult
from provenance import times
from provenance.models import Entity
from tests import factories
from tests.jobs.pages.reading import one, tree, words

pytestmark = pytest.mark.django_db
TEXT = Parameter("text", "text", default="hello", required=False)
IMAGE = (UsedEntity("image", content_types=("image/fits",)),)
REST = "http://testserver/rest"


def shown(response, kind="curl"):
    """The text of one of the boxes."""
    return one(response, f'//*[@id="s-{kind}-text"]').text


def links(response):
    """What the addresses are for, and where they lead."""
    pairs = tree(response).xpath('//*[@id="s-urls"]//dl/div')
    return {words(p.find("dt")): words(p.find("dd")) for p in pairs}


def notebook(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "application/x-ipynb+json"
    cells = json.loads(response.content)["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells)


def looking_at(alice, entity, **changes):
    """A job that uses the entity."""
    given = (Input("image", entity, matched_by="entity"),)
    return factories.job(
        alice, name="look", parameters=(), used=IMAGE, inputs=given, **changes
    )


def test_the_form_is_shown_as_commands_and_as_python(as_alice):
    factories.version(parameters=(TEXT, Parameter("n", "integer", default="4")))
    page = as_alice.get("/activities/echo/run?text=it's&RUNID=M13")
    for kind in ("curl", "pyvo"):
        assert "it's" in shown(page, kind).replace("'\"'\"'", "'")
        assert "RUNID" in shown(page, kind)
        assert "Left out, as they are defaults: n" in shown(page, kind)


def test_a_form_that_came_back_shows_what_was_typed(as_alice):
    factories.version(parameters=(TEXT, Parameter("n", "integer")))
    page = as_alice.post("/activities/echo/run", {"text": "<a>\r\n&", "n": "many"})
    assert page.status_code == 400
    assert "--data-urlencode 'text=<a>\n&'" in shown(page)
    assert "--data-urlencode n=many" in shown(page)


def test_the_box_follows_the_form(as_alice):
    factories.version(parameters=(TEXT,), used=IMAGE)
    sent = {"text": "new", "image": ["", ""], "image@file": "m 13.fits"}
    box = as_alice.post("/activities/echo/snippets", sent)
    assert "--form-string text=new" in shown(box)
    assert """-F 'image=@"m 13.fits"'""" in shown(box)
    assert box.content.decode().count("<html") == 0


def test_of_several_controls_of_a_file_the_one_in_use_counts(as_alice):
    factories.version(parameters=(), used=IMAGE)
    for image in (["e-1", ""], ["", "e-1"]):
        box = as_alice.post("/activities/echo/snippets", {"image": image})
        assert "--data-urlencode image=e-1" in shown(box)


def test_a_fragment_cannot_be_asked_for_by_another_site():
    factories.version()
    client = Client(enforce_csrf_checks=True)
    assert client.post("/activities/echo/snippets", {"text": "x"}).status_code == 403


def test_the_page_of_an_activity_shows_its_defaults(client):
    factories.version()
    page = client.get("/activities/echo")
    assert "Left out, as they are defaults: text" in shown(page)
    assert links(page)["job list; POST here to create a job"] == f"{REST}/echo"


@pytest.mark.parametrize("path", ["snippets", "notebook"])
def test_a_draft_and_a_retired_activity_have_none(as_alice, path):
    factories.retired()
    assert as_alice.post(f"/activities/echo/{path}").status_code == 404
    assert as_alice.post(f"/activities/nothing/{path}").status_code == 404
    page = as_alice.get("/activities/echo")
    assert tree(page).xpath('//*[@id="snippets"]') == []


def test_one_request_with_its_values_is_an_address(as_alice):
    factories.version(parameters=(TEXT,))
    page = as_alice.get("/activities/echo/run?text=a%26b")
    what = "a job in one request: its answer is the result"
    assert links(page)[what] == f"{REST}/echo/sync?text=a%26b"
    long = as_alice.get(f"/activities/echo/run?text={'x' * 3000}")
    assert links(long)[what] == f"{REST}/echo/sync"


def test_what_is_no_address_to_follow_is_no_link(as_alice):
    """To follow it would run a job."""
    factories.version(parameters=(TEXT,))
    page = as_alice.get("/activities/echo/run?text=x")
    targets = [a.get("href") for a in tree(page).xpath('//*[@id="s-urls"]//a')]
    assert targets == [
        f"{REST}/echo",
        "http://testserver/api/openapi.json?activity=echo",
    ]
    assert as_alice.get("/api/openapi.json?activity=echo").status_code == 200


def test_a_job_is_shown_as_it_was_given(as_alice, alice):
    row = factories.job(alice, values={"text": "a & b"}, wishes=Wishes(run_id="M 13"))
    page = as_alice.get(f"/jobs/{row.public_id}")
    assert "--data-urlencode 'text=a & b'" in shown(page)
    assert '"text": "a & b",' in shown(page, "pyvo")
    assert "'RUNID=M 13'" in shown(page)


def test_what_was_default_and_is_no_more_is_sent(as_alice, alice):
    row = factories.completed(alice)
    assert "defaults: text" in shown(as_alice.get(f"/jobs/{row.public_id}"))
    factories.version(parameters=(Parameter("text", "text", default="goodbye"),))
    assert "text=hello" in shown(as_alice.get(f"/jobs/{row.public_id}"))


def test_what_was_not_given_and_has_a_default_now_is_sent_as_empty(as_alice, alice):
    number = Parameter("n", "integer", required=False)
    row = factories.job(alice, parameters=(number,))
    assert "n=" not in shown(as_alice.get(f"/jobs/{row.public_id}"), "curl")
    changed = Parameter("n", "integer", required=False, default="4")
    factories.version(parameters=(changed,))
    assert "--data-urlencode n= " in shown(as_alice.get(f"/jobs/{row.public_id}"))


def test_an_input_is_given_by_its_id(as_alice, alice):
    entity = factories.uploaded(alice)
    page = as_alice.get(f"/jobs/{looking_at(alice, entity).public_id}")
    assert f"--data-urlencode image={entity.public_id}" in shown(page)


def test_an_input_that_was_destroyed_is_a_file_again(as_alice, alice):
    entity = factories.uploaded(alice, "m13.fits")
    row = looking_at(alice, entity)
    Entity.objects.filter(pk=entity.pk).update(invalidated_at=times.now())
    assert "-F image=@m13.fits" in shown(as_alice.get(f"/jobs/{row.public_id}"))


def test_an_input_that_one_may_not_see_is_not_named(as_operator, alice, bob):
    """Whoever sees the job may not see all that it used."""
    entity = factories.uploaded(alice, "m13.fits")
    row = looking_at(bob, entity)
    client = Client()
    client.force_login(bob)
    page = client.get(f"/jobs/{row.public_id}")
    assert entity.public_id not in shown(page)
    assert entity.public_id in shown(as_operator.get(f"/jobs/{row.public_id}"))


def test_an_input_from_a_url_is_that_url(as_alice, alice):
    url = "https://data.example.org/m13.fits?a=1&b=2"
    row = factories.job(
        alice,
        name="look",
        parameters=(),
        used=IMAGE,
        inputs=(Input("image", url=url, matched_by="url"),),
    )
    assert f"'image={url}'" in shown(as_alice.get(f"/jobs/{row.public_id}"))


def test_the_addresses_of_a_job_are_all_there_is_of_it(as_alice, alice):
    row = factories.completed(alice)
    found = links(as_alice.get(f"/jobs/{row.public_id}"))
    base = f"{REST}/echo/{row.public_id}"
    assert found["job"] == base
    assert found["phase"] == f"{base}/phase"
    assert found["result out"] == f"{base}/results/out"
    assert found["provenance, PROV-JSON"] == f"{base}/provjson"
    for address in found.values():
        answer = as_alice.get(address.removeprefix("http://testserver"))
        answer.close()
        assert answer.status_code == 200, address


def test_what_is_not_there_yet_has_no_address(as_alice, alice):
    found = links(as_alice.get(f"/jobs/{factories.job(alice).public_id}"))
    assert not [what for what in found if what.startswith(("result ", "provenance"))]


def test_results_that_were_destroyed_have_no_address(as_alice, alice):
    row = factories.completed(alice)
    as_alice.post(f"/jobs/{row.public_id}/delete")
    assert JobResult.objects.filter(job=row).exists()
    assert "result out" not in links(as_alice.get(f"/jobs/{row.public_id}"))


def test_a_job_of_a_retired_activity_cannot_be_repeated(as_alice, alice):
    row = factories.completed(alice)
    publishing.retire(row.version, None)
    page = as_alice.get(f"/jobs/{row.public_id}")
    assert tree(page).xpath('//*[@id="s-curl"]') == []
    assert "result out" in links(page)
    assert as_alice.get(f"/jobs/{row.public_id}/notebook").status_code == 404


def test_a_notebook_has_the_values_of_the_form(as_alice):
    factories.version(parameters=(TEXT,))
    page = as_alice.get("/activities/echo/run?text=a%26%22b")
    link = one(page, '//*[@id="s-notebook"]//a').get("href")
    answer = as_alice.get(link)
    assert """"text": 'a&"b',""" in notebook(answer)
    assert answer["Content-Disposition"] == 'attachment; filename="echo.ipynb"'


def test_a_notebook_with_values_too_long_for_a_link_is_posted(as_alice):
    long = "x\r\n" * 3000
    factories.version(parameters=(TEXT, Parameter("n", "integer")))
    page = as_alice.post("/activities/echo/run", {"text": long, "n": "?"})
    form = one(page, '//*[@id="s-notebook"]//form')
    sent = {i.get("name"): i.get("value") for i in form.xpath(".//input")}
    answer = as_alice.post(form.get("action"), sent)
    assert repr(long.replace("\r\n", "\n"))[1:-1] in notebook(answer)


def test_a_notebook_repeats_a_job(as_alice, alice):
    row = factories.completed(alice, values={"text": "M13"})
    page = as_alice.get(f"/jobs/{row.public_id}")
    answer = as_alice.get(one(page, '//*[@id="s-notebook"]//a').get("href"))
    assert '"text": "M13",' in notebook(answer)
    name = f"echo-{row.public_id}.ipynb"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_the_notebook_of_somebody_elses_job_is_not_there(as_bob, client, alice):
    address = f"/jobs/{factories.completed(alice).public_id}/notebook"
    assert as_bob.get(address).status_code == 404
    assert client.get(address)["Location"].startswith("/login?")


def test_a_token_is_asked_for_and_where_it_is_made(as_alice):
    factories.version()
    page = as_alice.get("/activities/echo/run")
    assert "Bearer $OPUS_TOKEN" in shown(page)
    assert one(page, '//*[@id="snippets"]//a[text()="Make a token"]').get("href") == (
        "/profile"
    )


def test_no_token_is_asked_for_where_none_is_needed(client, as_alice):
    """Whoever has logged in wants the job among their own."""
    factories.version()
    ActivityDescription.objects.update(anonymous=True)
    for path in ("/activities/echo", "/activities/echo/run"):
        page = client.get(path)
        assert "TOKEN" not in shown(page) + shown(page, "pyvo")
        assert "needs no log-in" in words(one(page, '//*[@id="snippets"]'))
        assert "OPUS_TOKEN" in shown(as_alice.get(path))
    assert "TOKEN" not in notebook(client.get("/activities/echo/notebook"))
