"""Drafts can be rewritten, published versions never change."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from jobs import access, drafts, publishing
from jobs.descriptions import json_format
from jobs.descriptions.value import (
    Contact,
    GeneratedEntity,
    Parameter,
    UsedEntity,
)
from jobs.errors import DescriptionError, StaleError
from jobs.models import Version
from tests import factories

pytestmark = pytest.mark.django_db
FULL = factories.description(
    type="Analysis",
    version="1.2",
    documentation="https://example.org/echo",
    execution_duration=60,
    parameters=(
        Parameter("z", "choice", options=("a", "b"), default="a"),
        Parameter("a", "real", minimum="0", unit="arcsec", ucd="pos.angDistance"),
    ),
    used=(UsedEntity("image", content_types=("image/fits",), required=False),),
    generated=(GeneratedEntity("maps", "*.fits", optional=True),),
)


def draft(**changes):
    return drafts.save(factories.description(**changes), None)


def publish(version, by):
    publishing.publish(version, by, unproven="A test.")


def stored(version):
    return Version.objects.get(pk=version.pk)


def problems(act, *arguments):
    with pytest.raises(DescriptionError) as caught:
        act(*arguments)
    return caught.value.problems


def test_a_description_comes_back_from_the_database_as_it_was_saved():
    version = publishing.publish_if_new(FULL, None)
    assert stored(version).value() == FULL
    assert version.digest == json_format.digest(FULL)


def test_a_draft_need_not_be_complete_but_cannot_be_published_like_that():
    version = draft(title="", script="", contact=Contact())
    assert version.state == Version.State.DRAFT
    found = problems(publish, version, None)
    assert set(found) == {"title", "script", "contact_name"}
    assert stored(version).state == Version.State.DRAFT


def test_saving_again_replaces_the_draft_with_all_its_parts():
    first = draft(parameters=(Parameter("old", "text"),))
    again = draft(parameters=(Parameter("new", "text"),), title="Again")
    assert again.pk == first.pk
    assert stored(first).value().title == "Again"
    assert [p.name for p in stored(first).value().parameters] == ["new"]


def test_what_is_saved_after_publication_is_the_next_version():
    first = factories.version(title="One")
    second = draft(title="Two")
    assert (first.number, second.number) == (1, 2)
    assert stored(first).value().title == "One"
    assert stored(first).state == Version.State.PUBLISHED


def test_publishing_says_who_and_when(operator):
    version = draft()
    publish(version, operator)
    assert version.published_by == operator
    assert version.published_at is not None


def test_what_is_published_is_what_was_saved_last():
    """Somebody else may have saved the draft since it was read."""
    read_before = draft(title="Before")
    draft(title="After")
    publish(read_before, None)
    assert stored(read_before).digest == json_format.digest(
        factories.description(title="After")
    )


def test_a_version_is_published_once(operator):
    version = draft()
    publish(version, None)
    before = stored(version).published_at
    assert "by now" in problems(publish, version, operator)["state"]
    assert stored(version).published_at == before


def test_a_draft_that_is_gone_cannot_be_published():
    version, again = draft(), stored(factories.version(name="other"))
    publishing.discard(version, None)
    assert "by now" in problems(publish, version, None)["state"]
    assert again.state == Version.State.PUBLISHED


def test_the_same_description_is_not_published_again():
    assert factories.version() == factories.version()
    assert factories.version(title="Other").number == 2


def test_a_limit_of_the_portal_is_a_limit_of_every_description(settings):
    settings.OPUS_DURATION_MAX = 60
    found = problems(publish, draft(execution_duration=61), None)
    assert "limit of 60 s" in found["execution_duration"]


@pytest.mark.parametrize(
    ("default", "right"),
    [("m13", "neither an entity id"), ("ftp://example.org/x", "http://")],
)
def test_a_default_input_is_something_that_could_be_given(default, right):
    version = draft(used=(UsedEntity("image", default=default),))
    assert right in problems(publish, version, None)["used.0.default"]


@pytest.mark.parametrize("default", ["", "e-" + "a" * 26, "https://example.org/a.fits"])
def test_a_default_input_is_an_entity_or_a_url(default):
    factories.version(used=(UsedEntity("image", default=default),))


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"name": "a/b"}, "name"),
        ({"title": "x" * 201}, "title"),
        ({"documentation": "javascript:alert(1)"}, "documentation"),
        ({"contact": Contact("A", "nobody")}, "contact_email"),
        ({"execution_duration": -1}, "execution_duration"),
        ({"parameters": (Parameter("p", "text", unit="x" * 65),)}, "parameters.0.unit"),
        ({"used": (UsedEntity("x" * 65),)}, "used.0.name"),
        (
            {"generated": (GeneratedEntity("a", "a"), GeneratedEntity("a", "b"))},
            "generated.1.name",
        ),
        ({"title": "\ud800"}, "title"),
        ({"parameters": (Parameter("p", "text", default="\x00"),)}, "parameters.0.def"),
    ],
)
def test_what_cannot_even_be_stored_is_told_at_its_field(changes, path):
    found = problems(lambda: draft(**changes))
    assert any(field.startswith(path) for field in found)
    assert not Version.objects.exists()


def test_a_draft_that_is_refused_leaves_the_last_one_as_it_was():
    version = draft(title="Kept")
    problems(lambda: draft(title="New", used=(UsedEntity("x" * 65),)))
    assert stored(version).value() == factories.description(title="Kept")


def test_what_is_discarded_can_be_restored(alice):
    version = draft(title="Kept")
    publishing.discard(version, alice)
    assert stored(version).state == Version.State.DISCARDED
    restored = publishing.restore(version, alice)
    assert (restored.number, restored.state) == (2, Version.State.DRAFT)
    assert restored.value() == version.value()


def test_discarding_a_draft_keeps_what_is_published(alice):
    version = factories.version()
    publishing.discard(draft(title="Two"), None)
    assert list(access.current(alice)) == [version]


def test_a_published_version_cannot_be_discarded():
    version = factories.version()
    assert "published by now" in problems(publishing.discard, version, None)["state"]
    assert stored(version).state == Version.State.PUBLISHED


def test_a_version_is_submitted_and_rejected_with_a_message(alice, operator):
    version = draft()
    publishing.submit(version, alice, "Please.")
    assert version.state == Version.State.SUBMITTED
    assert "is required" in problems(publishing.reject, version, operator, " ")["note"]
    publishing.reject(version, operator, "The title is wrong.")
    assert version.state == Version.State.REJECTED
    trail = [(event.action, event.by, event.note) for event in version.events.all()]
    assert trail == [
        ("saved", None, ""),
        ("submitted", alice, "Please."),
        ("rejected", operator, "The title is wrong."),
    ]


def test_who_saves_what_was_submitted_has_a_draft_again(alice):
    version = factories.submitted(alice)
    assert draft(title="Better").state == Version.State.DRAFT
    assert "by now" in problems(publishing.reject, version, alice, "No.")["state"]


def test_what_is_incomplete_cannot_be_submitted(alice):
    assert "title" in problems(publishing.submit, draft(title=""), alice)


def test_a_validator_who_decided_second_is_told(alice, operator):
    version = factories.submitted(alice)
    same = stored(version)
    publishing.reject(version, operator, "No.")
    assert "rejected by now" in problems(publishing.withdraw, same, alice)["state"]


def test_what_no_example_has_proven_is_published_with_a_reason_that_is_kept(operator):
    version = draft()
    found = problems(publishing.publish, version, operator)
    assert "no example of this version has passed" in found["unproven"]
    publishing.publish(version, operator, unproven="It is urgent.")
    assert "It is urgent." in version.events.last().note


def test_that_an_author_validated_what_they_wrote_is_in_the_trail(operator):
    version = drafts.save(factories.description(), operator)
    publish(version, operator)
    assert "Validated by its author." in version.events.last().note


def test_deleting_an_activity_touches_no_job(alice, operator):
    job = factories.completed(alice)
    draft(title="Next")
    publishing.delete(job.version.activity, operator, "Not needed.")
    assert {v.state for v in Version.objects.all()} == {"retired", "discarded"}
    assert factories.reload(job).phase == "COMPLETED"
    assert list(access.current(alice)) == []
    assert "was deleted" in problems(draft)["name"]


def test_what_was_deleted_is_there_again_once_a_version_is_restored(operator):
    version = factories.version()
    publishing.delete(version.activity, operator)
    restored = publishing.restore(stored(version), operator)
    assert restored.state == Version.State.DRAFT
    assert restored.activity.deleted_at is None
    assert (
        "publish or discard" in problems(publishing.restore, version, operator)["state"]
    )


def test_who_has_seen_less_than_there_is_overwrites_nothing(alice, bob):
    first = drafts.save(factories.description(), alice, seen=0)
    drafts.save(factories.description(title="Bob’s"), bob, seen=first.revision)
    for seen in (0, first.revision):
        with pytest.raises(StaleError) as caught:
            drafts.save(factories.description(title="Alice’s"), alice, seen=seen)
        assert caught.value.version.changed_by == bob
    assert stored(first).value().title == "Bob’s"


def test_a_retired_version_is_not_offered_and_the_one_before_is(alice):
    first, second = factories.version(title="One"), factories.version(title="Two")
    publishing.retire(second, None)
    assert list(access.current(alice)) == [first]
    assert stored(second).value().title == "Two"


def test_a_draft_cannot_be_retired():
    version = draft()
    assert "by now" in problems(publishing.retire, version, None)["state"]
    assert stored(version).state == Version.State.DRAFT


def test_the_database_itself_allows_one_draft_only():
    version = draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(activity=version.activity, number=7)


def test_a_version_that_a_job_ran_cannot_be_deleted(alice):
    job = factories.job(alice)
    with pytest.raises(ProtectedError):
        job.version.delete()


def test_people_call_a_version_by_the_authors_word_else_by_its_number():
    assert factories.version(version="2.0-beta").label == "2.0-beta"
    assert factories.version(version="").label == "2"
