"""Identifiers that stand for files at an archive."""

import pytest

from jobs import identifiers, inputs
from jobs.descriptions.value import UsedEntity
from jobs.errors import ValuesError
from tests import factories

ARCHIVE = "https://archive.example.org/data?id=$ID&format=fits"
IMAGE = UsedEntity("image", url=ARCHIVE)


def resolve(owner, text):
    description = factories.description(used=(IMAGE,))
    given = inputs.Given(owner, (), {"image": [text]}, {})
    [found] = inputs.resolve(description, given)["image"]
    return found


def test_an_identifier_becomes_the_address_and_is_kept(alice):
    found = resolve(alice, "obs 17")
    assert found.url == "https://archive.example.org/data?id=obs%2017&format=fits"
    assert (found.identifier, found.matched_by) == ("obs 17", "url")


@pytest.mark.parametrize(
    "text", ["../../x", "a?b", "a#b", "a@b:80", "a&format=x", "ä", "a/b", "%2e%2e"]
)
def test_it_does_not_leave_its_place(text):
    address = identifiers.address("https://example.org/x/$ID/y", text)
    place = address.removeprefix("https://example.org/x/").removesuffix("/y")
    assert not set("/?#@&: ") & set(place)


@pytest.mark.parametrize("text", ["..", ".", "a\r\nb", "x" * 300])
def test_what_could_be_mistaken_for_something_else_is_none(alice, text):
    assert not identifiers.is_one(text)
    with pytest.raises(ValuesError):
        resolve(alice, text)


def test_entities_and_addresses_go_on_to_mean_themselves(alice):
    entity = factories.uploaded(alice)
    assert resolve(alice, entity.public_id).entity == entity
    elsewhere = resolve(alice, "https://example.org/a.fits")
    assert (elsewhere.url, elsewhere.identifier) == ("https://example.org/a.fits", "")
    with pytest.raises(ValuesError, match="http"):
        resolve(alice, "ftp://example.org/a.fits")


def test_the_job_keeps_what_was_given(alice):
    job = factories.job(alice, inputs=[resolve(alice, "obs17")], used=(IMAGE,))
    assert job.inputs.get().identifier == "obs17"
