"""Public identifiers: unguessable, unique in the world, fit for a URL and for XML."""

import base64
import re
import secrets

ENTITY = re.compile(r"e-[a-z2-7]{26}")


def new(kind: str) -> str:
    """`kind`, a hyphen and 128 random bits in base 32: 26 lower-case characters.

    The result is an NCName, as PROV-XML and UWS want for identifiers.
    """
    bits = base64.b32encode(secrets.token_bytes(16)).decode()
    return f"{kind}-{bits.rstrip('=').lower()}"


def activity() -> str:
    return new("a")


def entity() -> str:
    return new("e")


def agent() -> str:
    return new("g")


def bundle() -> str:
    return new("b")


def entities_in(text: str) -> list[str]:
    """All that can be ids of entities, such as in the name of a saved file."""
    return ENTITY.findall(text)


def is_entity(text: str) -> bool:
    """Whether the text can be the id of an entity."""
    return ENTITY.fullmatch(text) is not None
