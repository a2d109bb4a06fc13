"""Which version somebody means."""

from collections.abc import Iterable

from jobs.models import Version


def named(versions: Iterable[Version], text: str) -> Version | None:
    """By its label, of which the newest counts, else by its number."""
    known = sorted(versions, key=lambda version: version.number, reverse=True)
    by_number = (one for one in known if str(one.number) == text)
    by_label = (one for one in known if one.label == text)
    return next(by_label, None) or next(by_number, None)
