"""What was given for a used entity, recognised as that very entity or as a URL."""

import pytest

from jobs import inputs
from jobs.descriptions.value import GeneratedEntity, UsedEntity
from jobs.errors import ValuesError
from jobs.given import Input
from jobs.links import Links
from provenance import record, times
from tests import factories

HOST = "opus.example.org"
PORTAL = Links(f"https://{HOST}")
IMAGE = UsedEntity("image")
MANY = (GeneratedEntity("out", "*.txt"),)


def resolve(owner, *texts, upload=None, used=IMAGE):
    """The one input."""
    given = inputs.Given(
        owner,
        {HOST},
        {used.name: texts} if texts else {},
        {used.name: [upload]} if upload else {},
    )
    description = factories.description(used=(used,))
    found = inputs.keep(inputs.resolve(description, given), owner)
    return found[0] if found else None


def problem(owner, *texts, **given):
    with pytest.raises(ValuesError) as caught:
        resolve(owner, *texts, **given)
    return caught.value.problems["image"]


def test_an_upload_becomes_an_entity_of_its_owner(alice, upload):
    found = resolve(alice, upload=upload("m13.fits"))
    assert (found.matched_by, found.is_default) == ("upload", False)
    assert (found.entity.owner, found.entity.name) == (alice, "m13.fits")


def test_an_empty_upload_is_refused_by_its_name(alice, upload):
    empty = upload("m13.fits", b"")
    assert "“m13.fits” is empty" in problem(alice, upload=empty)


def test_an_entity_id_is_that_entity(alice):
    entity = factories.uploaded(alice)
    found = resolve(alice, f" {entity.public_id}\n")
    assert (found.entity, found.matched_by, found.url) == (entity, "entity", "")


def test_the_address_of_a_result_is_that_very_entity(alice):
    job = factories.completed(alice)
    found = resolve(alice, PORTAL.child(job, "results", "out"))
    assert (found.entity, found.matched_by) == (factories.entity_of(job), "result")


def test_one_file_of_many_is_found_by_the_id_of_its_result(alice):
    job = factories.completed(alice, {"a.txt": b"a", "b.txt": b"b"}, generated=MANY)
    found = resolve(alice, PORTAL.child(job, "results", "out.2"))
    assert found.entity.name == "b.txt"


def test_the_address_of_an_entity_is_that_entity(alice):
    entity = factories.uploaded(alice)
    assert resolve(alice, PORTAL.entity(entity)).entity == entity


def test_another_url_is_fetched_later(alice):
    found = resolve(alice, "https://example.org/a.fits")
    assert found == Input("image", url="https://example.org/a.fits", matched_by="url")


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("ftp://example.org/a", "begins with http:// or https://"),
        ("https://me:secret@example.org/a", "would show it to others"),
        ("https://example.org/ä", "must write as %XX"),
        ("https://example.org/" + "a" * 1024, "1024 characters at most"),
        ("https://example.org/\x00", "leave it out"),
    ],
)
def test_a_url_that_cannot_be_fetched_is_told_at_once(alice, url, right):
    assert right in problem(alice, url)


def test_what_belongs_to_somebody_else_is_as_unknown_as_what_is_not_there(alice, bob):
    job = factories.completed(alice)
    entity = factories.uploaded(alice)
    unknown = "e-" + "a" * 26
    addresses = {
        entity.public_id: entity.public_id,
        PORTAL.entity(entity): entity.public_id,
        factories.entity_of(job).public_id: factories.entity_of(job).public_id,
        PORTAL.child(job, "results", "out"): job.public_id,
    }
    for text, secret in addresses.items():
        other = text.replace(secret, unknown)
        assert "is not a file that you can use" in problem(bob, text)
        assert problem(bob, text).replace(secret, unknown) == problem(bob, other)


def test_what_everybody_may_see_everybody_can_use(alice, bob):
    entity = factories.uploaded(alice)
    record.show_to_everybody(entity)
    assert resolve(bob, entity.public_id).entity == entity


def test_an_operator_can_use_what_an_operator_may_see(alice, operator):
    entity = factories.uploaded(alice)
    assert resolve(operator, entity.public_id).entity == entity


def test_a_result_under_the_name_of_another_activity_is_unknown(alice):
    job = factories.completed(alice)
    address = PORTAL.child(job, "results", "out").replace("/echo/", "/other/")
    assert "is not a file that you can use" in problem(alice, address)


def test_an_entity_without_bytes_of_ours_cannot_be_used(alice):
    entity = factories.uploaded(alice)
    type(entity).objects.filter(pk=entity.pk).update(kind="external")
    assert "is not a file that you can use" in problem(alice, entity.public_id)


def test_what_was_destroyed_is_told_with_its_time(alice):
    entity = factories.uploaded(alice, "m13.fits")
    now = times.now()
    record.invalidate([entity], now)
    said = problem(alice, entity.public_id)
    assert f"“m13.fits” was destroyed at {now:%Y-%m-%d %H:%M} UTC" in said


def test_a_file_and_a_text_are_one_too_many(alice, upload):
    entity = factories.uploaded(alice)
    said = problem(alice, entity.public_id, upload=upload())
    assert "not two" in said
    assert "not two" in problem(alice, entity.public_id, entity.public_id)


def test_empty_texts_count_as_nothing(alice, upload):
    assert resolve(alice, "", " ", upload=upload()).matched_by == "upload"


def test_what_is_required_and_not_given_is_asked_for(alice):
    assert "is required: upload a file" in problem(alice)


def test_what_is_optional_and_not_given_is_left_out(alice):
    assert resolve(alice, used=UsedEntity("image", required=False)) is None


def test_the_default_is_used_and_said_to_be_one(alice):
    entity = factories.uploaded(alice)
    used = UsedEntity("image", default=entity.public_id)
    found = resolve(alice, used=used)
    assert (found.entity, found.is_default) == (entity, True)
    assert found.matched_by == "entity"


def test_what_is_given_wins_over_the_default(alice):
    default, other = factories.uploaded(alice), factories.uploaded(alice)
    used = UsedEntity("image", default=default.public_id)
    found = resolve(alice, other.public_id, used=used)
    assert (found.entity, found.is_default) == (other, False)


def test_every_used_entity_that_is_wrong_is_told(alice):
    description = factories.description(used=(IMAGE, UsedEntity("dark")))
    given = inputs.Given(alice, {HOST}, {"image": ["x"]}, {})
    with pytest.raises(ValuesError) as caught:
        inputs.resolve(description, given)
    assert set(caught.value.problems) == {"image", "dark"}
