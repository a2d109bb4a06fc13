"""What an operator should hear before the portal is open to others."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Warning  # noqa: A004 - Django's


def readable(**_: object) -> list[CheckMessage]:
    """Passwords and tokens travel as they are."""
    address = urlsplit(settings.OPUS_URL)
    if address.scheme != "http" or address.hostname not in settings.PUBLIC:
        return []
    return [
        Warning(
            f"{settings.OPUS_URL} is not encrypted: passwords and tokens can be read "
            "on their way.",
            hint="Let a web server in front speak https, and set OPUS_URL to it.",
            id="opus.W001",
        )
    ]


def nameless(**_: object) -> list[CheckMessage]:
    """Whether cookies may travel readable follows from OPUS_URL."""
    if not settings.PUBLIC or settings.OPUS_URL:
        return []
    return [
        Warning(
            f"{', '.join(settings.PUBLIC)} is public, and OPUS_URL is not set: cookies "
            "may be sent unencrypted, and addresses depend on how the portal is asked.",
            hint="Set OPUS_URL, for instance to https://opus.example.org.",
            id="opus.W002",
        )
    ]


def hidden(**_: object) -> list[CheckMessage]:
    """The portal speaks no https itself, so somebody in front of it does."""
    if not settings.OPUS_URL.startswith("https:") or settings.OPUS_BEHIND_PROXY:
        return []
    return [
        Warning(
            "OPUS_URL is https, and OPUS_BEHIND_PROXY is not True: everybody seems to "
            "come from the web server in front, also who guesses passwords.",
            hint="Set OPUS_BEHIND_PROXY=True, and let the web server send "
            "X-Forwarded-For and X-Forwarded-Proto.",
            id="opus.W003",
        )
    ]
