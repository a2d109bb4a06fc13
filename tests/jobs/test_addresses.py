"""Texts that users paste: entities and results of this portal, or something else."""

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from jobs import addresses, links
from jobs.addresses import Elsewhere, EntityAddress, ResultAddress
from tests import factories

HOSTS = frozenset({"opus.example.org", "127.0.0.1:8000"})
ENTITY = "e-" + "ab23" * 6 + "cd"
HERE = "https://opus.example.org"


def read(text):
    return addresses.read(text, HOSTS)


def refusal(text):
    with pytest.raises(ValueError, match="“") as caught:
        read(text)
    return str(caught.value)


def test_an_entity_id_is_an_entity():
    assert read(ENTITY) == EntityAddress(ENTITY)


@pytest.mark.parametrize(
    "path", ["/store?ID={}", "/store/?ID={}", "/entities/{}", "/entities/{}/"]
)
def test_the_address_of_an_entity_is_that_entity(path):
    assert read(HERE + path.format(ENTITY)) == EntityAddress(ENTITY)


@pytest.mark.parametrize("root", ["rest", "uws"])
@pytest.mark.parametrize("end", ["", "/", "?download", "#top"])
def test_the_address_of_a_result_is_that_result(root, end):
    found = read(f"{HERE}/{root}/echo/j-1/results/out.1{end}")
    assert found == ResultAddress("echo", "j-1", "out.1")


def test_what_is_escaped_in_an_address_is_what_it_stands_for():
    assert read(f"{HERE}/rest/a%62c/j-1/results/o%20t").result == "o t"


def test_a_default_port_may_be_written():
    assert read(f"{HERE}:443/store?ID={ENTITY}") == EntityAddress(ENTITY)
    elsewhere = f"{HERE}:8443/store?ID={ENTITY}"
    assert read(elsewhere) == Elsewhere(elsewhere)


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:8000", "HTTPS://OPUS.Example.ORG", "http://user@x"]
)
def test_a_host_is_ours_whatever_its_case_and_scheme(base):
    ours = "user@" not in base
    assert (read(f"{base}/store?ID={ENTITY}") == EntityAddress(ENTITY)) == ours


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a.fits",
        "http://127.0.0.1:8001/store?ID=e-x",
        "https://opus.example.org.evil.example/store?ID=e-x",
        "https://opus.example.org@evil.example/entities/e-x",
    ],
)
def test_any_other_host_is_elsewhere(url):
    assert read(url) == Elsewhere(url)


@pytest.mark.parametrize(
    "path",
    ["", "/", "/jobs/j-1", "/rest/echo/j-1", "/rest/echo/j-1/results", "/store", "/x"],
)
def test_an_address_of_this_portal_that_is_no_file_says_so(path):
    assert "but not that of a file" in refusal(HERE + path)


@pytest.mark.parametrize(
    "text",
    ["m13.fits", "/etc/passwd", "e-short", "file:///etc/passwd", "e-" + "A" * 26],
)
def test_a_text_that_is_neither_id_nor_url_is_told_what_would_be(text):
    assert "paste one, or upload the file" in refusal(text)


def test_an_address_that_cannot_be_read_says_why():
    assert "is not a URL" in refusal("http://[::1/a")


@pytest.mark.parametrize("start", ["", "http://[", f"{HERE}/"])
def test_a_refusal_is_short_however_long_the_text_is(start):
    assert len(refusal(start + "x" * 100_000)) < 400


@given(st.text())
def test_no_text_fails_otherwise_than_with_a_sentence(text):
    try:
        read(text)
    except ValueError as error:
        assert "“" in str(error) or "”" in str(error)  # noqa: PT017 - some are right


def test_the_portals_own_links_are_recognised(alice):
    job = factories.completed(alice)
    portal = links.Links(HERE)
    entity = factories.entity_of(job)
    assert read(portal.child(job, "results", "out")) == ResultAddress(
        "echo", job.public_id, "out"
    )
    assert read(portal.entity(entity)) == EntityAddress(entity.public_id)


def test_the_hosts_of_the_portal_are_the_configured_one_and_the_one_asked(settings):
    settings.OPUS_URL = "https://Opus.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    request = RequestFactory().get("/", headers={"host": "Intern.example.org:81"})
    hosts = links.hosts(request)
    assert hosts == {"opus.example.org", "intern.example.org:81"}
