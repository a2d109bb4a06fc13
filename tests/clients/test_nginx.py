"""The portal behind nginx, with the configuration of docs/howto.md.

What stands in front of most portals. It must pass bodies in chunks, blocking reads and
large results, and every address that the portal shows must be the public one.
"""

import re
import shutil

import pytest
import requests

from jobs.uws import wait
from tests.clients import proxy, topcat_requests, wire
from tests.clients.proxy import Proxy
from tests.clients.service import UPLOAD_BYTES, Service, seconds_of

pytestmark = [
    pytest.mark.xdist_group("clients"),
    pytest.mark.skipif(
        not shutil.which("nginx"),
        reason="nginx is not installed: apt-get install nginx",
    ),
]
NGINX_READ_SECONDS = 60  # its own proxy_read_timeout


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    return Proxy(tmp_path_factory.mktemp("nginx"), proxy.free_port(), proxy.free_port())


@pytest.fixture(scope="module")
def service(front, tmp_path_factory):
    """A portal that one reaches through nginx only: `url` is that of nginx."""
    behind = Service(
        tmp_path_factory.mktemp("behind"),
        settings={"OPUS_URL": front.url, "OPUS_BEHIND_PROXY": "True"},
    )
    behind.prepare().start(f"--bind=127.0.0.1:{front.portal}")
    front.start()
    yield behind
    front.stop()
    behind.stop()


def test_the_configuration_says_what_the_portal_needs_to_know():
    sent = set(re.findall(r"proxy_set_header ([\w-]+)", proxy.documented()))
    assert {"Host", "X-Forwarded-Proto", "X-Forwarded-For"} <= sent


def test_every_address_is_the_public_one(service, front):
    job = service.completed("echo")
    assert job.startswith(f"{front.url}/rest/echo/")
    for document in (job, f"{front.url}/rest/echo", f"{job}/results"):
        hrefs = re.findall('href="([^"]*)"', service.text(document))
        assert hrefs
        assert [href for href in hrefs if not href.startswith(front.url)] == []


def test_redirects_are_to_the_public_address(service, front):
    """Those of the pages too."""
    job = service.make("echo")
    assert wire.post(f"{job}/phase", PHASE="RUN").location == job
    page = requests.get(f"{front.url}/jobs", allow_redirects=False, timeout=30)
    assert page.status_code == 302
    assert requests.compat.urljoin(page.url, page.headers["Location"]).startswith(
        f"{front.url}/login"
    )


def test_a_form_of_a_page_is_accepted(service, front):
    """Django compares the page's origin with the host that it hears of."""
    browser = requests.Session()
    page = browser.get(f"{front.url}/login", timeout=30).text
    (token,) = set(re.findall('name="csrfmiddlewaretoken" value="([^"]*)"', page))
    name, password = service.session.auth
    fields = {"username": name, "password": password, "csrfmiddlewaretoken": token}
    answer = browser.post(
        f"{front.url}/login",
        data=fields,
        headers={"Origin": front.url, "Referer": f"{front.url}/login"},
        timeout=30,
    )
    assert (answer.status_code, answer.url) == (200, f"{front.url}/jobs")


def test_a_body_in_chunks_arrives_whole(service):
    content = bytes(range(256)) * 12_000  # three chunks
    made = topcat_requests.upload(
        f"{service.url}/rest/copy", {"PHASE": "RUN"}, {"image": content}
    )
    assert made.status == 303, made.text
    assert service.ended(made.location) == "COMPLETED"
    assert wire.get(f"{made.location}/results/out").body == content


@pytest.mark.parametrize("way", ["announced", "in chunks"])
def test_a_body_that_is_too_large_is_refused_in_words(service, front, way):
    """Not with a page of nginx, nor with a broken connection."""
    content = b"x" * (3 * UPLOAD_BYTES)
    url = f"{service.url}/rest/copy"
    if way == "in chunks":
        answer = topcat_requests.upload(url, {}, {"image": content})
    else:
        body = topcat_requests.multipart({}, {"image": content})
        kind = f'multipart/form-data; boundary="{topcat_requests.BOUNDARY}"'
        answer = wire.ask("POST", url, body, Content_Type=kind)
    assert answer.status == 413, front.errors()
    assert answer.text.endswith("Give a URL instead of the file.")


def test_a_large_result_comes_whole_and_in_ranges(service):
    job = service.completed("large", bytes=str(200_000_000))
    with service.session.get(f"{job}/results/out", stream=True, timeout=30) as whole:
        taken, first = seconds_of(lambda: next(whole.iter_content(65536)))
        assert taken < 2
        rest = sum(len(block) for block in whole.iter_content(1 << 20))
    assert len(first) + rest == 200_000_000
    part = wire.get(f"{job}/results/out", Range="bytes=199999990-")
    assert (part.status, len(part.body)) == (206, 10)


def test_a_wait_wakes_when_the_phase_changes(service):
    job = service.reached(service.run("nap", seconds="2"), "EXECUTING")
    taken, answer = seconds_of(lambda: wire.get(f"{job}?WAIT=-1&PHASE=EXECUTING"))
    assert "<uws:phase>COMPLETED</uws:phase>" in answer.text
    assert 0.5 < taken < 6


def test_the_longest_wait_ends_before_nginx_gives_up():
    said = re.findall(r"proxy_read_timeout (\d+)s", proxy.documented())
    patience = int(said[0]) if said else NGINX_READ_SECONDS
    assert patience > wait.LONGEST_SECONDS
