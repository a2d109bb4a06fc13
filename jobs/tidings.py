"""What people are told by mail of the life of a description."""

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse

from jobs import access, letters
from jobs.models import Version


def submitted(version: Version, by: User, note: str) -> None:
    """Those who validate are told, but for the author."""
    name = by.get_full_name() or by.get_username()
    body = _body(
        f"{name} asks you to validate {version}: {version.title or 'without a title'}.",
        note,
        _address("waiting"),
    )
    for person in access.validators().exclude(pk=by.pk):
        letters.write(person.email, f"To validate: {version}", body)


def decided(version: Version, by: User | None, word: str, note: str) -> None:
    """Whoever submitted it is told, unless they decided it themselves."""
    event = version.events.filter(action="submitted").last()
    author = event.by if event else version.changed_by
    if author is None or author == by or not author.is_active:
        return
    page = _address("edit_activity", version.activity.name)
    body = _body(f"Your draft of {version} was {word}.", note, page)
    letters.write(author.email, f"{version} was {word}", body)


def _address(page: str, *arguments: str) -> str:
    """Nothing where the portal does not know how it is called from outside."""
    path = reverse(page, args=arguments)
    return f"{settings.OPUS_URL}{path}" if settings.OPUS_URL else ""


def _body(*paragraphs: str) -> str:
    return "\n\n".join(text for text in paragraphs if text) + "\n"
