"""Uploads: hashed on their way to the disk, kept as entities of their owner."""

import hashlib
import stat
from pathlib import Path

import pytest
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from jobs import uploads
from jobs.execution import folder
from tests import factories

LARGE = bytes(range(256)) * 1000  # several chunks of Django's parser


def received(*files):
    """The files of a request, through the parser and the handlers of the portal."""
    sent = {f"f{i}": SimpleUploadedFile(*file) for i, file in enumerate(files)}
    return RequestFactory().post("/", sent)


def temporary(settings):
    here = Path(settings.OPUS_JOBS) / uploads.FOLDER / "tmp"
    return list(here.iterdir()) if here.exists() else []


@pytest.mark.parametrize("content", [b"", b"x", LARGE])
def test_a_file_is_hashed_while_it_is_written(content):
    request = received(("a.fits", content))
    upload = request.FILES["f0"]
    assert upload.read() == content
    assert upload.size == len(content)
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    request.close()


def test_each_file_of_a_request_has_its_own_hash():
    request = received(("a", b"one"), ("b", b"two"))
    digests = [file.sha256 for file in request.FILES.values()]
    assert digests == [hashlib.sha256(c).hexdigest() for c in (b"one", b"two")]
    request.close()


def test_a_file_that_is_not_kept_is_gone_with_its_request(settings):
    request = received(("a.fits", LARGE))
    assert len(request.FILES) == len(temporary(settings)) == 1
    request.close()
    assert temporary(settings) == []


def test_a_request_that_cannot_be_read_leaves_no_file(settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    request = received(("a", LARGE), ("b", LARGE))
    with pytest.raises(TooManyFilesSent):
        request.FILES  # noqa: B018 - it is read here
    assert temporary(settings) == []


def test_a_kept_file_has_all_its_facts_and_its_bytes(alice, upload):
    entity = uploads.keep(upload("m13.fits", b"SIMPLE  ="), alice)
    assert (entity.owner, entity.name, entity.origin) == (alice, "m13.fits", "upload")
    assert (entity.size, entity.content_type) == (9, "image/fits")
    assert entity.sha256 == hashlib.sha256(b"SIMPLE  =").hexdigest()
    assert folder.absolute(entity.location).read_bytes() == b"SIMPLE  ="


def test_a_kept_file_outlives_its_request_and_cannot_be_written(alice, settings):
    entity = factories.uploaded(alice)
    path = folder.absolute(entity.location)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.stat().st_nlink == 1
    assert temporary(settings) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a b.fits", "a b.fits"),
        ("Ähre 🔭.fits", "Ähre 🔭.fits"),
        ("-rf", "rf"),
        (".bashrc", "bashrc"),
        ('a"<b>.txt', "a__b_.txt"),
    ],
)
def test_a_name_is_kept_as_far_as_a_folder_and_a_page_can_have_it(
    alice, upload, name, kept
):
    entity = uploads.keep(upload(name), alice)
    assert entity.name == kept
    assert folder.absolute(entity.location).name == kept


def test_a_name_that_no_folder_could_have_is_shortened_and_keeps_its_end(alice, upload):
    entity = uploads.keep(upload("ä" * 200 + ".fits"), alice)
    assert entity.name.startswith("ää")
    assert entity.name.endswith(".fits")
    assert folder.absolute(entity.location).is_file()


def test_a_name_with_folders_stays_in_the_folder_of_uploads(alice, upload, settings):
    for name in ("../../x", "a/../../x", "..\\x"):
        path = folder.absolute(uploads.keep(upload(name), alice).location)
        assert path.parents[2] == Path(settings.OPUS_JOBS)
        assert path.resolve() == path


def test_the_same_file_sent_twice_is_two_entities(alice):
    one, other = factories.uploaded(alice), factories.uploaded(alice)
    assert one.public_id != other.public_id
    assert one.sha256 == other.sha256


def test_the_media_type_is_that_of_the_bytes_not_what_the_browser_says(alice, upload):
    html = uploads.keep(upload("a.html", b"\x89PNG\r\n\x1a\n", "text/html"), alice)
    assert html.content_type == "image/png"
