"""Addresses of this portal that users paste: which result or entity they mean."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from jobs.descriptions.texts import shorten
from provenance import identity

LONGEST_SHOWN = 120
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
RESULT = re.compile(r"/(?:rest|uws)/([^/]+)/([^/]+)/results/([^/]+)/?")
ENTITY_PAGE = re.compile(r"/entities/([^/]+)/?")
STORE = re.compile(r"/store/?")


@dataclass(frozen=True, slots=True)
class ResultAddress:
    activity: str
    job: str
    result: str


@dataclass(frozen=True, slots=True)
class EntityAddress:
    entity: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    url: str


Address = ResultAddress | EntityAddress | Elsewhere


def read(text: str, hosts: Collection[str]) -> Address:
    """What a text points to; `hosts` are the portal's own, with their ports.

    Raises ValueError with a sentence if it points to nothing that can be an input.
    """
    if identity.is_entity(text):
        return EntityAddress(text)
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise ValueError(f"“{_short(text)}” is not a URL") from error
    if not parts.scheme or not parts.netloc:
        raise ValueError(
            f"“{_short(text)}” is neither an entity id (e-…) nor a URL: paste one, or "
            "upload the file"
        )
    default_port = DEFAULT_PORTS.get(parts.scheme, "")
    if parts.netloc.lower().removesuffix(default_port) not in hosts:
        return Elsewhere(text)
    return _own(text, parts.path, parts.query)


def _own(text: str, path: str, query: str) -> Address:
    if found := RESULT.fullmatch(path):
        return ResultAddress(*(unquote(part) for part in found.groups()))
    if found := ENTITY_PAGE.fullmatch(path):
        return EntityAddress(unquote(found[1]))
    if STORE.fullmatch(path) and (ids := parse_qs(query).get("ID")):
        return EntityAddress(ids[0])
    raise ValueError(
        f"“{_short(text)}” is an address of this portal, but not that of a file"
    )


def _short(text: str) -> str:
    return shorten(text, LONGEST_SHOWN)
