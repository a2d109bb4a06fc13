"""What real clients trip over: how they send their requests."""

from datetime import timedelta
from io import BytesIO

import pytest
from asgiref.sync import async_to_sync
from django.core.checks import run_checks
from django.test import Client

from jobs import publishing
from jobs.descriptions.value import Parameter, UsedEntity
from jobs.errors import DescriptionError
from jobs.models import Job
from opus.accounts import tokens
from opus.accounts.models import Scope
from opus.holding import HoldingHandler
from provenance import times
from tests import factories
from tests.jobs.uws import databases, rest, served

trap = pytest.mark.trap
IMAGE = UsedEntity("image", required=False)
CASES = [Parameter("ra", "real", default="1"), Parameter("Method", "text", default="a")]


def _file(content=b"SIMPLE", name="m13.fits"):
    file = BytesIO(content)
    file.name = name
    return file


@trap(1)
@pytest.mark.parametrize("slash", ["", "/"], ids=["", "slash"])
def test_an_address_is_taken_with_a_slash_and_given_without(slash, alice, as_program):
    """Clients take the job's id from after the last slash, or append to the address."""
    factories.version()
    row = rest.created(as_program.post(f"/rest/echo{slash}"))
    for leaf in ("", "/phase", "/parameters", "/results"):
        answer = as_program.get(f"{rest.path(row)}{leaf}{slash}")
        assert answer.status_code == 200
        assert b'/"' not in answer.content
    answer = as_program.post(f"{rest.path(row)}/phase{slash}", {"PHASE": "RUN"})
    assert answer["Location"] == rest.url(row)


@trap(2)
@pytest.mark.parametrize("path", ["/rest/echo", "/rest/echo/"])
def test_no_post_is_moved_to_another_address(path, as_program):
    """A client repeats what was moved by 301 or 302 as GET, and its body is lost."""
    factories.version()
    row = rest.created(as_program.post(path, {"text": "kept"}))
    assert row.parameters.get().text == "kept"
    for leaf in ("phase", "destruction", "parameters", "nothing"):
        for slash in ("", "/"):
            answer = as_program.post(f"{rest.path(row, leaf)}{slash}")
            assert answer.status_code not in (301, 302, 307, 308)


BOUNDARY = "<<<--------------MULTIPART-BOUNDARY------->>>"
MULTIPART = (
    f"\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; "
    'name="image"; filename="m13.fits"\r\nContent-Type: image/fits\r\n\r\n'
    f"SIMPLE\r\n--{BOUNDARY}--\r\n"
).encode()


@pytest.fixture
def on_disk(transactional_db, tmp_path):
    with databases.on_disk(tmp_path / "opus.sqlite3"):
        yield


@trap(3)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [7, 64, 10_000])
def test_a_file_that_comes_in_chunks_is_not_lost(size, on_disk, alice):
    """TOPCAT sends files without a Content-Length."""
    factories.version(used=(UsedEntity("image"),))
    chunks = [MULTIPART[at : at + size] for at in range(0, len(MULTIPART), size)]

    async def post():
        headers = {
            "Content-Type": f'multipart/form-data; boundary="{BOUNDARY}"',
            "Transfer-Encoding": "chunked",
        }
        portal = HoldingHandler()
        request = {"method": "POST", "headers": headers}
        return await served.ask(portal, "/rest/echo", *chunks, **request)

    status, _, body = async_to_sync(post)()
    assert status == 303, body
    entity = Job.objects.get().inputs.get().entity
    assert (entity.name, entity.size) == ("m13.fits", 6)


@trap(4)
def test_whatever_is_obeyed_is_answered_by_303_with_a_whole_address(as_program):
    """TOPCAT takes no other status for success, and no relative Location."""
    factories.version()
    answer = as_program.post("/rest/echo")
    row = rest.created(answer)
    assert answer["Location"] == rest.url(row)
    for leaf, given in [
        ("parameters", {"text": "a"}),
        ("executionduration", {"EXECUTIONDURATION": "9"}),
        ("destruction", {"DESTRUCTION": "2030-01-01"}),
        ("phase", {"PHASE": "RUN"}),
        ("phase", {"PHASE": "ABORT"}),
    ]:
        answer = as_program.post(rest.path(row, leaf), given)
        assert (answer.status_code, answer["Location"]) == (303, rest.url(row))
    for _ in range(2):
        answer = as_program.delete(rest.path(row))
        assert (answer.status_code, answer["Location"]) == (
            303,
            f"{rest.PORTAL}/rest/echo",
        )


@trap(5)
def test_every_address_is_the_public_one_behind_a_proxy(alice, as_program, settings):
    """Behind a proxy the portal is asked by another name and without https."""
    settings.OPUS_URL = "https://opus.example.org"
    row = factories.completed(alice)
    assert as_program.post("/rest/echo")["Location"].startswith(settings.OPUS_URL)
    for path in (rest.path(row), "/rest/echo", rest.path(row, "results")):
        content = as_program.get(path).getvalue().decode()
        assert f"{settings.OPUS_URL}/rest/echo/" in content
        assert "testserver" not in content


@trap(5)
def test_a_public_portal_without_an_address_of_its_own_is_warned(settings):
    settings.PUBLIC, settings.OPUS_URL = ["opus.example.org"], ""
    assert "opus.W002" in [warning.id for warning in run_checks()]


@trap(18)
@pytest.mark.parametrize("word", ["RUN", "run", "Run"])
@pytest.mark.parametrize("name", ["PHASE", "phase"])
@pytest.mark.parametrize("files", [{}, {"image": True}], ids=["form", "multipart"])
def test_phase_run_is_obeyed_at_creation(files, name, word, as_program):
    """Some services forget it, mostly when files come along."""
    factories.version(used=(IMAGE,))
    given = {name: word, **({"image": _file()} if files else {})}
    assert rest.created(as_program.post("/rest/echo", given)).phase == "QUEUED"


@trap(25)
@pytest.mark.parametrize(
    "names", [("ra", "method"), ("RA", "METHOD"), ("Ra", "mEthod")]
)
def test_names_are_in_any_case_and_values_in_theirs(names, as_program):
    """Clients change the case of names; TOPCAT writes them in capitals."""
    factories.version(parameters=tuple(CASES))
    given = dict(zip(names, ("2.5", "MiXed"), strict=True))
    row = rest.created(as_program.post("/rest/echo", given))
    values = {value.name: value.text for value in row.parameters.all()}
    assert values == {"ra": "2.5", "Method": "MiXed"}


@trap(25)
@pytest.mark.parametrize(
    "second", ["RA", "phase", "Upload", "LAST", "csrfMiddlewareToken"]
)
def test_an_activity_whose_names_would_be_mixed_up_is_not_published(second, db):
    parts = (CASES[0], Parameter(second, "text", default="a"))
    with pytest.raises(DescriptionError):
        publishing.publish_if_new(factories.description(parameters=parts), None)


@trap(26)
def test_a_parameter_that_is_there_twice_is_never_taken_once(as_program):
    """A dictionary would keep the last one and say nothing."""
    factories.version()
    for query, body in [
        ("", {"text": ["a", "b"]}),
        ("?text=a&text=b", {}),
        ("?text=a", {"TEXT": "b"}),
    ]:
        answer = as_program.post(f"/rest/echo{query}", body)
        assert rest.said(answer, 400) == "text: given 2 times: give it once"


@trap(27)
@pytest.mark.parametrize("later", [False, True], ids=["creation", "parameters"])
@pytest.mark.parametrize(
    "given",
    [
        {"image": True},
        {"UPLOAD": "image,param:part", "part": True},
        {"UPLOAD": "image,https://example.org/m13.fits"},
    ],
    ids=["part", "reference", "url"],
)
def test_a_file_is_sent_in_three_ways_at_creation_or_later(given, later, as_program):
    factories.version(used=(IMAGE,))
    path = "/rest/echo"
    if later:
        path = rest.path(rest.created(as_program.post(path)), "parameters")
    sent = {n: _file() if value is True else value for n, value in given.items()}
    row = rest.created(as_program.post(path, sent))
    root = rest.valid(as_program.get(rest.path(row)).content)
    (shown,) = root.iterfind(".//uws:parameter[@byReference='true']", rest.UWS)
    if "https" in shown.text:
        assert shown.text == "https://example.org/m13.fits"
    else:
        path = shown.text.removeprefix(rest.PORTAL)
        assert as_program.get(path).getvalue() == b"SIMPLE"


@trap(30)
def test_a_page_of_another_site_sends_nothing_in_a_users_name(alice):
    row = factories.job(alice)
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    for verb in ("post", "delete"):
        answer = getattr(client, verb)(rest.path(row))
        assert answer.status_code == 403
    assert factories.reload(row).phase == "PENDING"


@trap(30)
def test_a_program_needs_no_form_token_and_is_challenged_without_a_redirect(alice):
    row = factories.job(alice)
    program = Client(enforce_csrf_checks=True, headers=rest.basic("alice"))
    answer = program.post(rest.path(row, "phase"), {"PHASE": "RUN"})
    assert answer.status_code == 303
    refused = Client(enforce_csrf_checks=True).get(rest.path(row))
    assert rest.said(refused, 401)
    assert refused["WWW-Authenticate"]


def _token(person, scope):
    expires = times.now() + timedelta(days=1)
    return tokens.make(person, f"for {scope}", scope, expires)[1]


@trap(31)
@pytest.mark.parametrize("scheme", ["Bearer", "Token", "Basic"])
def test_a_token_is_taken_in_the_ways_in_which_clients_send_it(scheme, alice):
    text = _token(alice, Scope.RUN)
    header = {"Authorization": f"{scheme} {text}"}
    if scheme == "Basic":
        header = rest.basic("alice", text)
    factories.version()
    answer = Client(headers=header).post("/rest/echo")
    assert rest.created(answer).owner == alice


@trap(31)
def test_results_are_where_the_token_is_sent(alice, as_program):
    """Clients drop the token when a link leads to another host."""
    row = factories.completed(alice)
    root = rest.valid(as_program.get(rest.path(row)).content)
    for element in rest.results(root).values():
        assert element.get(rest.HREF).startswith(f"{rest.PORTAL}/rest/")
    bearing = Client(headers={"Authorization": f"Bearer {_token(alice, Scope.READ)}"})
    href = rest.results(root)["out"].get(rest.HREF).removeprefix(rest.PORTAL)
    assert bearing.get(href).getvalue() == b"hello"
