"""What a file is, by its content, and which files are accepted where."""

import pytest

from jobs import inputs
from jobs.descriptions.value import GeneratedEntity, UsedEntity
from jobs.errors import ValuesError
from jobs.execution import media, media_types
from tests import factories

FITS = b"SIMPLE  =                    T"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.mark.parametrize("offset, magic, kind", media.MAGIC)  # noqa: PT006 - as in the table
def test_each_kind_is_known_by_its_first_bytes_whatever_its_name(
    tmp_path, offset, magic, kind
):
    path = tmp_path / "x.txt"
    path.write_bytes(b"\1" * offset + magic + b"\0" * 600)
    assert media.content_type(path) == kind


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("application/fits", "image/fits"),
        ("text/xml", "application/x-votable+xml"),
        ("application/xml", "image/svg+xml"),
        ("image/*", "image/png"),
        ("*/*", "application/pdf"),
        ("application/octet-stream", "image/fits"),
        ("text/plain", "text/csv"),
        ("text/plain; charset=utf-8", "application/json"),
        ("text/csv", "text/plain"),
        ("application/json", "application/geo+json"),
        ("TEXT/YAML", "application/yaml"),
    ],
)
def test_a_wider_type_and_another_spelling_accept(wanted, found):
    assert media_types.accepts([wanted], found)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("image/fits", "text/html"),
        ("image/fits", "application/octet-stream"),
        ("text/csv", "application/yaml"),
        ("text/plain", "image/png"),
        ("application/xml", "text/plain"),
        ("image/png", "image/jpeg"),
    ],
)
def test_another_type_is_not_accepted(wanted, found):
    assert not media_types.accepts([wanted], found)


IMAGE = UsedEntity("image", content_types=("image/fits", "image/png"))


def resolve(owner, *texts, upload=None):
    files = {"image": [upload]} if upload else {}
    given = inputs.Given(owner, (), {"image": texts} if texts else {}, files)
    return inputs.resolve(factories.description(used=(IMAGE,)), given)


def test_an_upload_is_what_its_bytes_are_and_not_what_it_is_called(alice, upload):
    assert resolve(alice, upload=upload("x.dat", FITS))
    with pytest.raises(ValuesError) as caught:
        resolve(alice, upload=upload("x.fits", b"<html><script>"))
    assert caught.value.problems["image"] == (
        "“x.fits” is text/html by its content; this must be image/fits or image/png"
    )


def test_so_is_an_entity_whatever_was_said_of_it(alice):
    out = (GeneratedEntity("out", "*", content_type="image/fits"),)
    lying = factories.completed(alice, {"a.fits": b"%PDF-1.7"}, generated=out)
    with pytest.raises(ValuesError, match="application/pdf by its content"):
        resolve(alice, factories.entity_of(lying, "out.1").public_id)


def test_what_was_said_counts_where_the_bytes_say_nothing(alice):
    out = (GeneratedEntity("out", "*", content_type="image/png"),)
    plain = factories.completed(alice, {"a.bin": b"\1\2\3"}, generated=out)
    assert resolve(alice, factories.entity_of(plain, "out.1").public_id)
