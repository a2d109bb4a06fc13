"""Identifiers that users give where a description has a template for a URL."""

from urllib.parse import quote

from provenance import identity

PLACE = "$ID"
LONGEST = 256


def is_one(text: str) -> bool:
    """Whether the text is an identifier, and neither an address nor an entity here."""
    if "://" in text or identity.is_entity(text) or len(text) > LONGEST:
        return False
    return text.isprintable() and bool(text.strip("."))


def address(template: str, identifier: str) -> str:
    """The URL; whatever the identifier holds, it does not leave its place."""
    return template.replace(PLACE, quote(identifier, safe=""))
