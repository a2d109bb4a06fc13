"""What a used entity is without a choice: an id or a URL here, a name in older files.

The older OPUS has a file name there, or the identifier for a template of addresses.
"""

import re

from jobs.descriptions.formats.jdl import ID
from provenance import identity

FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*\.[A-Za-z0-9]+", re.ASCII)
IDENTIFIER = re.compile(r"[A-Za-z0-9_.~-]+", re.ASCII)
URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+", re.ASCII)


def is_file_name(text: str) -> bool:
    return bool(FILE_NAME.fullmatch(text))


def is_address(text: str) -> bool:
    """Whether it is a default that our descriptions can have."""
    return identity.is_entity(text) or bool(URL.fullmatch(text))


def is_usable(url: str, text: str) -> bool:
    """Whether the older OPUS may have it, so that it can be read again."""
    return is_address(text) or is_file_name(text) or bool(filled(url, text))


def filled(url: str, identifier: str) -> str:
    """The address of what has that identifier; empty if there is none."""
    if ID in url and IDENTIFIER.fullmatch(identifier):
        return url.replace(ID, identifier)
    return ""


def identifier(url: str, address: str) -> str:
    """The identifier with which the template gives the address, else the address."""
    before, mark, after = url.partition(ID)
    if mark and len(address) > len(before) + len(after):
        found = address[len(before) : len(address) - len(after)]
        if filled(url, found) == address and not is_address(found):
            return found
    return address
